import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import fc from 'fast-check';
import { PromptStore } from '../../server/engine/cache/disk';
import { PromptCache } from '../../server/engine/cache/prompt-cache';
import type { Token } from '../../server/engine/engine';
import { FakeSequence } from '../support/fake-sequence';

const never = new AbortController().signal;
const now = <T>(run: () => Promise<T>): Promise<T> => run();
const bytesPerToken = 1000;
/** So many tokens that begin with a number of their own. */
const prompt = (name: number, length = 200): Token[] =>
  Array.from({ length }, (_, index) => (index === 0 ? name : index));

function cacheOf(slots: number, { memoryBytes = 1e9, store = null as PromptStore | null } = {}) {
  const sequences = Array.from({ length: slots }, () => new FakeSequence(bytesPerToken));
  const cache = new PromptCache({ sequences, bytesPerToken, memoryBytes, store, promptRate: () => 0.2 });
  /** Takes a sequence, evaluates the rest and gives it back. */
  const run = async (tokens: Token[], cacheKey: string, keep: 'memory' | 'disk' = 'disk') => {
    const { sequence, reused, restored, release } = await cache.take(tokens, { cacheKey, keep }, now, never);
    assert.deepEqual(sequence.tokens, tokens.slice(0, reused));
    sequence.tokens.push(...tokens.slice(reused));
    release();
    return { reused, restored };
  };
  return { sequences, cache, run };
}

describe('the prompt cache', () => {
  test('goes on from what was evaluated before', async () => {
    const { run } = cacheOf(2);
    assert.deepEqual(await run(prompt(1), 'a'), { reused: 0, restored: null });
    assert.deepEqual(await run([...prompt(1), 7, 8], 'a'), { reused: 200, restored: null });
  });

  test('the last token of a prompt is evaluated again', async () => {
    const { run } = cacheOf(1);
    await run(prompt(1), 'a');
    assert.equal((await run(prompt(1), 'a')).reused, 199);
  });

  test('another file takes another sequence, and both stay warm', async () => {
    const { run, cache } = cacheOf(2);
    await run(prompt(1), 'a');
    await run(prompt(2), 'b');
    assert.equal((await run(prompt(1), 'a')).reused, 199);
    assert.equal((await run(prompt(2), 'b')).reused, 199);
    assert.equal(cache.memoryBytes, 0);
  });

  test('what the device has no room for goes to host memory and comes back from there', async () => {
    const { run, cache } = cacheOf(1);
    await run(prompt(1), 'a');
    await run(prompt(2), 'b');
    assert.equal(cache.memoryBytes, 200 * bytesPerToken);
    assert.deepEqual(await run(prompt(1), 'a'), { reused: 199, restored: 'memory' });
    assert.equal(cache.restoredFromMemory, 1);
  });

  test('a fork: the old rest is kept, the new one goes on from the shared head', async () => {
    const { run } = cacheOf(1);
    const head = prompt(1, 300);
    await run([...head, ...prompt(2, 100)], 'a');
    assert.deepEqual(await run([...head, ...prompt(3, 100)], 'a'), { reused: 300, restored: null });
    assert.deepEqual(await run([...head, ...prompt(2, 100)], 'a'), { reused: 399, restored: 'memory' });
  });

  test('what a draft wrote behind a prompt is not worth a copy', async () => {
    const { run, cache, sequences } = cacheOf(1);
    await run(prompt(1), 'a');
    sequences[0]?.tokens.push(...prompt(9, 90));
    await run([...prompt(1), 5], 'a');
    assert.equal(cache.memoryBytes, 0);
  });

  test('a copy that cannot be put back is evaluated anew', async () => {
    const { run, sequences } = cacheOf(1);
    await run(prompt(1), 'a');
    await run(prompt(2), 'b');
    for (const sequence of sequences) sequence.fails = true;
    assert.deepEqual(await run(prompt(1), 'a'), { reused: 0, restored: null });
  });

  test('who waits for a sequence gets it when the run before has let go', async () => {
    const { cache } = cacheOf(1);
    const first = await cache.take(prompt(1), { cacheKey: 'a', keep: 'memory' }, now, never);
    let got = false;
    const second = cache.take(prompt(1), { cacheKey: 'a', keep: 'memory' }, now, never).then((taken) => {
      got = true;
      return taken;
    });
    await new Promise(setImmediate);
    assert.equal(got, false);
    first.release();
    (await second).release();
  });

  test('an aborted run that has no sequence yet keeps none', async () => {
    const { cache, run } = cacheOf(1);
    await run(prompt(1), 'a');
    const aborted = AbortSignal.abort(new Error('superseded'));
    await assert.rejects(cache.take(prompt(2), { cacheKey: 'b', keep: 'memory' }, now, aborted), /superseded/);
    const refused = () => Promise.reject(new Error('superseded'));
    await assert.rejects(cache.take(prompt(2), { cacheKey: 'b', keep: 'memory' }, refused, never), /superseded/);
    assert.equal((await run(prompt(1), 'a')).reused, 199);
  });

  test('after a clear nothing is reused', async () => {
    const { cache, run } = cacheOf(2);
    await run(prompt(1), 'a');
    await cache.clear(now);
    assert.equal(cache.deviceBytes, 0);
    assert.equal((await run(prompt(1), 'a')).reused, 0);
  });

  test('its memory never passes its budget, and what it reuses is always the prompt’s own beginning', async () => {
    const requests = fc.array(
      fc.record({ name: fc.integer({ min: 1, max: 6 }), length: fc.integer({ min: 2, max: 400 }), cut: fc.boolean() }),
      { maxLength: 40 },
    );
    await fc.assert(
      fc.asyncProperty(requests, fc.integer({ min: 1, max: 3 }), async (all, slots) => {
        const memoryBytes = 500 * bytesPerToken;
        const { cache, run } = cacheOf(slots, { memoryBytes });
        for (const { name, length, cut } of all) {
          const tokens = prompt(name, length);
          const { reused } = await run(cut ? [...tokens.slice(0, length / 2), 999, ...tokens] : tokens, `file ${name}`);
          assert.ok(reused < Math.max(tokens.length * 2 + 1, 2));
          assert.ok(cache.memoryBytes <= memoryBytes);
        }
      }),
      { numRuns: 100 },
    );
  });
});

