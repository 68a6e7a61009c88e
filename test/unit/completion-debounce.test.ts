import assert from 'node:assert/strict';
import { test } from 'node:test';
import { adaptedDebounce, latestWins, rhythm, Superseded, unlessAborted } from '../../server/completion/debounce';

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

/** Pauses of somebody who types evenly, with one longer pause in five. */
const pauses = Array.from({ length: 20 }, (_, n) => (n % 5 === 4 ? 300 : 80));

test('the wait is that of the setting until the person is known, and never more', () => {
  assert.equal(adaptedDebounce(120, { pauses: pauses.slice(0, 7), answerMs: 10 }), 120);
  assert.equal(adaptedDebounce(60, { pauses, answerMs: null }), 60);
  assert.equal(adaptedDebounce(120, { pauses: pauses.map((pause) => pause * 10), answerMs: 900 }), 120);
});

test('the wait is a little longer than most of the person’s pauses', () => {
  assert.equal(adaptedDebounce(500, { pauses, answerMs: 900 }), 88);
  assert.equal(adaptedDebounce(500, { pauses, answerMs: null }), 88);
});

test('a model that answers between two keys is asked at once', () => {
  assert.equal(adaptedDebounce(120, { pauses, answerMs: 60 }), 15);
  assert.equal(adaptedDebounce(120, { pauses, answerMs: 81 }), 88);
});

test('no debounce stays none', () => {
  assert.equal(adaptedDebounce(0, { pauses, answerMs: 900 }), 0);
});

test('the rhythm forgets what is long ago, and takes a break for none', () => {
  const typing = rhythm();
  for (const at of [0, 100, 250, 5000, 5080]) typing.keyPressed(at);
  assert.deepEqual(typing.pauses, [100, 150, 80]);
  for (let key = 0; key < 100; key++) typing.keyPressed(6000 + key * 50);
  assert.deepEqual(
    typing.pauses,
    Array.from({ length: 32 }, () => 50),
  );
  assert.equal(typing.answerMs, null);
  typing.answered(100);
  typing.answered(200);
  assert.equal(typing.answerMs, 125);
});
