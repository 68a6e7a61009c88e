import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { segmentsOf } from '../../server/prompt/segments';
import { codeText } from '../support/code-text';

test('segments are the text, and none is empty', () => {
  fc.assert(
    fc.property(codeText, fc.constantFrom('lines' as const, 'words' as const, 'none' as const), (text, cuts) => {
      const segments = segmentsOf(text, cuts);
      assert.equal(segments.join(''), text);
      assert.ok(!segments.includes(''));
    }),
  );
});

test('lines are cut behind line breaks, blank lines stay with the line above', () => {
  assert.deepEqual(segmentsOf('a\n  b\n\n \nc\n', 'lines'), ['a\n', '  b\n\n \n', 'c\n']);
});

test('words are cut where white space joins with them', () => {
  assert.deepEqual(segmentsOf('a\n    b\n\tc\nd\n\ne\n  1\n  }\n', 'words'), [
    'a\n   ',
    ' b\n',
    '\tc\n',
    'd\n\ne\n  1\n ',
    ' }\n',
  ]);
});

test('white space without end takes no time without end', () => {
  const text = `${' '.repeat(200_000)}\n${'\n\t '.repeat(50_000)}`;
  for (const cuts of ['lines', 'words'] as const) assert.equal(segmentsOf(text, cuts).length, 1);
});
