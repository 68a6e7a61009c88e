import assert from 'node:assert/strict';
import { test } from 'node:test';
import { latestWins, Superseded, unlessAborted } from '../../server/completion/debounce';

const never = () => new AbortController().signal;

test('only the newest of many requests passes', async () => {
  const debounce = latestWins();
  const requests = Array.from({ length: 50 }, () => {
    const signal = debounce.begin(never());
    return debounce.quiet(5, signal);
  });
  const outcomes = await Promise.allSettled(requests);
  const passed = outcomes.map(({ status }) => status === 'fulfilled');
  assert.deepEqual(passed, [...Array.from({ length: 49 }, () => false), true]);
  for (const outcome of outcomes.slice(0, 49)) {
    assert.ok(outcome.status === 'rejected' && outcome.reason instanceof Superseded);
  }
});

test('a newer request ends an older one that has passed', async () => {
  const debounce = latestWins();
  const older = debounce.begin(never());
  await debounce.quiet(0, older);
  older.throwIfAborted();
  const newer = debounce.begin(never());
  assert.ok(older.reason instanceof Superseded);
  newer.throwIfAborted();
});

test('the caller’s own reason is what a waiting request ends with', async () => {
  const debounce = latestWins();
  const caller = new AbortController();
  const waiting = debounce.quiet(60_000, debounce.begin(caller.signal));
  const reason = new Error('the client cancelled');
  caller.abort(reason);
  await assert.rejects(waiting, reason);
});

test('a request that is aborted already never waits', async () => {
  const reason = new Error('cancelled before');
  const debounce = latestWins();
  await assert.rejects(debounce.quiet(60_000, debounce.begin(AbortSignal.abort(reason))), reason);
  await assert.rejects(debounce.quiet(0, AbortSignal.abort(reason)), reason);
});

test('work that cannot be aborted is not waited for', async () => {
  const caller = new AbortController();
  const reason = new Error('cancelled');
  const waiting = unlessAborted(new Promise<never>(() => undefined), caller.signal);
  caller.abort(reason);
  await assert.rejects(waiting, reason);
  assert.equal(await unlessAborted(Promise.resolve(1), never()), 1);
  await assert.rejects(unlessAborted(Promise.reject(reason), never()), reason);
});
