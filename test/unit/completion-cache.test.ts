import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Cursor, Trigger } from '../../server/completion/cursor';
import { resultCache } from '../../server/completion/result-cache';
import { windowAround } from '../../server/completion/window';
import { cursorAt } from './completion-notation';

const written = (text: string) => ({
  text,
  tokens: Array.from(text, (_, n) => ({ token: n, end: n + 1, logProbability: -n })),
});

/** A cache that knows one answer, and what it says at another cursor. */
function typedThrough(answered: string, text: string, trigger: Trigger = 'automatic', max = 64, replaced = 0) {
  const cache = resultCache(max);
  const asked = (marked: string, facts: Partial<Cursor> = {}, by: Trigger = 'automatic', model = 'm') => ({
    at: cursorAt(marked, facts),
    model,
    trigger: by,
  });
  const store = (marked: string, ...answers: string[]) => {
    const at = cursorAt(marked);
    const window = windowAround(at, { prefix: 400, suffix: 400 });
    cache.store({ at, model: 'm', trigger }, window, { candidates: answers.map(written), shown: true }, replaced);
  };
  store(answered, text);
  const known = (...args: Parameters<typeof asked>) => cache.continuation(asked(...args));
  return {
    ...{ store, known, clear: () => cache.clear() },
    at: (...args: Parameters<typeof asked>) => known(...args)?.candidates[0]?.text ?? null,
  };
}

test('the answer serves the same place again, while it is typed, and when that is deleted', () => {
  const known = typedThrough('return ║\n}', 'left + right;');
  assert.equal(known.at('return ║\n}'), 'left + right;');
  assert.equal(known.at('return lef║\n}'), 't + right;');
  assert.equal(known.at('return left +║\n}'), ' right;');
  assert.equal(known.at('return l║\n}'), 'eft + right;');
});

test('over several lines, with Enter and the indentation', () => {
  const known = typedThrough('if a:║\n', '\n    b()\n    c()');
  assert.equal(known.at('if a:\n║\n'), '    b()\n    c()');
  assert.equal(known.at('if a:\n    b()\n    ║\n'), 'c()');
  const crlf = typedThrough('if a:║\r\n', '\n    b()');
  assert.equal(crlf.at('if a:\r\n    ║\r\n'), 'b()');
});

test('with brackets that the editor closes by itself, and those that are typed over', () => {
  const known = typedThrough('f║\n', '(a, [1])');
  assert.equal(known.at('f(║)\n'), 'a, [1])');
  assert.equal(known.at('f(a, [║])\n'), '1])');
  assert.equal(known.at('f(a, [1]║)\n'), ')');
  const replacing = typedThrough('f(║)\n', 'a, b);', 'automatic', 64, 1);
  assert.equal(replacing.at('f(a, b║)\n'), ');');
  assert.equal(replacing.at('f(a, b)║\n'), ';');
});

test('with brackets that Enter puts on a line of their own', () => {
  const known = typedThrough('if (a) ║\nend', '{\n  b();\n}');
  assert.equal(known.at('if (a) {║}\nend'), '\n  b();\n}');
  assert.equal(known.at('if (a) {\n  ║\n}\nend'), 'b();\n}');
  assert.equal(known.at('if (a) {\n  b(║)\n}\nend'), ');\n}');
});

test('what differs from the answer is no continuation', () => {
  const known = typedThrough('return ║\n}', 'left + right;');
  assert.equal(known.at('return r║\n}'), null);
  assert.equal(known.at('return left + right;║\n}'), null);
  assert.equal(known.at('return ║'), null);
  assert.equal(known.at('return ║\n}\n}'), 'left + right;', 'the window ended with the document');
  assert.equal(known.at('yield  ║\n}'), null);
  assert.equal(known.at('return l║)\n}'), null, 'no editor closes what was not opened');
  assert.equal(known.at('return l║x\n}'), null);
});

test('an edit elsewhere in the document changes nothing', () => {
  const above = 'x;\n'.repeat(400);
  const known = typedThrough(`${above}return ║\n}`, 'left + right;');
  assert.equal(known.at(`first;\n${above}return l║\n}`), 'eft + right;');
});

test('an answer belongs to its document, its language and its model', () => {
  const known = typedThrough('x = ║', '1');
  assert.equal(known.at('x = ║', { uri: 'file:///project/b.ts' }), null);
  assert.equal(known.at('x = ║', { languageId: 'javascript' }), null);
  assert.equal(known.at('x = ║', {}, 'automatic', 'another'), null);
});

test('who asks by hand gets more than the automatic answer', () => {
  assert.equal(typedThrough('x = ║', '1').at('x = ║', {}, 'manual'), null);
  assert.equal(typedThrough('x = ║', '1', 'manual').at('x = ║', {}, 'manual'), '1');
  assert.equal(typedThrough('x = ║', '1', 'manual').at('x = ║'), '1');
});

test('of several candidates those go on that say what was typed', () => {
  const { store, known } = typedThrough('other ║', '');
  store('x = ║', 'left', 'right', 'list');
  assert.deepEqual(
    known('x = l║')?.candidates.map(({ text }) => text),
    ['eft', 'ist'],
  );
});

test('the tokens of what is left come with it', () => {
  const { known } = typedThrough('x = ║', 'abc');
  assert.deepEqual(known('x = a║')?.candidates[0]?.tokens, [
    { token: 1, end: 1, logProbability: -1 },
    { token: 2, end: 2, logProbability: -2 },
  ]);
});

test('the least recently used answer goes first', () => {
  const known = typedThrough('a║', '1', 'automatic', 2);
  known.store('bb║', '2');
  assert.equal(known.at('a║'), '1');
  known.store('ccc║', '3');
  assert.equal(known.at('bb║'), null);
  assert.equal(known.at('a║'), '1');
  known.clear();
  assert.equal(known.at('a║'), null);
});
