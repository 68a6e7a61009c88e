import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { splitsCharacter } from '../../server/completion/cursor';
import { windowAround, type AnchoredWindow } from '../../server/completion/window';
import { codeText, documentAndCursor, positionAt } from '../support/code-text';

const budgets = fc.record({ prefix: fc.integer({ min: 8, max: 900 }), suffix: fc.integer({ min: 8, max: 400 }) });
const lf = (text: string) => text.replace(/\r\n?/g, '\n');

test('a window is a part of the document, on whole lines, within its budget', () => {
  fc.assert(
    fc.property(documentAndCursor, budgets, (at, budget) => {
      const window = windowAround(at, budget);
      const lineEnding = at.text[at.offset - 1] === '\r' && at.text[at.offset] === '\n';
      const inside = lineEnding || splitsCharacter(at.text, at.offset);
      const first = at.text.startsWith('\uFEFF') ? 1 : 0;
      const offset = Math.max(first, inside ? at.offset - 1 : at.offset);
      assert.equal(window.prefix, lf(at.text.slice(window.start, offset)));
      assert.equal(window.restOfLine + window.below, lf(at.text.slice(offset, window.end)));
      assert.equal(window.suffix, window.closersOnly ? window.below : window.restOfLine + window.below);
      assert.ok(offset - window.start <= budget.prefix);
      assert.ok(window.restOfLine.length <= budget.suffix && window.below.length <= budget.suffix);
      assert.doesNotMatch(window.prefix + window.suffix + window.restOfLine, /\r/);

      assert.equal(window.wholePrefix, window.start === first);
      assert.deepEqual(
        window.anchor.start,
        window.wholePrefix ? { line: 0, character: 0 } : positionOf(at.text, window.start),
      );
      const longLine = at.position.character > budget.prefix / 2;
      if (!longLine && !window.wholePrefix) assert.match(at.text.charAt(window.start - 1), /[\r\n]/);
      assert.ok(!splitsCharacter(at.text, window.start) && !splitsCharacter(at.text, window.end));
    }),
    { numRuns: 500 },
  );
});

test('while somebody types at the cursor, the head of the prefix and the suffix stay', () => {
  fc.assert(
    fc.property(documentAndCursor, budgets, fc.array(codeText, { maxLength: 5 }), (at, budget, keys) => {
      let { text, offset } = settled(at);
      const shrunk = { ...budget, prefix: budget.prefix * 2, leastPrefix: 0 };
      // The first window is half as large as what the later ones may keep.
      let before = windowAround({ text, offset, position: positionAt(text, offset) }, budget);
      for (const key of keys) {
        // That is no typing but another kind of file.
        fc.pre(offset > 0 || !key.startsWith('\uFEFF'));
        text = text.slice(0, offset) + key + text.slice(offset);
        offset += key.length;
        const lines = lf(key).split('\n').length - 1;
        const anchor = { start: before.anchor.start, suffixLine: before.anchor.suffixLine + lines };
        const window: AnchoredWindow = windowAround(
          { text, offset, position: positionAt(text, offset) },
          shrunk,
          anchor,
        );
        if (offset - before.start <= shrunk.prefix && !splitsCharacter(text, before.start)) {
          assert.ok(window.kept);
          assert.equal(window.start, before.start);
          assert.ok(window.prefix.startsWith(before.prefix));
        }
        assert.equal(window.suffix, before.suffix);
        before = window;
      }
    }),
    { numRuns: 500 },
  );
});

test('what lies far from the cursor changes nothing', () => {
  fc.assert(
    fc.property(codeText, codeText, codeText, (near, far, other) => {
      const around = `${near}\nx = 1;\n`.repeat(60).slice(0, 2000);
      const budget = { prefix: 300, suffix: 200 };
      const windowIn = (above: string) => {
        const text = `${above}\n${around}${around}${above}`;
        const offset = above.length + 1 + around.length;
        return windowAround({ text, offset, position: positionAt(text, offset) }, budget);
      };
      const [one, two] = [windowIn(far), windowIn(other)];
      assert.deepEqual([one.prefix, one.suffix], [two.prefix, two.suffix]);
    }),
  );
});

/** A cursor that does not stand inside a line ending or a character, where no editor lets one type. */
function settled({ text, offset }: { text: string; offset: number }) {
  const inside = splitsCharacter(text, offset) || (text[offset - 1] === '\r' && text[offset] === '\n');
  return { text, offset: offset + (inside || (offset === 0 && text.startsWith('\uFEFF')) ? 1 : 0) };
}

function positionOf(text: string, offset: number) {
  return positionAt(text, offset);
}
