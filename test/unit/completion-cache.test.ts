import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Cursor, Trigger } from '../../server/completion/cursor';
import { resultCache } from '../../server/completion/result-cache';
import { windowAround } from '../../server/completion/window';
import { cursorAt } from './completion-notation';

/** A cache that knows one answer, and what it says at another cursor. */
function typedThrough(answered: string, text: string, trigger: Trigger = 'automatic', max = 64) {
  const cache = resultCache(max);
  const asked = (marked: string, facts: Partial<Cursor> = {}, by: Trigger = 'automatic', model = 'm') => ({
    at: cursorAt(marked, facts),
    model,
    trigger: by,
  });
  const store = (marked: string, answer: string) => {
    const at = cursorAt(marked);
    cache.store({ at, model: 'm', trigger }, windowAround(at, { prefix: 400, suffix: 400 }), answer);
  };
  store(answered, text);
  return {
    store,
    clear: () => cache.clear(),
    at: (...args: Parameters<typeof asked>) => cache.continuation(asked(...args)),
  };
}

test('the answer serves the same place again, and while it is typed', () => {
  const known = typedThrough('return ║\n}', 'left + right;');
  assert.equal(known.at('return ║\n}'), 'left + right;');
  assert.equal(known.at('return lef║\n}'), 't + right;');
  assert.equal(known.at('return left +║\n}'), ' right;');
});

test('over several lines, with Enter and the indentation', () => {
  const known = typedThrough('if a:║\n', '\n    b()\n    c()');
  assert.equal(known.at('if a:\n    b()\n    ║\n'), 'c()');
  const crlf = typedThrough('if a:║\r\n', '\n    b()');
  assert.equal(crlf.at('if a:\r\n    ║\r\n'), 'b()');
});

test('with brackets that the editor closes by itself', () => {
  const known = typedThrough('f║\n', '(a, [1])');
  assert.equal(known.at('f(║)\n'), 'a, [1])');
  assert.equal(known.at('f(a, [║])\n'), '1])');
});

test('what differs from the answer is no continuation', () => {
  const known = typedThrough('return ║\n}', 'left + right;');
  assert.equal(known.at('return r║\n}'), null);
  assert.equal(known.at('return left + right;║\n}'), null);
  assert.equal(known.at('return ║'), null);
  assert.equal(known.at('return ║\n}\n}'), 'left + right;', 'the window ended with the document');
  assert.equal(known.at('yield  ║\n}'), null);
  assert.equal(known.at('return l║)\n}'), 'eft + right;');
  assert.equal(known.at('return l║x\n}'), null);
});

test('an answer belongs to its document and its model', () => {
  const known = typedThrough('x = ║', '1');
  assert.equal(known.at('x = ║', { uri: 'file:///project/b.ts' }), null);
  assert.equal(known.at('x = ║', {}, 'automatic', 'another'), null);
});

test('who asks by hand gets more than the automatic answer', () => {
  assert.equal(typedThrough('x = ║', '1').at('x = ║', {}, 'manual'), null);
  assert.equal(typedThrough('x = ║', '1', 'manual').at('x = ║', {}, 'manual'), '1');
  assert.equal(typedThrough('x = ║', '1', 'manual').at('x = ║'), '1');
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
