import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Scheduler } from '../../server/engine/scheduler';
import type { Lane } from '../../server/engine/engine';

const never = new AbortController().signal;

/** A step that ends when it is told to. */
function held() {
  let end = (): void => undefined;
  const ended = new Promise<void>((resolve) => (end = resolve));
  return { run: () => ended, end };
}

test('steps run one at a time, in order of arrival within a lane', async () => {
  const scheduler = new Scheduler();
  const order: string[] = [];
  const [a, b] = [scheduler.open('chat', never), scheduler.open('chat', never)];
  const first = held();
  const steps = [
    a.step(async () => {
      await first.run();
      order.push('a1');
    }),
    b.step(() => Promise.resolve(order.push('b1'))),
    a.step(() => Promise.resolve(order.push('a2'))),
  ];
  assert.deepEqual(order, []);
  first.end();
  await Promise.all(steps);
  assert.deepEqual(order, ['a1', 'b1', 'a2']);
});

test('no step of a chat begins while a completion is open, between its steps either', async () => {
  const scheduler = new Scheduler();
  const order: string[] = [];
  const chat = scheduler.open('chat', never);
  const running = held();
  const chatStep = chat.step(async () => {
    await running.run();
    order.push('chat 1');
  });
  const completion = scheduler.open('completion', never);
  const next = chat.step(() => Promise.resolve(order.push('chat 2')));
  const one = completion.step(() => Promise.resolve(order.push('completion 1')));
  running.end();
  await Promise.all([chatStep, one]);
  await completion.step(() => Promise.resolve(order.push('completion 2')));
  assert.deepEqual(order, ['chat 1', 'completion 1', 'completion 2']);
  completion.close();
  await next;
  assert.equal(order.at(-1), 'chat 2');
});

test('an aborted job leaves the queue and runs no further step', async () => {
  const scheduler = new Scheduler();
  const running = held();
  const other = scheduler.open('completion', never);
  const busy = other.step(running.run);
  const controller = new AbortController();
  const job = scheduler.open('completion', controller.signal);
  let ran = 0;
  const waiting = job.step(() => Promise.resolve(ran++));
  controller.abort(new Error('typed on'));
  await assert.rejects(waiting, /typed on/);
  await assert.rejects(
    job.step(() => Promise.resolve(ran++)),
    /typed on/,
  );
  running.end();
  await busy;
  assert.equal(ran, 0);
});

test('a step that throws frees the device', async () => {
  const scheduler = new Scheduler();
  const job = scheduler.open('chat', never);
  await assert.rejects(
    job.step(() => Promise.reject(new Error('broken'))),
    /broken/,
  );
  assert.equal(await job.step(() => Promise.resolve('next')), 'next');
});

test('tells which lane has the device, and when none has', () => {
  const told: (Lane | null)[] = [];
  const scheduler = new Scheduler((lane) => told.push(lane));
  const chat = scheduler.open('chat', never);
  const completion = scheduler.open('completion', never);
  completion.close();
  chat.close();
  chat.close();
  assert.deepEqual(told, ['chat', 'completion', 'chat', null]);
});
