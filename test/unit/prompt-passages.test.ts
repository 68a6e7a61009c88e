import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ModelFacts, PromptPart } from '../../server/engine/engine';
import { Passages } from '../../server/prompt/passages';
import { fakeEngine } from '../support/fake-engine';

/** A vocabulary whose tokens are what the pattern matches, numbered by their length; it counts what it is asked. */
function vocabulary(pattern: RegExp, kind: ModelFacts['vocabulary']['kind'] = 'bpe') {
  const asked: PromptPart[] = [];
  return {
    asked,
    facts: { ...fakeEngine({ scripts: [] }).facts, vocabulary: { kind, size: 100 } },
    tokenize: ([part]: PromptPart[]) => {
      assert.ok(typeof part === 'object');
      asked.push(part);
      const text = 'text' in part ? part.text : 'continued' in part ? part.continued : part.markup;
      return Promise.resolve(Array.from(text.matchAll(pattern), ([{ length }]) => length));
    },
  };
}

test('only the segment that changed is asked for again', async () => {
  const engine = vocabulary(/[^\n]+|\n/g);
  const passages = new Passages();
  assert.deepEqual(await passages.encode(engine, 'one\n  two\nthree', false), [3, 1, 5, 1, 5]);
  engine.asked.length = 0;
  assert.deepEqual(await passages.encode(engine, 'one\n  two\nthree!', false), [3, 1, 5, 1, 6]);
  assert.deepEqual(engine.asked, [{ continued: 'three!' }]);
});

test('the first segment begins a passage, the others go on', async () => {
  const engine = vocabulary(/[^\n]+|\n/g, 'spm');
  const passages = new Passages();
  await passages.encode(engine, 'x\n', false);
  engine.asked.length = 0;
  await passages.encode(engine, 'a\na\n', false);
  await passages.encode(engine, 'a\n', true);
  assert.deepEqual(engine.asked, [{ text: 'a\n' }, { continued: 'a\n' }]);
});

test('a vocabulary whose tokens reach across each cut gets whole passages', async () => {
  const engine = vocabulary(/\s+\S|[^\s]+|\s+/g);
  assert.deepEqual(await new Passages().encode(engine, 'a\n  b\nc', true), [1, 4, 2]);
});

test('another model has its own tokens', async () => {
  const passages = new Passages();
  assert.deepEqual(await passages.encode(vocabulary(/[^\n]+|\n/g), 'ab\ncd', true), [2, 1, 2]);
  assert.deepEqual(await passages.encode(vocabulary(/[^]/g), 'ab\ncd', true), [1, 1, 1, 1, 1]);
});
