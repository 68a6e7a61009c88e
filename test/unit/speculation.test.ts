import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Pace } from '../../server/engine/embedded/pace';
import { Acceptance, draftLength, longestDraft } from '../../server/engine/embedded/speculation';

/** Milliseconds of a first token and of each further one in the same call. */
const costs = (first: number, more: number) => ({ decodeMs: (tokens: number) => first + (tokens - 1) * more });

describe('how much of a draft is verified', () => {
  test('all of it where a batch costs as much as one token', () => {
    assert.equal(draftLength(5, costs(10, 0), { chance: 0.9 }), 5);
    assert.equal(draftLength(100, costs(10, 0), { chance: 0.9 }), longestDraft);
  });

  test('none where another token costs as much as a decode, or nearly', () => {
    assert.equal(draftLength(5, costs(10, 10), { chance: 1 }), 0);
    assert.equal(draftLength(5, costs(10, 9.7), { chance: 1 }), 0);
  });

  test('less of it the less likely it is to be right', () => {
    const lengths = [0.99, 0.9, 0.8, 0.6, 0.3].map((chance) => draftLength(16, costs(10, 3), { chance }));
    assert.deepEqual(
      lengths,
      lengths.toSorted((a, b) => b - a),
    );
    assert.ok(new Set(lengths).size > 2);
    assert.equal(lengths.at(-1), 0);
  });

  test('none while nothing was measured', () => {
    assert.equal(draftLength(5, { decodeMs: () => null }, { chance: 1 }), 0);
    assert.equal(draftLength(0, costs(10, 0), { chance: 1 }), 0);
  });
});

describe('how often drafts are right', () => {
  test('is learnt', () => {
    const acceptance = new Acceptance();
    for (let count = 0; count < 30; count++) acceptance.verified(4, 4);
    assert.ok(acceptance.chance > 0.9);
    for (let count = 0; count < 100; count++) acceptance.verified(4, 0);
    assert.ok(acceptance.chance < 0.2);
  });

  test('tokens after a wrong one are not judged', () => {
    const [one, other] = [new Acceptance(), new Acceptance()];
    one.verified(2, 1);
    other.verified(8, 1);
    assert.equal(one.chance, other.chance);
  });

  test('drafts that were bad get another chance after a while', () => {
    const acceptance = new Acceptance();
    for (let count = 0; count < 100; count++) acceptance.verified(4, 0);
    const worth = () => draftLength(8, costs(10, 3), acceptance) > 0;
    assert.equal(worth(), false);
    let passed = 0;
    for (; !worth() && passed < 1000; passed++) acceptance.passedOver();
    assert.ok(passed > 10 && passed < 300, String(passed));
  });
});

describe('the pace of a machine', () => {
  test('is unknown before anything was measured', () => {
    const pace = new Pace();
    assert.deepEqual(pace.rates(), { prompt: null, decode: null });
    assert.equal(pace.decodeMs(1), null);
    pace.evaluated(8, 100);
    assert.equal(pace.promptRate, null);
  });

  test('follows what was measured', () => {
    const pace = new Pace();
    pace.evaluated(200, 1000);
    pace.decoded(1, 10);
    assert.deepEqual(pace.rates(), { prompt: 200, decode: 100 });
    for (let count = 0; count < 40; count++) pace.decoded(1, 20);
    assert.equal(Math.round(pace.rates().decode ?? 0), 50);
  });

  test('tokens of a batch cost what those of a prompt do, until they are measured, and again after a while', () => {
    const pace = new Pace();
    pace.decoded(1, 10);
    assert.equal(pace.decodeMs(3), 20);
    pace.evaluated(100, 400);
    assert.equal(pace.decodeMs(3), 18);
    pace.decoded(5, 50);
    assert.equal(pace.decodeMs(3), 30);
    for (let count = 0; count <= 200; count++) pace.decoded(1, 10);
    assert.equal(pace.decodeMs(3), 18);
  });
});
