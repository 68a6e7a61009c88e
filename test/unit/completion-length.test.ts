import assert from 'node:assert/strict';
import { test } from 'node:test';
import { firstWholeLine } from '../../server/completion/first-line';
import { lengthFor, type LengthFacts } from '../../server/completion/length';

const facts: LengthFacts = {
  ...{ trigger: 'automatic', early: false, maxTokens: 96, timeBudget: 1000 },
  rates: { prompt: null, decode: null },
};
const rates = (decode: number) => ({ prompt: 1000, decode });

test('a block is written where the machine has the time for it, or the first line is shown early', () => {
  assert.equal(lengthFor(facts).lines, 'block', 'not measured yet');
  assert.equal(lengthFor({ ...facts, rates: rates(60) }).lines, 'block');
  assert.equal(lengthFor({ ...facts, rates: rates(10) }).lines, 'line');
  assert.equal(lengthFor({ ...facts, rates: rates(10), timeBudget: 5000 }).lines, 'block');
  assert.equal(lengthFor({ ...facts, rates: rates(10), early: true }).lines, 'block');
});

test('who shows all at once has the budget for it, who shows early has more for the rest', () => {
  assert.deepEqual(lengthFor(facts), {
    ...{ lines: 'block', maxTokens: 96, firstLineMs: 3000, wholeMs: 1000, candidatesMs: 0 },
  });
  assert.equal(lengthFor({ ...facts, early: true }).wholeMs, 3000);
});

test('who asks by hand gets more, and other candidates', () => {
  const { lines, maxTokens, wholeMs, candidatesMs } = lengthFor({ ...facts, trigger: 'manual', rates: rates(10) });
  assert.deepEqual({ lines, maxTokens }, { lines: 'more', maxTokens: 192 });
  assert.ok(wholeMs > 1000 && candidatesMs > 0);
});

test('a first line that can stand alone is whole, says something, and leaves no list open', () => {
  const lineOf = (text: string, from?: number) => {
    const end = firstWholeLine(text, from);
    return end === null ? null : text.slice(0, end);
  };
  assert.equal(lineOf('a = 1'), null);
  assert.equal(lineOf('a = 1\nb'), 'a = 1');
  assert.equal(lineOf('\n    b()\nc'), '\n    b()');
  assert.equal(lineOf('f(\n  1,\n);\nc'), 'f(\n  1,\n);');
  assert.equal(lineOf('if (a) {\n  b'), 'if (a) {');
  assert.equal(lineOf('a\nb\nc', 1), 'a\nb', 'what was typed to its end asks for the next line');
  assert.equal(lineOf('a\nb\nc', 2), 'a\nb');
});
