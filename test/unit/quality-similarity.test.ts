import assert from 'node:assert/strict';
import test, { describe } from 'node:test';
import fc from 'fast-check';
import type { Hole, Punched } from '../bench/quality/holes';
import { cutAsLlamaVscode } from '../bench/quality/llama-vscode-cut';
import { outcomeOf } from '../bench/quality/outcome';
import { editDistance, editSimilarity, isExact, isRight } from '../bench/quality/similarity';

describe('similarity', () => {
  test('counts insertions, deletions and replacements', () => {
    assert.equal(editDistance('kitten', 'sitting'), 3);
    assert.equal(editDistance('', 'abc'), 3);
    assert.equal(editSimilarity('kitten', 'sitting'), 1 - 3 / 7);
    assert.equal(editSimilarity('', ''), 1);
  });

  test('is symmetric, and a distance of 0 is the same text', () => {
    const word = fc.string({ maxLength: 12 });
    fc.assert(
      fc.property(word, word, word, (a, b, c) => {
        assert.equal(editDistance(a, b), editDistance(b, a));
        assert.equal(editDistance(a, b) === 0, a === b);
        assert.ok(editDistance(a, c) <= editDistance(a, b) + editDistance(b, c));
      }),
    );
  });

  test('an exact match may differ in white space at its end only', () => {
    assert.ok(isExact('return a;\n', 'return a;'));
    assert.ok(!isExact(' return a;', 'return a;'));
  });

  test('whole lines from the beginning are right, half a line or more than there was is not', () => {
    assert.ok(isRight('a()\nb()', 'a()\nb()\nc()'));
    assert.ok(!isRight('a()\nb(', 'a()\nb()\nc()'));
    assert.ok(!isRight('a()\nb()', 'a()'));
    assert.ok(!isRight('  ', 'a()'));
  });
});

const hole: Hole = { file: 'a.js', language: 'javascript', kind: 'rest of a line', offset: 4, length: 5 };
const place = (before: string, middle: string, after: string): Punched => ({ hole, before, middle, after });
const counting = { errors: (_: string, text: string) => text.split('!').length - 1 };

describe('what came of a suggestion', () => {
  test('a suggestion that takes the closer in and writes it again is an exact match', () => {
    const outcome = outcomeOf(place('f(', 'a, b', ')\n'), { document: 'f(a, b)\n' }, counting);
    assert.deepEqual([outcome.written, outcome.exact, outcome.parses], ['a, b', true, true]);
  });

  test('a suggestion that eats text right of the cursor is not', () => {
    const outcome = outcomeOf(place('f(', 'a, b', ', c)\n'), { document: 'f(a, b)\n' }, counting);
    assert.deepEqual([outcome.exact, outcome.right, outcome.similarity], [false, false, 0]);
  });

  test('it parses where it adds no error to those that the original has', () => {
    assert.equal(outcomeOf(place('!x', 'y', 'z'), { document: '!xqz' }, counting).parses, true);
    assert.equal(outcomeOf(place('!x', 'y', 'z'), { document: '!x!z' }, counting).parses, false);
  });

  test('no suggestion parses neither well nor badly', () => {
    const outcome = outcomeOf(place('x', 'y', 'z'), { document: null, reason: 'dropped' }, counting);
    assert.deepEqual([outcome.written, outcome.exact, outcome.parses, outcome.reason], ['', false, null, 'dropped']);
  });
});

describe('the baseline shows', () => {
  const below = '\n  next();\n}\n';

  test('its answer without blank lines at the end and without the white space that stands there', () => {
    assert.equal(cutAsLlamaVscode(place('{\n  ', '', below), '  a();\n  b();\n\n', 'as llama.vscode'), 'a();\n  b();');
  });

  test('one line, where that is asked for', () => {
    assert.equal(cutAsLlamaVscode(place('{\n  ', '', below), '  a();\n  b();', 'one line'), 'a();');
  });

  test('nothing where it repeats what stands below', () => {
    assert.equal(cutAsLlamaVscode(place('{\n', '', below), '  next();\n}', 'as llama.vscode'), null);
  });

  test('only what stands before the rest of the line', () => {
    assert.equal(cutAsLlamaVscode(place('f(', '', ');\n'), 'a, b);', 'as llama.vscode'), 'a, b');
    assert.equal(cutAsLlamaVscode(place('f(', '', ');\n'), 'a,\n  b);', 'as llama.vscode'), 'a,');
  });
});
