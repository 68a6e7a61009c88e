import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Attachment } from '../../shared/protocol';
import { attachmentText, withAttachments } from '../../server/chat/attachments';

const plain: Attachment = {
  path: 'src/sum.py',
  uri: 'file:///w/src/sum.py',
  languageId: 'python',
  startLine: 2,
  endLine: 3,
  text: 'def add(a, b):\r\n    return a + b\r\n',
};
const code = { ...plain, enclosing: 'function add' };

test('says where the code is from, in lines as people count them', () => {
  assert.equal(
    attachmentText(code),
    'From src/sum.py (lines 3-4, in function add):\n```python\ndef add(a, b):\n    return a + b\n```',
  );
});

test('one line, no enclosing function', () => {
  assert.match(attachmentText({ ...plain, endLine: 2 }), /^From src\/sum\.py \(line 3\):\n/);
});

test('nothing in the code closes its fence', () => {
  const text = 'a\n```\nb\n`````\nc';
  assert.match(attachmentText({ ...code, languageId: 'markdown', text }), /:\n``````markdown\n[^]*\n``````$/);
});

test('names of files and languages stay in their place', () => {
  const text = attachmentText({ ...code, path: 'a\n```\nb', languageId: 'x\n```', enclosing: 'f\ng' });
  assert.equal(text.split('\n')[0], 'From a ``` b (lines 3-4, in f g):');
  assert.equal(text.split('\n')[1], '```');
});

test('the question comes after the code; either may be missing', () => {
  assert.equal(withAttachments('Why?', []), 'Why?');
  assert.equal(withAttachments('Why?', [code]), `${attachmentText(code)}\n\nWhy?`);
  assert.equal(withAttachments(' ', [code]), attachmentText(code));
});
