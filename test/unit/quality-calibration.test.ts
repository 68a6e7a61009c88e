import assert from 'node:assert/strict';
import test, { describe } from 'node:test';
import { binsOf, calibrationError, cutAt, curveText, separation, type Scored } from '../bench/quality/calibration';
import { chance, crossValidated, fitLogistic, logLoss } from '../bench/quality/logistic';
import { seeded } from '../bench/quality/random';

const near = (actual: number, expected: number, tolerance: number) =>
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual} is not ${expected} ± ${tolerance}`);

describe('calibration', () => {
  const scored: Scored[] = [
    { score: 0.05, right: false },
    { score: 0.15, right: true },
    { score: 0.92, right: true },
    { score: 1, right: true },
  ];

  test('bins hold each score once, the last one the 1 too', () => {
    const bins = binsOf(scored);
    assert.deepEqual(
      bins.map(({ count }) => count),
      [1, 1, 0, 0, 0, 0, 0, 0, 0, 2],
    );
    assert.equal(bins[9]!.right, 1);
    near(bins[9]!.score, 0.96, 1e-9);
    near(calibrationError(bins), (0.05 + 0.85 + 2 * 0.04) / 4, 1e-9);
  });

  test('a threshold shows what reaches it', () => {
    const cut = cutAt(0.92, scored);
    assert.deepEqual(cut, { threshold: 0.92, shown: 0.5, precision: 1, recall: 2 / 3, heldBack: 0.5 });
  });

  test('separation is the chance that the right one has the higher score', () => {
    assert.equal(separation(scored), 1);
    assert.equal(separation(scored.map(({ right }) => ({ right, score: 0.3 }))), 0.5);
  });

  test('the text names thresholds', () => assert.match(curveText(scored, { quiet: 0.9 }), /0\.90 quiet +50 %/));
});

describe('fitting', () => {
  /** Examples whose chance to be right is known: 1 / (1 + e^-(0.5 + 2 a - b)). */
  const random = seeded(11);
  const made = Array.from({ length: 4000 }, () => {
    const features = { a: 2 * random() - 1, b: 3 * random(), same: 7 };
    const p = 1 / (1 + Math.exp(-(0.5 + 2 * features.a - features.b)));
    return { features, right: random() < p };
  });

  test('finds the coefficients that made the examples, and none for what never changes', () => {
    const { intercept, weights } = fitLogistic(made);
    near(intercept, 0.5, 0.2);
    near(weights.a!, 2, 0.2);
    near(weights.b!, -1, 0.15);
    assert.equal(weights.same, undefined);
  });

  test('stays finite where the examples can be told apart without a fault', () => {
    const apart = [-2, -1, 1, 2].map((x) => ({ features: { x }, right: x > 0 }));
    const model = fitLogistic(apart);
    assert.ok(Number.isFinite(model.weights.x) && model.weights.x! > 0);
    assert.ok(chance(model, { x: 2 }) > 0.5 && chance(model, { x: -2 }) < 0.5);
  });

  test('chances of models that never saw the example beat one chance for all', () => {
    const unseen = crossValidated(
      made,
      made.map((_, index) => index % 5),
    );
    const base = made.filter(({ right }) => right).length / made.length;
    assert.ok(
      logLoss(unseen, made) <
        logLoss(
          unseen.map(() => base),
          made,
        ) -
          0.05,
    );
  });

  test('nothing cannot be fitted', () => {
    assert.throws(() => fitLogistic([]), /nothing to fit/);
  });
});
