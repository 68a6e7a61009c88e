import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createHighlighter } from '../../media/highlight';
import { createMarkdown, settledPart } from '../../media/markdown';
import { activity, attachmentLabel, attachmentTitle, canAnswer, droppedTurns, modelState } from '../../media/words';
import type { Attachment } from '../../shared/protocol';
import { pageHtml } from '../../shared/page';
import { addFunction } from '../support/page/conversations';

const markdown = createMarkdown(createHighlighter());

describe('what of a growing answer is settled', () => {
  const waits: [string, string][] = [
    ['A list:\n-', 'A list:\n'],
    ['A title\n===', 'A title\n'],
    ['Code:\n``', 'Code:\n'],
    ['Code:\n```py', 'Code:\n'],
    ['```py\nx = 1\n``', '```py\nx = 1\n'],
    ['First:\n1.', 'First:\n'],
    ['#', ''],
  ];
  for (const [text, settled] of waits) {
    test(JSON.stringify(text), () => assert.equal(settledPart(text), settled));
  }
  for (const text of ['', 'A sentence', '- an item', '```py\nx = 1', '# Title', 'a\n', '12 apples']) {
    test(`${JSON.stringify(text)} as it is`, () => assert.equal(settledPart(text), text));
  }
});

describe('answers', () => {
  test('one string for each outermost block', () => {
    const parts = markdown.answer('# Title\n\npara\n\n- a\n- b\n\n```js\nlet x;\n```\n');
    assert.deepEqual(
      parts.map((part) => /^<(\w+)/.exec(part)?.[1]),
      ['h3', 'p', 'ul', 'pre'],
    );
  });
  test('an open fence is a block of code', () => {
    assert.match(markdown.answer('```python\ndef f():\n    ret').join(''), /^<pre data-language="python"><code>.*ret/s);
  });
  test('code in an unknown language stays as it is', () => {
    assert.equal(
      markdown.answer('```klingon\na < b\n```').join(''),
      '<pre data-language="klingon"><code>a &lt; b\n</code></pre>',
    );
  });
  test('very long code gets no colours', () => {
    assert.doesNotMatch(markdown.answer(`\`\`\`js\n${'let x = 1;'.repeat(6000)}`).join(''), /hljs/);
  });
  test("VS Code's language identifiers are known", () => {
    for (const language of ['typescriptreact', 'shellscript', 'cuda-cpp', 'jsonc', 'scss', 'TypeScript']) {
      assert.match(markdown.code('a { "b": 1 } # if return "x"', language), /hljs-/, language);
    }
  });
  test('names of files are no links, addresses are', () => {
    assert.doesNotMatch(markdown.answer('see main.py and me@host.com').join(''), /<a/);
    assert.match(markdown.answer('see https://example.com/a').join(''), /<a href="https:\/\/example.com\/a">/);
  });
  for (const href of [
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    'data:text/html,x',
    'command:x',
    'mailto:a@b.test',
    'vscode://x',
    'a.py',
    '//x',
  ]) {
    test(`no link to ${href}`, () => assert.doesNotMatch(markdown.answer(`[a](${href})\n<${href}>`).join(''), /<a/));
  }
  test('HTML is text', () => {
    assert.equal(
      markdown.answer('<b onclick="x">a</b>').join(''),
      '<p>&lt;b onclick=&quot;x&quot;&gt;a&lt;/b&gt;</p>\n',
    );
  });
  test('a picture is its description', () => {
    assert.equal(markdown.answer('![a "cat"](https://x.test/cat.png)').join(''), '<p><em>a &quot;cat&quot;</em></p>\n');
  });
});

describe('questions are shown as typed', () => {
  test('only fences, code spans and addresses are marked up', () => {
    const html = markdown.question('# include\n*a* __init__ `x`\n    indented\n\n- no list').join('');
    assert.equal(html, '<p># include\n*a* __init__ <code>x</code>\n    indented\n\n- no list</p>\n');
  });
  test('a fence is a block of code', () => {
    assert.match(markdown.question('why\n```js\n1\n```\nthis').join(''), /<p>why<\/p>\n<pre.*<\/pre><p>this<\/p>/s);
  });
});

describe('words', () => {
  test('places of code count lines from one', () => {
    assert.equal(attachmentLabel(addFunction), 'add.py:3-9 · function add');
    assert.equal(attachmentTitle(addFunction), 'Open src/calc/add.py:3-9');
    const bare: Attachment = { ...addFunction };
    delete bare.enclosing;
    assert.equal(attachmentLabel({ ...bare, path: 'Untitled-1', endLine: 2 }), 'Untitled-1:3');
    assert.equal(attachmentLabel({ ...bare, path: 'src\\b.py' }), 'b.py:3-9');
  });
  test('numbers', () => {
    assert.equal(droppedTurns(2), "2 earlier messages no longer fit the model's context and were left out.");
    assert.equal(droppedTurns(1), "1 earlier message no longer fits the model's context and was left out.");
    assert.equal(modelState({ model: 'm', state: 'loading', progress: 0.423 }, false), 'Loading 42 %');
    assert.equal(activity({ model: 'm', state: 'loading', progress: 0.423 }), 'Cria is loading the model: 42 %');
  });
  test('a model that can be loaded can be asked', () => {
    const able = (['off', 'unloaded', 'loading', 'ready', 'error'] as const).filter((state) =>
      canAnswer({ model: 'm', state }),
    );
    assert.deepEqual(able, ['unloaded', 'loading', 'ready']);
  });
});

test('no value can leave its attribute in the document of the page', () => {
  const html = pageHtml({
    title: 'Cria',
    cspSource: 'x:',
    nonce: 'n',
    scriptUri: 'a"><script>',
    styleUri: 's',
    language: 'en',
  });
  assert.match(html, /src="a&quot;&gt;&lt;script&gt;"/);
  assert.match(html, /content="default-src 'none'; style-src x:; script-src 'nonce-n'; font-src x:; img-src x:"/);
  assert.doesNotMatch(html, /unsafe-inline|style=/);
});
