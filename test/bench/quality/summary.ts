import { judged, type Figure } from '../figures';
import { holeKinds } from './holes';
import type { Outcome } from './outcome';
import type { Scored } from './calibration';
import { share } from './share';

/** Shares and means over a group of holes. Without any hole they are NaN. */
export interface Summary {
  /** Of all holes. */
  exact: number;
  right: number;
  similarity: number;
  shown: number;
  /** Of those with a suggestion. */
  parses: number;
}

export function summaryOf(outcomes: readonly Outcome[]): Summary {
  const suggested = outcomes.filter(({ document }) => document !== null);
  return {
    exact: share(outcomes, ({ exact }) => exact),
    right: share(outcomes, ({ right }) => right),
    similarity: outcomes.reduce((sum, { similarity }) => sum + similarity, 0) / outcomes.length,
    shown: suggested.length / outcomes.length,
    parses: share(suggested, ({ parses }) => parses === true),
  };
}

/** The groups that the tables show: all, each kind of hole, each language. */
export function groupsOf(outcomes: readonly Outcome[]): [name: string, group: Outcome[]][] {
  const languages = [...new Set(outcomes.map(({ punched }) => punched.hole.language))].sort();
  const where = (holds: (hole: Outcome['punched']['hole']) => boolean) =>
    outcomes.filter(({ punched }) => holds(punched.hole));
  return [
    ['all', [...outcomes]],
    ...holeKinds.map((kind): [string, Outcome[]] => [kind, where((hole) => hole.kind === kind)]),
    ...languages.map((name): [string, Outcome[]] => [name, where(({ language }) => language === name)]),
  ];
}

/** The suggestions that have a score. */
export const scoredOf = (outcomes: readonly Outcome[]): Scored[] =>
  outcomes.flatMap(({ document, score, right }) =>
    document === null || score === undefined ? [] : [{ score, right }],
  );

/** The baseline on the same holes in the same order. */
export interface Theirs {
  usual: readonly Outcome[];
  usualName: string;
  best: readonly Outcome[];
  bestName: string;
}

const measures = [
  ['exact', 'exact match', 'share'],
  ['right', 'right as far as it goes', 'share'],
  ['similarity', 'edit similarity', '0 to 1'],
  ['shown', 'suggested', 'share'],
  ['parses', 'parses, of what is suggested', 'share'],
] as const;

/** The table's rows: every measure for all holes and by kind, exact matches by language. */
export function figuresOf(ours: readonly Outcome[], theirs: Theirs | null): Figure[] {
  const usual = new Map(groupsOf(theirs?.usual ?? []));
  return groupsOf(ours).flatMap(([name, group], index) => {
    const our = summaryOf(group);
    const their = theirs ? summaryOf(usual.get(name) ?? []) : null;
    const byLanguage = index > holeKinds.length;
    return measures
      .filter(([measure]) => measure === 'exact' || !byLanguage)
      .flatMap(([measure, told, unit]) => {
        const measured = { figure: `${told}, ${name} (${group.length})`, unit, ours: our[measure] };
        const isGoal = measure === 'exact' && name === 'all' && theirs !== null;
        const row = judged({
          ...measured,
          ...(their ? { baseline: their[measure] } : {}),
          ...(isGoal ? { goal: { at: 'least', value: 1.2 } as const, note: theirs.usualName } : {}),
        });
        return isGoal ? [row, againstBest(our.exact, theirs)] : [row];
      });
  });
}

const againstBest = (ours: number, { best, bestName }: Theirs): Figure =>
  judged({
    ...{ figure: 'exact match, all, against its best way', unit: 'share', ours, note: bestName },
    baseline: summaryOf(best).exact,
  });

/** What is shown under the default setting, and what is held back. */
export function showingFigures(
  { shown, heldBack, holes }: { shown: readonly Outcome[]; heldBack: readonly Outcome[]; holes: number },
  setting: string,
): Figure[] {
  const our = summaryOf(shown);
  const parsesGoal = { of: 'ours', at: 'least', value: 0.98 } as const;
  return [
    judged({ figure: `shown (${setting})`, unit: 'share', ours: shown.length / holes }),
    judged({ figure: `parses, of what is shown (${setting})`, unit: 'share', ours: our.parses, goal: parsesGoal }),
    judged({ figure: `exact match, of what is shown (${setting})`, unit: 'share', ours: our.exact }),
    judged({
      ...{ figure: `right: shown against held back (${setting})`, unit: 'share', ours: our.right },
      ...(heldBack.length > 0 ? { baseline: summaryOf(heldBack).right, goal: { at: 'least', value: 1 } } : {}),
    }),
  ];
}
