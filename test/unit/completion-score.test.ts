import assert from 'node:assert/strict';
import { test } from 'node:test';
import { featuresOf, scoreOf, thresholds, weights, type Found } from '../../server/completion/score';
import { windowAround } from '../../server/completion/window';
import { cursorAt } from './completion-notation';

const windowOf = (marked: string) => windowAround(cursorAt(marked), { prefix: 1000, suffix: 1000 });
const plain: Found = { trimmed: false, syntax: 'unchecked' };
const written = (text: string, ...logs: (number | null)[]) => ({
  text,
  tokens: logs.map((logProbability, n) => ({ token: n, end: n + 1, logProbability })),
});
const score = (marked: string, text: string, ...logs: (number | null)[]) =>
  scoreOf(featuresOf(written(text, ...logs), windowOf(marked), plain));

test('features are read from the text, its tokens and its place', () => {
  const features = featuresOf(written('foo(\n  1)', -1, -3, -2), windowOf('if (a) {\n║\n}'), {
    trimmed: true,
    syntax: 'clean',
  });
  assert.deepEqual(features, {
    ...{ meanLogProbability: -2, minLogProbability: -3, firstLogProbability: -1 },
    ...{ logLength: Math.log2(10), moreLines: 1, behindWord: 0, behindDot: 0, blankLine: 1, blockStart: 1 },
    ...{ textAfter: 0, trimmed: 1, clean: 1, faulty: 0, unchecked: 0 },
  });
  const inside = featuresOf(written('gth', -1), windowOf('a.len║ + b'), plain);
  assert.equal(inside.behindWord, 1);
  assert.equal(inside.textAfter, 1);
  assert.equal(featuresOf(written('x', -1), windowOf('a.║'), plain).behindDot, 1);
});

test('every feature has its weight, and no weight is without a feature', () => {
  const { constant, ...weighted } = weights;
  assert.equal(typeof constant, 'number');
  assert.deepEqual(Object.keys(weighted), Object.keys(featuresOf(written('x', -1), windowOf('║'), plain)));
});

test('what the model is surer of has the higher score, between 0 and 1', () => {
  const sure = score('x = ║', 'left', -0.01, -0.02);
  const unsure = score('x = ║', 'left', -0.9, -2);
  const guess = score('x = ║', 'left', -4, -5);
  assert.ok(1 > sure && sure > unsure && unsure > guess && guess > 0);
});

test('what nearly any model would say is shown, a wild guess is not; quiet asks for more than balanced', () => {
  assert.ok(score('x = ║', 'left', -0.3, -0.5) > thresholds.quiet);
  assert.ok(score('x = ║', 'left', -4, -5) < thresholds.balanced);
  assert.ok(thresholds.eager === 0 && thresholds.quiet > thresholds.balanced);
});

test('an engine that tells no probabilities shows all the same', () => {
  assert.ok(score('x = ║', 'left', null, null) > thresholds.quiet);
  assert.ok(score('x = ║', 'left') > thresholds.quiet);
});
