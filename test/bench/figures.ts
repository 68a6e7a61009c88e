/** One row of the benchmarks' table, and one entry of their JSON. */
export interface Figure {
  figure: string;
  /** Of `ours` and `baseline`: `ms`, `tokens`, `tokens/s`, `MB`. */
  unit: string;
  ours: number;
  /** What it is compared with; null where there is nothing to compare with. */
  baseline: number | null;
  /** `ours` divided by `baseline`. */
  ratio: number | null;
  /** As `≤ 0.15`; null where the figure is only told. */
  goal: string | null;
  /** Whether the ratio, or `ours` where there is no ratio, meets the goal. */
  met: boolean | null;
  /** What a reader has to know beside the numbers. */
  note?: string;
}

/** A goal: the ratio, or `ours`, is at most or at least this. */
export interface Goal {
  of?: 'ratio' | 'ours';
  at: 'most' | 'least';
  value: number;
}

export interface Measured {
  figure: string;
  unit: string;
  ours: number;
  baseline?: number;
  goal?: Goal;
  note?: string;
}

/** Adds ratio and verdict to what was measured. What could not be measured (NaN) meets no goal. */
export function judged({ figure, unit, ours, baseline, goal, note }: Measured): Figure {
  const ratio = baseline === undefined ? null : ours / baseline;
  const compared = goal?.of === 'ours' ? ours : (ratio ?? ours);
  return {
    figure,
    unit,
    ours,
    baseline: baseline ?? null,
    ratio,
    goal: goal ? `${goal.at === 'most' ? '≤' : '≥'} ${goal.value}${goal.of === 'ours' ? ` ${unit}` : ''}` : null,
    met: goal ? (goal.at === 'most' ? compared <= goal.value : compared >= goal.value) : null,
    ...(note === undefined ? {} : { note }),
  };
}

const columns = ['figure', 'unit', 'ours', 'baseline', 'ratio', 'goal', 'met'] as const;

/** The figures as a Markdown table whose columns are aligned; notes follow it. */
export function table(figures: readonly Figure[]): string {
  const rows = figures.map((row, index) => [
    row.figure + (row.note === undefined ? '' : ` [${notesBefore(figures, index) + 1}]`),
    row.unit,
    short(row.ours),
    short(row.baseline),
    short(row.ratio),
    row.goal ?? '–',
    row.met === null ? '–' : row.met ? 'yes' : 'NO',
  ]);
  const widths = columns.map((name, column) => Math.max(name.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const notes = figures.flatMap(({ note }) => (note === undefined ? [] : [note]));
  return [
    line(columns),
    line(widths.map((width) => '-'.repeat(width))),
    ...rows.map(line),
    ...(notes.length === 0 ? [] : ['', ...notes.map((note, index) => `[${index + 1}] ${note}`)]),
    '',
  ].join('\n');
}

const notesBefore = (figures: readonly Figure[], index: number) =>
  figures.slice(0, index).filter(({ note }) => note !== undefined).length;

/** Three digits that count, and no exponent. */
function short(value: number | null): string {
  if (value === null) return '–';
  if (!Number.isFinite(value)) return 'not measured';
  const size = Math.abs(value);
  return value.toFixed(size >= 100 || value === Math.round(value) ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3);
}
