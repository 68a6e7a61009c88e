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
