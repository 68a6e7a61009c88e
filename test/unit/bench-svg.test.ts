import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judged } from '../bench/figures';
import { ratioPlot } from '../bench/ratio-plot';
import { barChart, lineChart } from '../bench/svg';

const text = { title: 'Tokens <each> key', subtitle: 'a machine & a day' };

/** Points of the polylines, as numbers. */
const polylines = (svg: string) =>
  [...svg.matchAll(/points="([^"]*)"/g)].map(([, points]) =>
    (points ?? '').split(' ').map((point) => point.split(',').map(Number)),
  );

test('a line chart holds title, machine, legend and one line a series, with text escaped', () => {
  const series = [
    { name: 'Cria', points: [[1, 1] as const, [2, 2] as const] },
    { name: 'others', points: [[1, 251] as const, [2, 277] as const] },
  ];
  const svg = lineChart(text, series, { x: 'key press', y: 'tokens', log: true });
  for (const expected of ['Tokens &lt;each&gt; key', 'a machine &amp; a day', '>Cria<', '>others<', '>key press<']) {
    assert.ok(svg.includes(expected), expected);
  }
  assert.equal(polylines(svg).length, 2);
});

test('larger values stand higher, on a plain and on a logarithmic axis, and all inside the picture', () => {
  const points = [0, 1, 10, 100].map((y, x) => [x, y] as const);
  for (const log of [false, true]) {
    const svg = lineChart(text, [{ name: 'one', points }], { x: 'x', y: 'y', log });
    const [line = []] = polylines(svg);
    const heights = line.map(([, y]) => y!);
    assert.deepEqual(
      heights,
      [...heights].sort((a, b) => b - a),
    );
    const [, width, height] = /viewBox="0 0 (\d+) (\d+)"/.exec(svg)!.map(Number);
    assert.ok(
      line.every(([x, y]) => x! >= 0 && x! <= width! && y! >= 0 && y! <= height!),
      svg,
    );
  }
});

test('a series without points draws nothing and breaks nothing', () => {
  const svg = lineChart(text, [{ name: 'none', points: [] }], { x: 'x', y: 'y', log: true });
  assert.ok(!svg.includes('NaN'));
});

test('bars that are longer than the axis are cut, and say their value all the same', () => {
  const svg = barChart(text, [{ name: 'huge', value: 12, goal: 1, good: false }], 2);
  assert.ok(svg.includes('>12<'));
  const [, width] = /viewBox="0 0 (\d+)/.exec(svg)!.map(Number);
  const [, x, length] = /<rect x="([\d.]+)"[^>]* width="([\d.]+)"/.exec(svg)!.map(Number);
  assert.ok(x! + length! < width!);
});

test('the plot of ratios shows those that have a goal of their own', () => {
  const figures = [
    judged({ figure: 'time', unit: 'ms', ours: 10, baseline: 100, goal: { at: 'most', value: 0.15 } }),
    judged({ figure: 'told', unit: 'ms', ours: 10, baseline: 100 }),
    judged({ figure: 'hit', unit: 'ms', ours: 3, goal: { of: 'ours', at: 'most', value: 5 } }),
    judged({ figure: 'failed', unit: 'ms', ours: NaN, baseline: 1, goal: { at: 'most', value: 1 } }),
  ];
  const svg = ratioPlot(figures).svg('here');
  assert.deepEqual(
    ['time', 'told', 'hit', 'failed'].filter((name) => svg.includes(`>${name}<`)),
    ['time'],
  );
});
