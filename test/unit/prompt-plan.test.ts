import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { planFor, type SlotView, type StoredView } from '../../server/engine/cache/plan';

/** A small model on one core: slow to evaluate, quick to copy. */
const slow = { bytesPerToken: 23_040, canPark: true, rates: { evaluate: 0.15, park: 2e6, fetch: 2e6, load: 4e5 } };
/** A 7B model on a good card: quick to evaluate, half a megabyte a token. */
const fast = { bytesPerToken: 524_288, canPark: true, rates: { evaluate: 4, park: 5e6, fetch: 5e6, load: 5e5 } };

const slot = (prompt: number, common: number, age: number): SlotView => ({ prompt, common, age });
const kept = (where: StoredView['where'], tokens: number, common: number, at: number | null = null): StoredView => ({
  ...{ id: `${where} ${tokens}`, where, tokens, common, slot: at },
});

describe('which sequence a prompt takes', () => {
  test('the one that has its beginning', () => {
    const plan = planFor(400, [slot(390, 5, 0), slot(400, 398, 1)], [], slow);
    assert.deepEqual([plan.slot, plan.stored, plan.park], [1, null, false]);
  });

  test('an empty one before one with another prompt', () => {
    assert.equal(planFor(400, [slot(400, 0, 0), slot(0, 0, 1)], [], slow).slot, 1);
  });

  test('the one that was used longest ago, which is kept', () => {
    const plan = planFor(400, [slot(400, 0, 0), slot(400, 0, 2), slot(400, 0, 1)], [], slow);
    assert.deepEqual([plan.slot, plan.park], [1, true]);
  });

  test('another one where too little is shared: both prompts stay warm', () => {
    assert.equal(planFor(400, [slot(400, 3, 0), slot(0, 0, 1)], [], slow).slot, 1);
  });

  test('a shared head is gone on from, and the old rest is kept', () => {
    const plan = planFor(400, [slot(400, 300, 0), slot(0, 0, 1)], [], slow);
    assert.deepEqual([plan.slot, plan.park], [0, true]);
  });
});

describe('fetch or evaluate', () => {
  test('a slow machine fetches from disk', () => {
    const plan = planFor(400, [slot(0, 0, 0)], [kept('disk', 400, 399)], slow);
    assert.equal(plan.stored?.where, 'disk');
  });

  test('a quick card evaluates what the disk would take longer to read', () => {
    assert.equal(planFor(400, [slot(0, 0, 0)], [kept('disk', 400, 399)], fast).stored, null);
  });

  test('memory before disk', () => {
    const plan = planFor(400, [slot(0, 0, 0)], [kept('disk', 400, 399), kept('memory', 400, 399, 0)], slow);
    assert.equal(plan.stored?.where, 'memory');
  });

  test('a copy in memory goes back to its own sequence only', () => {
    const plan = planFor(400, [slot(0, 0, 0), slot(400, 0, 1)], [kept('memory', 400, 399, 1)], slow);
    assert.deepEqual([plan.slot, plan.park], [1, true]);
  });

  test('what the device has already is not fetched', () => {
    assert.equal(planFor(400, [slot(400, 399, 0)], [kept('memory', 400, 399, 0)], slow).stored, null);
  });

  test('without memory nothing is parked', () => {
    assert.equal(planFor(400, [slot(400, 0, 0)], [], { ...slow, canPark: false }).park, false);
  });

  test('a copy that would take longer than evaluating is not made', () => {
    const rates = { ...fast.rates, evaluate: 100, park: 1e5 };
    assert.equal(planFor(400, [slot(400, 0, 0)], [], { ...fast, rates }).park, false);
  });
});
