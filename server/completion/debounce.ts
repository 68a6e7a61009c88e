import { setTimeout as wait } from 'node:timers/promises';

/** Reason with which a request ends when a newer one has come. */
export class Superseded extends Error {
  override readonly name = 'Superseded';
  constructor() {
    super('a newer request took its place');
  }
}

/**
 * One cursor, one completion: the newest request ends all older ones, whatever document they are for.
 * Every request settles: it passes, or its signal's reason is thrown.
 */
export interface LatestWins {
  /** Ends the older requests. The signal aborts when the caller's does or when a newer request begins. */
  begin(caller: AbortSignal): AbortSignal;
  /** Resolves when so many milliseconds have passed; rejects with the signal's reason as soon as it aborts. */
  quiet(milliseconds: number, signal: AbortSignal): Promise<void>;
}

export function latestWins(): LatestWins {
  let newest = new AbortController();
  return {
    begin(caller) {
      newest.abort(new Superseded());
      newest = new AbortController();
      return AbortSignal.any([caller, newest.signal]);
    },
    async quiet(milliseconds, signal) {
      signal.throwIfAborted();
      if (milliseconds <= 0) return;
      try {
        await wait(milliseconds, undefined, { signal });
      } catch (error) {
        signal.throwIfAborted();
        throw error;
      }
    },
  };
}

/** A pause longer than this is not typing but thinking; milliseconds. */
const longestPause = 1000;
const pausesKept = 32;
/** Fewer pauses than this say nothing about a person. */
const fewestPauses = 8;
/** Nobody types two keys on purpose within less; milliseconds. */
const shortestWait = 15;

/** How somebody types, and how long they wait for an answer. */
export interface Rhythm {
  /** @param at milliseconds of a clock that never goes back. */
  keyPressed(at: number): void;
  /** @param ms milliseconds from the end of the wait to the answer. */
  answered(ms: number): void;
  /** Milliseconds between key presses, in the order in which they were made. */
  readonly pauses: readonly number[];
  /** Milliseconds that answers take lately; null before the first. */
  readonly answerMs: number | null;
}

export function rhythm(): Rhythm {
  let last: number | null = null;
  let pauses: number[] = [];
  let answerMs: number | null = null;
  return {
    keyPressed(at) {
      if (last !== null && at - last <= longestPause) pauses = [...pauses, at - last].slice(-pausesKept);
      last = at;
    },
    answered(ms) {
      answerMs = answerMs === null ? ms : answerMs * 0.75 + ms * 0.25;
    },
    get pauses() {
      return pauses;
    },
    get answerMs() {
      return answerMs;
    },
  };
}

/**
 * Milliseconds to wait for another key press. The setting is what is waited at most, and 0 never waits.
 * - A model that answers before the next key press is asked at once: its work is shown, not wasted.
 * - Else the wait is a little longer than four in five of the person's pauses, so that a suggestion is computed where the
 *   typing stops and not between two letters.
 * @param setting milliseconds of `cria.completion.debounce`.
 */
export function adaptedDebounce(setting: number, { pauses, answerMs }: Pick<Rhythm, 'pauses' | 'answerMs'>): number {
  if (setting === 0 || pauses.length < fewestPauses) return setting;
  const sorted = [...pauses].sort((a, b) => a - b);
  const share = (part: number) => sorted[Math.floor((sorted.length - 1) * part)] ?? setting;
  const wait = answerMs !== null && answerMs <= share(0.2) ? shortestWait : share(0.8) * 1.1;
  return Math.min(setting, Math.max(shortestWait, Math.round(wait)));
}

/** The promise's outcome, or the signal's reason as soon as it aborts; the work behind the promise goes on. */
export async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  let stop: (() => void) | undefined;
  const aborted = new Promise<never>((_, reject) => {
    stop = () => {
      reject(signal.reason as Error);
    };
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    if (stop) signal.removeEventListener('abort', stop);
  }
}
