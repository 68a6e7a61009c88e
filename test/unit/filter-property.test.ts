import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { windowAround } from '../../server/completion/window';
import { applyFilters, type Draft, type Place } from '../../server/completion/filters';
import { loadSyntax } from '../../server/syntax';
import { cursorAt } from './completion-notation';

const syntax = loadSyntax();
const languages = ['typescript', 'python', 'go', 'markdown', 'yaml', 'makefile'];
before(async () => {
  await Promise.all(languages.map((language) => syntax.prepare(language)));
});
after(() => {
  syntax.dispose();
});

/** Bits of code that filters look for, and some text of any kind. */
const bit = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...'(){}[]"\'`;,: \t\n\n'.split(''), '    ', '\n  ', '\n\t', 'end', '</a>') },
  {
    weight: 4,
    arbitrary: fc.constantFrom('value', 'if (a) {', 'return x;', 'def f():', '// 你好', ' * é', '- ä', '0, 0, '),
  },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 6 }).map((text) => text.replaceAll('\r', '')) },
);
const code = fc.array(bit, { maxLength: 24 }).map((bits) => bits.join('').replaceAll('║', ''));
const situation = fc.record({ left: code, right: code, written: code, language: fc.constantFrom(...languages) });

function placeIn(left: string, right: string, languageId: string): Place {
  return { ...windowAround(cursorAt(`${left}║${right}`), { prefix: 5_000, suffix: 5_000 }), languageId };
}

test('what comes out of the filters is what the model wrote, less some of it, and nothing beside it changes', () => {
  fc.assert(
    fc.property(situation, ({ left, right, written, language }) => {
      const place = placeIn(left, right, language);
      const { draft, steps, changedBy } = applyFilters({ text: written, replaced: 0 }, place, { syntax });
      assert.equal(steps.length, changedBy.length);
      if (draft === null) return;
      assert.ok(
        isPartOf(draft.text, written),
        `${JSON.stringify(draft.text)} is not part of ${JSON.stringify(written)}`,
      );
      checkReplaced(draft, place);
    }),
    { numRuns: 400 },
  );
});

test('what one filter says to have made is what the next one gets', () => {
  fc.assert(
    fc.property(situation, ({ left, right, written, language }) => {
      const { draft, steps } = applyFilters({ text: written, replaced: 0 }, placeIn(left, right, language), { syntax });
      let text = written;
      for (const step of steps) {
        assert.equal(step.before, text);
        text = step.after;
      }
      assert.equal(draft?.text ?? '', draft === null ? '' : text);
    }),
    { numRuns: 200 },
  );
});

/** Whether the characters of one text stand, in their order, in the other: something was left out, nothing put in. */
function isPartOf(part: string, whole: string): boolean {
  let at = -1;
  return Array.from(part).every((character) => (at = whole.indexOf(character, at + 1)) >= 0);
}

function checkReplaced({ replaced }: Draft, { restOfLine, closersOnly }: Place): void {
  assert.ok(replaced >= 0 && replaced <= restOfLine.length, `${replaced} of ${restOfLine.length}`);
  assert.ok(replaced === 0 || closersOnly, 'real text is never replaced');
}
