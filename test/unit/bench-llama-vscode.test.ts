import assert from 'node:assert/strict';
import { test } from 'node:test';
import { llamaVscodeRequest, spmPrompt } from '../bench/llama-vscode';

const lines = Array.from({ length: 600 }, (_, index) => `  line ${index}`);

test('the request has 256 lines before the cursor and 64 after it', () => {
  const request = llamaVscodeRequest(lines, { line: 300, character: 6 });
  assert.ok(request);
  assert.equal(request.input_prefix.split('\n').length, 257);
  assert.ok(request.input_prefix.startsWith('  line 44\n') && request.input_prefix.endsWith('line 299\n'));
  assert.equal(request.prompt, '  line');
  assert.ok(request.input_suffix.startsWith(' 300\n  line 301\n') && request.input_suffix.endsWith('line 364\n'));
  assert.equal(request.n_indent, 2);
});

test('white space before the cursor is left out, and no request is made before more than eight characters', () => {
  assert.equal(llamaVscodeRequest(['    '], { line: 0, character: 4 })?.prompt, '');
  assert.equal(llamaVscodeRequest(['ab123456789'], { line: 0, character: 2 }), null);
  assert.notEqual(llamaVscodeRequest(['ab12345678'], { line: 0, character: 2 }), null);
});

test('suffix first: cut as llama-server cuts it', () => {
  const many = (length: number, from: number) => Array.from({ length }, (_, index) => from + index);
  const marks = { prefix: -1, suffix: -2, middle: -3 };
  const prompt = spmPrompt({ prefix: many(1000, 10_000), suffix: many(400, 20_000), typed: [1, 2, 3] }, marks);
  assert.deepEqual(prompt.slice(0, 3), [-1, -2, 20_000]);
  const middle = prompt.indexOf(-3);
  assert.equal(middle, 2 + 256 - 2 - 3);
  assert.equal(prompt[middle + 1], 10_232);
  assert.deepEqual(prompt.slice(-4), [10_999, 1, 2, 3]);
});