describe('the prompt cache on disk', () => {
  let folder = '';
  before(async () => (folder = await mkdtemp(path.join(os.tmpdir(), 'cria-cache-'))));
  after(() => rm(folder, { recursive: true, force: true }));
  const open = (name: string) => PromptStore.open(path.join(folder, name), 'model', 1e9, () => undefined);

  test('a prompt is warm after a restart', async () => {
    const before = cacheOf(2, { store: await open('restart') });
    await before.run(prompt(1), 'a');
    await before.cache.save(now, () => false, never);
    const afterwards = cacheOf(2, { store: await open('restart') });
    assert.deepEqual(await afterwards.run(prompt(1), 'a'), { reused: 199, restored: 'disk' });
  });

  test('a copy in host memory goes to disk too, and its sequence is as it was', async () => {
    const { run, cache, sequences } = cacheOf(1, { store: await open('parked') });
    await run(prompt(1), 'a');
    await run(prompt(2), 'b');
    await cache.save(now, () => false, never);
    assert.deepEqual(sequences[0]?.tokens, prompt(2));
    const afterwards = cacheOf(1, { store: await open('parked') });
    assert.equal((await afterwards.run(prompt(1), 'a')).restored, 'disk');
  });

  test('a prompt of a file that must not be written is not', async () => {
    const store = await open('secret');
    const { run, cache } = cacheOf(1, { store });
    await run(prompt(1), 'a', 'memory');
    await run(prompt(2), 'b', 'memory');
    await cache.save(now, () => false, never);
    assert.equal(store.bytes, 0);
    assert.equal(cache.unsavedBytes, 0);
  });

  test('a few new tokens are not worth another file', async () => {
    const store = await open('few');
    const { run, cache } = cacheOf(1, { store });
    await run(prompt(1), 'a');
    await cache.save(now, () => false, never);
    await run([...prompt(1), 5, 6, 7], 'a');
    assert.equal(cache.unsavedBytes, 0);
  });

  test('an abort in the middle of a write is no failure of the disk', async () => {
    const store = await open('aborted');
    const { run, cache } = cacheOf(1, { store });
    await run(prompt(1), 'a');
    const abort = new AbortController();
    const refuse = () => {
      abort.abort(new Error('a request came'));
      return Promise.reject(abort.signal.reason as Error);
    };
    await assert.rejects(
      cache.save(refuse, () => false, abort.signal),
      /a request came/,
    );
    await cache.save(now, () => false, never);
    assert.equal(store.prompts.size, 1);
  });
});
