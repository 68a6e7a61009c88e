import {
  dayName,
  merged,
  noStatistics,
  withCounts,
  type Counts,
  type Days,
  type Statistics,
} from '../../shared/statistics';
import type { Memento } from '../chat/store';

const key = 'statistics';

/** Days that are kept. */
const keptDays = 90;

/** Languages that are told apart on a day; the rest is counted as one, so that what is stored stays small. */
const keptLanguages = 20;
const otherLanguages = 'other';

/**
 * The statistics in the user's storage. Several windows share them: each keeps what it counted, and adds it to what is
 * stored then.
 */
export class StatisticsStore {
  readonly #memento: Memento;
  readonly #now: () => Date;
  readonly #onError: (error: unknown) => void;
  #waiting: Days = {};

  constructor(memento: Memento, now: () => Date, onError: (error: unknown) => void) {
    this.#memento = memento;
    this.#now = now;
    this.#onError = onError;
  }

  /** All that was counted, by this window and by others. */
  get days(): Days {
    return merged(readStatistics(this.#memento.get(key)).days, this.#waiting);
  }

  count(languageId: string, counts: Partial<Counts>): void {
    const day = dayName(this.#now());
    const known = Object.keys({ ...this.#stored()[day], ...this.#waiting[day] });
    const counted = known.includes(languageId) || known.length < keptLanguages ? languageId : otherLanguages;
    this.#waiting = withCounts(this.#waiting, day, counted, counts);
  }

  /** Writes what was counted since the last time; whether there was something, and it is written. */
  async flush(): Promise<boolean> {
    if (Object.keys(this.#waiting).length === 0) return false;
    const waiting = this.#waiting;
    const oldest = dayName(this.#now(), keptDays - 1);
    const all = Object.entries(merged(this.#stored(), waiting)).filter(([day]) => day >= oldest);
    this.#waiting = {};
    try {
      await this.#memento.update(key, { version: 1, days: Object.fromEntries(all) } satisfies Statistics);
      return true;
    } catch (error) {
      this.#waiting = merged(waiting, this.#waiting);
      this.#onError(error);
      return false;
    }
  }

  async reset(): Promise<void> {
    this.#waiting = {};
    await this.#memento.update(key, undefined);
  }

  #stored(): Days {
    return readStatistics(this.#memento.get(key)).days;
  }
}

/** What another version of the extension wrote is not counted on. */
export function readStatistics(value: unknown): Statistics {
  if (typeof value !== 'object' || value === null) return noStatistics;
  const { version, days } = value as Partial<Statistics>;
  return version === 1 && typeof days === 'object' ? { version, days } : noStatistics;
}
