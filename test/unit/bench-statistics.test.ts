import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judged, table } from '../bench/figures';
import { median, percentile, worst } from '../bench/statistics';

test('the median of an odd and an even number of values', () => {
  assert.equal(median([9, 1, 5]), 5);
  assert.equal(median([4, 1, 3, 2]), 2.5);
  assert.ok(Number.isNaN(median([])));
});

test('a percentile is the value that a share of them does not exceed', () => {
  const values = Array.from({ length: 100 }, (_, index) => 100 - index);
  assert.equal(percentile(values, 0.95), 95);
  assert.equal(percentile(values, 1), 100);
  assert.equal(percentile(values, 0), 1);
  assert.equal(percentile([7], 0.95), 7);
  assert.ok(Number.isNaN(percentile([], 0.5)));
});

test('the worst of nothing was not measured', () => {
  assert.equal(worst([3, 8, 2]), 8);
  assert.ok(Number.isNaN(worst([])));
});

test('a goal is one of the ratio, unless it is said to be one of the value', () => {
  const at = (goal: Parameters<typeof judged>[0]['goal'], ours: number, baseline?: number) =>
    judged({
      figure: 'f',
      unit: 'ms',
      ours,
      ...(baseline === undefined ? {} : { baseline }),
      ...(goal ? { goal } : {}),
    });
  const faster = at({ at: 'most', value: 0.15 }, 30, 300);
  assert.deepEqual([faster.ratio, faster.goal, faster.met], [0.1, '≤ 0.15', true]);
  assert.equal(at({ at: 'most', value: 0.15 }, 60, 300).met, false);
  assert.equal(at({ at: 'least', value: 0.95 }, 94, 100).met, false);
  const value = at({ of: 'ours', at: 'most', value: 2 }, 1, 251);
  assert.deepEqual([value.goal, value.met], ['≤ 2 ms', true]);
  const alone = at(undefined, 5);
  assert.deepEqual([alone.baseline, alone.ratio, alone.goal, alone.met], [null, null, null, null]);
});

test('what was not measured meets no goal', () => {
  assert.equal(judged({ figure: 'f', unit: 'ms', ours: NaN, goal: { at: 'most', value: 1 } }).met, false);
  assert.equal(judged({ figure: 'f', unit: 'ms', ours: NaN, baseline: 3, goal: { at: 'least', value: 1 } }).met, false);
});

test('the table is Markdown with aligned columns, and notes below it', () => {
  const figures = [
    judged({ figure: 'time', unit: 'ms', ours: 12.34, baseline: 100, goal: { at: 'most', value: 0.15 }, note: 'One.' }),
    judged({ figure: 'memory', unit: 'MB', ours: 500 }),
    judged({ figure: 'rate', unit: 'tokens/s', ours: NaN, goal: { at: 'least', value: 1 }, note: 'Two.' }),
  ];
  assert.equal(
    table(figures),
    [
      '| figure   | unit     | ours         | baseline | ratio | goal   | met |',
      '| -------- | -------- | ------------ | -------- | ----- | ------ | --- |',
      '| time [1] | ms       | 12.3         | 100      | 0.123 | ≤ 0.15 | yes |',
      '| memory   | MB       | 500          | –        | –     | –      | –   |',
      '| rate [2] | tokens/s | not measured | –        | –     | ≥ 1    | NO  |',
      '',
      '[1] One.',
      '[2] Two.',
      '',
    ].join('\n'),
  );
});
