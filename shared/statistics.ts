/** Local statistics of suggestions: what is counted, and the arithmetic that the extension and its page share. */

/** Counts of one language on one day, or sums of them. */
export interface Counts {
  /** Suggestions that stood there long enough to be seen. Each ended in one way: those not named below were ignored. */
  shown: number;
  accepted: number;
  partlyAccepted: number;
  rejected: number;
  /** UTF-16 units that were accepted. */
  acceptedCharacters: number;
  /** Of the accepted units whose half minute is over: all, and those that were still there. */
  checkedCharacters: number;
  keptCharacters: number;
  /** Answers with a suggestion by their time, as {@link latencyBounds} divides it. Buckets at the end may be left out. */
  latency: number[];
  /** Requests that the server answered, and those that it answered from earlier ones. */
  requests: number;
  cacheHits: number;
  reusedTokens: number;
  evaluatedTokens: number;
  generatedTokens: number;
}

/** Counts by day, as `2025-03-31` of the user's own calendar, and in it by language identifier. */
export type Days = Record<string, Record<string, Counts>>;

/** What is stored. */
export interface Statistics {
  version: 1;
  days: Days;
}

export const noStatistics: Statistics = { version: 1, days: {} };

/** Upper bounds of the buckets of times, in milliseconds; what takes longer is in one more. Each is about 1.4 times the last. */
export const latencyBounds = [
  ...[5, 7, 10, 14, 20, 28, 40, 56, 80, 112, 160, 224, 320, 450, 640, 900, 1250, 1800, 2500, 3500, 5000, 7000, 10_000],
] as const;

export function noCounts(): Counts {
  return {
    ...{ shown: 0, accepted: 0, partlyAccepted: 0, rejected: 0 },
    ...{ acceptedCharacters: 0, checkedCharacters: 0, keptCharacters: 0 },
    ...{ latency: [], requests: 0, cacheHits: 0, reusedTokens: 0, evaluatedTokens: 0, generatedTokens: 0 },
  };
}

/** The sum of both. */
export function added(a: Counts, b: Partial<Counts>): Counts {
  const sum = { ...a };
  for (const key of numberKeys) sum[key] += b[key] ?? 0;
  const other = b.latency ?? [];
  const length = Math.max(a.latency.length, other.length);
  sum.latency = Array.from({ length }, (_, bucket) => (a.latency[bucket] ?? 0) + (other[bucket] ?? 0));
  return sum;
}

type NumberKey = Exclude<keyof Counts, 'latency'>;
const numberKeys = Object.keys(noCounts()).filter((key): key is NumberKey => key !== 'latency');

/** The counts of one answer with a suggestion, after so many milliseconds. */
export function latencyOf(ms: number): number[] {
  const bucket = latencyBounds.findIndex((bound) => ms <= bound);
  const index = bucket === -1 ? latencyBounds.length : bucket;
  return Array.from({ length: index + 1 }, (_, at) => (at === index ? 1 : 0));
}

/** Days with more counts of a language on a day. */
export function withCounts(days: Days, day: string, languageId: string, counts: Partial<Counts>): Days {
  const languages = days[day] ?? {};
  return { ...days, [day]: { ...languages, [languageId]: added(languages[languageId] ?? noCounts(), counts) } };
}

/** The sum of two sets of days. */
export function merged(a: Days, b: Days): Days {
  let days = a;
  for (const [day, languages] of Object.entries(b)) {
    for (const [languageId, counts] of Object.entries(languages)) days = withCounts(days, day, languageId, counts);
  }
  return days;
}

/** The sum over days, of one language or of all. */
export function total(days: readonly Record<string, Counts>[], languageId: string | null): Counts {
  const all = days.flatMap((languages) =>
    Object.entries(languages).flatMap(([id, counts]) => (languageId === null || id === languageId ? [counts] : [])),
  );
  return all.reduce(added, noCounts());
}

/**
 * The time in milliseconds below which this share of the answers came; null where there are none.
 * Inside a bucket the times are taken as evenly spread, so that it is right to about a fifth.
 */
export function quantile(latency: readonly number[], share: number): number | null {
  const wanted = share * latency.reduce((sum, count) => sum + count, 0);
  if (wanted === 0) return null;
  let below = 0;
  for (const [bucket, count] of latency.entries()) {
    const low = latencyBounds[bucket - 1] ?? 0;
    const high = latencyBounds[bucket] ?? low;
    if (count > 0 && below + count >= wanted) return low + ((high - low) * (wanted - below)) / count;
    below += count;
  }
  return latencyBounds.at(-1) ?? null;
}

/** A part of a whole, 0 to 1; null where the whole is nothing. */
export function share(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}

/** The day as {@link Days} names it, so many days before a date. */
export function dayName(date: Date, daysBefore = 0): string {
  const day = new Date(date.getFullYear(), date.getMonth(), date.getDate() - daysBefore);
  const two = (part: number) => String(part).padStart(2, '0');
  return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
}

/** Messages of the extension to the page. `statistics` replaces all that is shown. */
export interface ToStatisticsPage {
  type: 'statistics';
  days: Days;
  /** The user's own day, as {@link Days} names it. */
  today: string;
  /** `cria.statistics`. */
  counting: boolean;
}

/** Messages of the page to the extension. `ready` asks for `statistics`. */
export type FromStatisticsPage = { type: 'ready' } | { type: 'reset' } | { type: 'openSettings' };
