import { lineChart } from '../svg';
import { binsOf, cuts, type Scored } from './calibration';

/** Two charts: how far a score is the chance to be right, and what thresholds show. */
export function plots(scored: readonly Scored[], subtitle: string): { reliability: string; thresholds: string } {
  const filled = binsOf(scored).filter(({ count }) => count > 0);
  const told = cuts(scored, 40).filter(({ shown }) => shown > 0);
  return {
    reliability: lineChart(
      { title: 'Is the score the chance to be right?', subtitle: `${scored.length} suggestions; ${subtitle}` },
      [
        { name: 'share right', points: filled.map(({ score, right }) => [score, right] as const) },
        { name: 'a perfect score', points: [[0, 0] as const, [1, 1] as const] },
      ],
      { x: 'score', y: 'share right' },
    ),
    thresholds: lineChart(
      { title: 'What a threshold shows', subtitle: `${scored.length} suggestions; ${subtitle}` },
      [
        {
          name: 'right, of what is shown',
          points: told.map(({ threshold, precision }) => [threshold, precision] as const),
        },
        { name: 'shown, of what is right', points: told.map(({ threshold, recall }) => [threshold, recall] as const) },
        { name: 'shown', points: told.map(({ threshold, shown }) => [threshold, shown] as const) },
      ],
      { x: 'threshold', y: 'share' },
    ),
  };
}
