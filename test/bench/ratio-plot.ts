import type { Figure } from './figures';
import { barChart } from './svg';
import type { Plot } from './workload';

/** All ratios that have a goal, the goals marked. */
export const ratioPlot = (figures: readonly Figure[]): Plot => ({
  name: 'ratios',
  svg: (subtitle) =>
    barChart(
      { title: 'Cria against its baselines: ratios, and the goals as marks', subtitle },
      figures.flatMap(({ figure, ratio, goal, met }) =>
        ratio !== null && Number.isFinite(ratio) && goal !== null && /^[≤≥] [\d.]+$/.test(goal)
          ? [{ name: figure, value: ratio, goal: Number(goal.slice(2)), good: met }]
          : [],
      ),
      1.4,
    ),
});
