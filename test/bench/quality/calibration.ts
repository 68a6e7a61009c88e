import { share } from './share';

/** A suggestion's score and whether nothing of it was wrong. */
export interface Scored {
  /** 0 to 1. */
  score: number;
  right: boolean;
}

/** Suggestions whose scores lie together. */
export interface Bin {
  from: number;
  to: number;
  count: number;
  /** Mean score, and share that is right: the same where the score is calibrated. NaN in an empty bin. */
  score: number;
  right: number;
}

/** Bins of equal width; the last one holds the score 1 too. */
export function binsOf(scored: readonly Scored[], bins = 10): Bin[] {
  return Array.from({ length: bins }, (_, index) => {
    const inside = scored.filter(({ score }) => Math.min(bins - 1, Math.floor(score * bins)) === index);
    return {
      ...{ from: index / bins, to: (index + 1) / bins, count: inside.length },
      score: inside.reduce((sum, { score }) => sum + score, 0) / inside.length,
      right: share(inside, ({ right }) => right),
    };
  });
}

/** What a threshold shows. */
export interface Cut {
  threshold: number;
  /** Share that is shown. */
  shown: number;
  /** Share of what is shown that is right; NaN where nothing is shown. */
  precision: number;
  /** Share of what is right that is shown. */
  recall: number;
  /** Share of what is held back that would have been right; NaN where nothing is held back. */
  heldBack: number;
}

export function cutAt(threshold: number, scored: readonly Scored[]): Cut {
  const shown = scored.filter(({ score }) => score >= threshold);
  const heldBack = scored.filter(({ score }) => score < threshold);
  const isRight = ({ right }: Scored) => right;
  return {
    threshold,
    shown: shown.length / scored.length,
    precision: share(shown, isRight),
    recall: shown.filter(isRight).length / scored.filter(isRight).length,
    heldBack: share(heldBack, isRight),
  };
}

/** Thresholds in steps from 0 to 1. */
export const cuts = (scored: readonly Scored[], steps = 20): Cut[] =>
  Array.from({ length: steps }, (_, step) => cutAt(step / steps, scored));

/**
 * How well the score tells right from wrong: the chance that one that is right has the higher score (area under the ROC
 * curve). 0.5 tells nothing; NaN where all or none are right.
 */
export function separation(scored: readonly Scored[]): number {
  const [right, wrong] = [scored.filter((one) => one.right), scored.filter((one) => !one.right)];
  let won = 0;
  for (const { score } of right) {
    for (const other of wrong) won += score > other.score ? 1 : score === other.score ? 0.5 : 0;
  }
  return won / (right.length * wrong.length);
}

/** Mean distance of score and share right over the bins, by their size: 0 where the score is the very chance. */
export const calibrationError = (bins: readonly Bin[]): number =>
  bins.reduce((sum, { count, score, right }) => sum + (count === 0 ? 0 : count * Math.abs(score - right)), 0) /
  bins.reduce((sum, { count }) => sum + count, 0);

const percent = (value: number) => (Number.isFinite(value) ? `${(100 * value).toFixed(0)} %` : '–').padStart(6);

/** The curve for a terminal. */
export function curveText(scored: readonly Scored[], named: Readonly<Record<string, number>>): string {
  const bins = binsOf(scored);
  const rows = [
    ...Object.entries(named).map(([name, threshold]) => ({ name, ...cutAt(threshold, scored) })),
    ...cuts(scored).map((cut) => ({ name: '', ...cut })),
  ];
  return [
    `${scored.length} suggestions; separation ${separation(scored).toFixed(3)}, calibration error ${calibrationError(bins).toFixed(3)}`,
    '',
    'score       count   mean  right',
    ...bins.map(
      ({ from, to, count, score, right }) =>
        `${from.toFixed(1)} – ${to.toFixed(1)} ${String(count).padStart(7)} ${percent(score)} ${percent(right)}`,
    ),
    '',
    'threshold             shown  precision  recall  right of held back',
    ...rows.map(
      ({ name, threshold, shown, precision, recall, heldBack }) =>
        `${threshold.toFixed(2)} ${name.padEnd(14)} ${percent(shown)}     ${percent(precision)}  ${percent(recall)}              ${percent(heldBack)}`,
    ),
    '',
  ].join('\n');
}
