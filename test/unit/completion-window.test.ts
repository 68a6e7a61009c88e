import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { InfillSupport } from '../../server/models/infill';
import { promptTokenLimit, windowAround, windowBudget } from '../../server/completion/window';
import { cursorAt } from './completion-notation';

const small = { prefix: 840, suffix: 384 };
const lines = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, n) => `line number ${from + n};`).join('\n');
const windowOf = (marked: string, budget = small) => windowAround(cursorAt(marked), budget);

test('a small document is in the window as a whole', () => {
  const window = windowOf('a\nb ║\nc\n');
  assert.equal(window.prefix, 'a\nb ');
  assert.equal(window.suffix, '\nc\n');
  assert.equal(window.lineBefore, 'b ');
  assert.equal(window.below, '\nc\n');
  assert.equal(window.wholePrefix, true);
});

test('an empty document has an empty window', () => {
  const window = windowOf('║');
  assert.deepEqual([window.prefix, window.suffix, window.restOfLine, window.closersOnly], ['', '', '', true]);
});

test('closers right of the cursor are left out of the suffix, real text begins it', () => {
  assert.equal(windowOf('print(║)\nend').suffix, '\nend');
  assert.equal(windowOf('print("║"); \nend').restOfLine, '"); ');
  assert.equal(windowOf('for (x of ║) {\nend').suffix, ') {\nend');
  assert.equal(windowOf('for (x of ║) {\nend').closersOnly, false);
  assert.equal(windowOf('// ║你好\nend').suffix, '你好\nend');
});

test('the prefix starts on a whole line and stays there while the line is typed', () => {
  const above = lines(0, 400);
  const starts = new Set<number>();
  for (let typed = 0; typed < 30; typed++)
    starts.add(windowOf(`${above}\n${'x'.repeat(typed)}║\n${lines(400, 800)}`).start);
  assert.ok(starts.size <= 2, `${starts.size} starts`);
  for (const start of starts) assert.equal(above[start - 1], '\n');
});

test('the prefix moves in blocks while lines are typed', () => {
  const starts = new Set<number>();
  for (let line = 100; line < 200; line++) starts.add(windowOf(`${lines(0, line)}\n║`).start);
  assert.ok(starts.size <= 100 / 4 + 2, `${starts.size} starts for 100 lines`);
});

test('the suffix holds whole lines and does not change while the line is typed', () => {
  const below = `\n${lines(0, 400)}`;
  const suffixes = new Set(['', 'a', 'ab', 'some words'].map((typed) => windowOf(`x\n${typed}║${below}`).suffix));
  assert.equal(suffixes.size, 1);
  const [suffix = ''] = suffixes;
  assert.ok(suffix.length <= small.suffix && suffix.length > small.suffix / 2);
  assert.equal(below[suffix.length], '\n');
  assert.ok(below.startsWith(suffix));
});

test('the window never holds more than its budget', () => {
  const window = windowOf(`${lines(0, 4000)}\n  ab║\n${lines(0, 4000)}`);
  assert.ok(window.prefix.length <= small.prefix);
  assert.ok(window.prefix.length > small.prefix / 2);
  assert.ok(window.suffix.length <= small.suffix);
});

test('CRLF becomes LF, and a byte order mark is left out', () => {
  const window = windowOf('\uFEFFa\r\nb║\r\nc\r\n');
  assert.equal(window.prefix, 'a\nb');
  assert.equal(window.suffix, '\nc\n');
  assert.equal(window.wholePrefix, true);
  const long = windowOf(`║\r\n${lines(0, 400).replaceAll('\n', '\r\n')}`);
  assert.doesNotMatch(long.suffix, /\r|\n$/);
});

test('a cursor between CR and LF stands at the end of the line', () => {
  const text = 'a\r\nb';
  const window = windowAround({ text, offset: 2, position: { line: 0, character: 2 } }, small);
  assert.deepEqual([window.prefix, window.suffix], ['a', '\nb']);
});

test('a line of 20,000 characters is cut between characters, and the cut stays while typing', () => {
  const long = '😀'.repeat(10_000);
  const starts = new Set<number>();
  for (let typed = 0; typed < 20; typed++) {
    const window = windowOf(`top\n${long}${'x'.repeat(typed)}║${long}\nend`);
    assert.ok(window.prefix.length <= small.prefix && window.prefix.length > small.prefix / 2);
    assert.ok(window.suffix.length <= small.suffix && window.suffix.length > small.suffix / 2);
    assert.ok(window.prefix.isWellFormed() && window.suffix.isWellFormed());
    starts.add(window.start);
  }
  assert.ok(starts.size <= 2, `${starts.size} starts`);
});

test('a long line below is cut between characters', () => {
  const window = windowOf(`a║\n${'😀'.repeat(10_000)}`);
  assert.ok(window.suffix.isWellFormed());
  assert.ok(window.suffix.length > small.suffix / 2);
});

test('what lies beyond the budget changes nothing', () => {
  const near = 'x = 1;\n'.repeat(200);
  const [plain, other] = ['y = 2;\n', 'z = 3;\n'].map((far) =>
    windowAround(cursorAt(`${far.repeat(1000)}${near}║${near}${far.repeat(1000)}`), small),
  );
  assert.deepEqual(plain, other);
});

const trained = {
  order: 'spm' as const,
  tokens: { prefix: 3, suffix: 8, middle: 6, end: null },
  addBos: false,
  trained: { prefixTokens: 280, suffixTokens: 128 },
};
const untrained: InfillSupport = { order: 'spm', tokens: trained.tokens, addBos: false };

test('the budget follows the context, and what the adapter was trained on', () => {
  assert.equal(promptTokenLimit(4096, 96, trained), 280 + 128 + 4);
  assert.deepEqual(windowBudget(412, trained, 0), { prefix: 840, suffix: 384 });
  assert.equal(promptTokenLimit(512, 96, untrained), 416);
  assert.equal(promptTokenLimit(512, 2048, untrained), 128);
  const { prefix, suffix } = windowBudget(416, untrained, 0);
  assert.ok(prefix > suffix && prefix + suffix <= 412 * 3);
  assert.ok(windowBudget(416, untrained, 1).prefix < prefix);
  assert.ok(windowBudget(416, { order: 'none', why: '' }, 24).prefix >= 8);
});
