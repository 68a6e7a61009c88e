import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { InfillSupport } from '../../server/models/infill';
import { windowAround, type WindowAnchor } from '../../server/completion/window';
import { promptTokenLimit, tokenBudget } from '../../server/completion/window-budget';
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

test('the prefix begins where it began before for as long as it fits', () => {
  const above = lines(0, 400);
  let anchor: WindowAnchor | undefined;
  const starts = new Set<number>();
  for (let typed = 0; typed < 200; typed++) {
    const window = windowAround(cursorAt(`${above}\n${'x'.repeat(typed)}║\n${lines(400, 800)}`), small, anchor);
    assert.equal(window.kept, typed > 0);
    anchor = window.anchor;
    starts.add(window.start);
  }
  assert.equal(starts.size, 1);
  for (const start of starts) assert.equal(above[start - 1], '\n');
});

test('a window that no longer fits moves, so that its prefix takes about half of its budget', () => {
  const starts = new Set<number>();
  let anchor: WindowAnchor | undefined;
  for (let line = 100; line < 200; line++) {
    const window = windowAround(cursorAt(`${lines(0, line)}\n║`), small, anchor);
    if (!window.kept) assert.ok(window.prefix.length >= small.prefix / 2 && window.prefix.length <= small.prefix * 0.7);
    anchor = window.anchor;
    starts.add(window.start);
  }
  // A line has 17 units: half of the budget is 24 lines.
  assert.ok(starts.size >= 4 && starts.size <= 7, `${starts.size} starts for 100 lines`);
});

test('a moved window begins with the line that is indented least', () => {
  const body = '    x = some_call(y)\n'.repeat(3);
  const text = Array.from({ length: 30 }, (_, n) => `def f${n}():\n${body}`).join('');
  assert.match(windowOf(`${text}║`).prefix, /^def f/);
});

test('somebody who went up to the head of a window gets another one', () => {
  const { anchor } = windowOf(`${lines(0, 400)}\n║`);
  const line = anchor.start.line + 2;
  const window = windowAround(cursorAt(`${lines(0, line)}\n║\n${lines(line, 400)}`), small, anchor);
  assert.equal(window.kept, false);
  assert.ok(window.prefix.length >= small.prefix / 2);
});

test('an anchor below the cursor, or beyond the budget, is not used', () => {
  const at = cursorAt(`${lines(0, 400)}\n║\n${lines(400, 800)}`);
  for (const line of [401, 500, 10]) {
    const window = windowAround(at, small, { start: { line, character: 0 }, suffixLine: null });
    assert.equal(window.kept, false);
    assert.equal(window.start, windowAround(at, small).start);
  }
});

test('the suffix stays where it began when Enter moves an auto-closed bracket down', () => {
  const before = windowOf('run(() => {║});\nnext();\n');
  assert.equal(before.suffix, '\nnext();\n');
  const anchor = { ...before.anchor, suffixLine: before.anchor.suffixLine + 2 };
  const after = windowAround(cursorAt('run(() => {\n  ║\n});\nnext();\n'), small, anchor);
  assert.equal(after.suffix, before.suffix);
  assert.equal(after.skippedLines, 1);
  assert.equal(after.below, '\n});\nnext();\n', 'filters see the bracket');
  assert.equal(after.anchor.suffixLine, anchor.suffixLine);
});

test('the suffix begins with the next line where more than brackets stands between', () => {
  for (const [document, suffix] of [
    ['a║\nb\n}\nc', '\nb\n}\nc'],
    ['a║\n}\n}\n}\nc', '\n}\n}\n}\nc'],
    ['a║ b\n}\nc', ' b\n}\nc'],
    ['a\n\n║', ''],
  ] as const) {
    for (const suffixLine of [0, 4, 9]) {
      const window = windowAround(cursorAt(document), small, { start: null, suffixLine });
      assert.equal(window.suffix, suffix, `${document}, ${suffixLine}`);
      assert.equal(window.skippedLines, 0);
    }
  }
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
  let anchor: WindowAnchor | undefined;
  for (let typed = 0; typed < 200; typed++) {
    const window = windowAround(cursorAt(`top\n${long}${'x'.repeat(typed)}║${long}\nend`), small, anchor);
    anchor = window.anchor;
    assert.ok(window.prefix.length <= small.prefix && window.prefix.length > small.prefix / 2);
    assert.ok(window.suffix.length <= small.suffix && window.suffix.length > small.suffix / 2);
    assert.ok(window.prefix.isWellFormed() && window.suffix.isWellFormed());
    starts.add(window.start);
  }
  assert.equal(starts.size, 1);
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
  assert.deepEqual(tokenBudget(4096, 96, trained), { limit: 412, context: 0, suffix: 128, prefix: 280 });
  assert.equal(promptTokenLimit(512, 96, untrained), 416);
  assert.equal(promptTokenLimit(512, 2048, untrained), 128);
  assert.deepEqual(tokenBudget(512, 96, untrained), { limit: 416, context: 123, suffix: 82, prefix: 330 });
  assert.deepEqual(tokenBudget(512, 96, { order: 'none', why: '' }), {
    ...{ limit: 416, context: 123, suffix: 0, prefix: 412 },
  });
});
