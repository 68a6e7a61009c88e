import { latencyBounds, quantile, share, total, type Counts, type Days } from '../../shared/statistics';

/** What the reader chose to see. */
export interface Choice {
  /** Days back from today, today counted. */
  period: number;
  /** Null: all languages. */
  language: string | null;
}

export const periods = [7, 30, 90] as const;

/** One number that the page shows, and what it is made of. */
export interface Tile {
  name: string;
  value: string;
  detail: string;
}

/** Values that are stacked, one of each series at each place. */
export interface Bars {
  labels: string[];
  series: { name: string; values: number[] }[];
}

/** The days of a period, oldest first, those without counts too. */
export function daysOf(today: string, period: number): string[] {
  const [year = 0, month = 1, date = 1] = today.split('-').map(Number);
  return Array.from({ length: period }, (_, index) => {
    // In UTC, so that no day is an hour short.
    const day = new Date(Date.UTC(year, month - 1, date - (period - 1 - index)));
    return day.toISOString().slice(0, 10);
  });
}

/** Languages that were counted in a period, the most suggested first. */
export function languagesOf(days: Days, today: string, period: number): string[] {
  const shown = new Map<string, number>();
  for (const day of daysOf(today, period)) {
    for (const [id, counts] of Object.entries(days[day] ?? {})) shown.set(id, (shown.get(id) ?? 0) + counts.shown);
  }
  return [...shown].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).map(([id]) => id);
}

/** The sums for a choice. */
export function sumOf(days: Days, today: string, { period, language }: Choice): Counts {
  return total(
    daysOf(today, period).map((day) => days[day] ?? {}),
    language,
  );
}

export function tilesOf(sum: Counts): Tile[] {
  const prompt = sum.reusedTokens + sum.evaluatedTokens;
  return [
    { name: 'Shown', value: number(sum.shown), detail: `${number(sum.rejected)} rejected` },
    {
      name: 'Accepted',
      value: percent(share(sum.accepted, sum.shown)),
      detail: `${number(sum.accepted)}, and ${number(sum.partlyAccepted)} in part`,
    },
    {
      name: 'Kept after 30 s',
      value: percent(share(sum.keptCharacters, sum.checkedCharacters)),
      detail: `${number(sum.keptCharacters)} of ${number(sum.checkedCharacters)} characters`,
    },
    {
      name: 'Median time',
      value: milliseconds(quantile(sum.latency, 0.5)),
      detail: `95 % within ${milliseconds(quantile(sum.latency, 0.95))}`,
    },
    {
      name: 'Prompt reused',
      value: percent(share(sum.reusedTokens, prompt)),
      detail: `${number(sum.evaluatedTokens)} tokens evaluated`,
    },
    {
      name: 'Known already',
      value: percent(share(sum.cacheHits, sum.requests)),
      detail: `${number(sum.cacheHits)} of ${number(sum.requests)} requests`,
    },
  ];
}

export function suggestionsByDay(days: Days, today: string, { period, language }: Choice): Bars {
  const names = daysOf(today, period);
  const sums = names.map((day) => total([days[day] ?? {}], language));
  return {
    labels: names,
    series: [
      { name: 'Accepted', values: sums.map(({ accepted }) => accepted) },
      { name: 'Accepted in part', values: sums.map(({ partlyAccepted }) => partlyAccepted) },
      { name: 'Not taken', values: sums.map((sum) => sum.shown - sum.accepted - sum.partlyAccepted) },
    ],
  };
}

/** The tokens that were computed. Those of prompts that were reused would dwarf them: they are a tile. */
export function tokensByDay(days: Days, today: string, { period, language }: Choice): Bars {
  const names = daysOf(today, period);
  const sums = names.map((day) => total([days[day] ?? {}], language));
  return {
    labels: names,
    series: [
      { name: 'Of prompts', values: sums.map(({ evaluatedTokens }) => evaluatedTokens) },
      { name: 'Written', values: sums.map(({ generatedTokens }) => generatedTokens) },
    ],
  };
}

export function suggestionsByLanguage(days: Days, today: string, { period }: Choice): Bars {
  const languages = languagesOf(days, today, period).slice(0, 12);
  const sums = languages.map((language) => sumOf(days, today, { period, language }));
  return {
    labels: languages,
    series: [
      { name: 'Accepted', values: sums.map(({ accepted }) => accepted) },
      { name: 'Accepted in part', values: sums.map(({ partlyAccepted }) => partlyAccepted) },
      { name: 'Not taken', values: sums.map((sum) => sum.shown - sum.accepted - sum.partlyAccepted) },
    ],
  };
}

/** Answers by their time, from the first bucket that holds one to the last. */
export function timesOf({ latency }: Counts): Bars {
  const first = latency.findIndex((count) => count > 0);
  const shown = first === -1 ? [] : latency.slice(first);
  return {
    labels: shown.map((_, index) => bucketName(first + index)),
    series: [{ name: 'Suggestions', values: shown }],
  };
}

function bucketName(bucket: number): string {
  const bound = latencyBounds[bucket];
  return bound === undefined ? `over ${milliseconds(latencyBounds.at(-1) ?? 0)}` : `up to ${milliseconds(bound)}`;
}

/** What a screen reader says of the whole page after a choice. */
export function summaryOf(sum: Counts, { period, language }: Choice): string {
  const where = language ?? 'all languages';
  return `Last ${period} days, ${where}: ${number(sum.shown)} suggestions shown, ${number(sum.accepted)} accepted.`;
}

export function number(value: number): string {
  return value.toLocaleString('en');
}

export function percent(part: number | null): string {
  return part === null ? '–' : `${Math.round(part * 100)} %`;
}

export function milliseconds(ms: number | null): string {
  if (ms === null) return '–';
  return ms < 1000 ? `${Math.round(ms)} ms` : `${Number((ms / 1000).toFixed(1))} s`;
}
