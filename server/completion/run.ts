import type { RunFigures } from '../../shared/protocol';
import { unlessAborted } from './debounce';
import type { Asked } from './result-cache';
import { originOf, typedAt, type Origin } from './typed-through';
import type { CursorWindow } from './window';
import type { Written } from './written';

/** Reason with which a run ends that nobody waits for. */
export class Unwanted extends Error {
  override readonly name = 'Unwanted';
}

/** So long a run that was cancelled is held before its next token: an editor may cancel before it tells of a key press. */
const cancelGraceMs = 30;
/** So long a run goes on that writes what was typed: an editor waits a little before it asks again. */
const askGraceMs = 250;
/** So far typing may be ahead of what was written, in UTF-16 units; beyond that a new prompt is quicker. */
const mostAhead = 8;

/** What a run tells its writer, and the writer it. */
export interface RunWork {
  /** Told with each token of the first draft; the next one waits while nobody wants it. */
  onWritten: (written: Written, figures: RunFigures) => Promise<void> | undefined;
  signal: AbortSignal;
}

interface Hold {
  promise: Promise<void>;
  release: () => void;
}

/** Look at what is written so far; null to wait for more. */
export type Look<V> = (written: Written, figures: RunFigures) => V | null;

/**
 * One evaluation of a prompt and what the model writes from it. It outlives the request that began it: what it writes
 * serves whoever types the same, and the part that was not shown yet is shown later. It ends
 * - by itself;
 * - at once when something else is typed or asked for, or when its request goes before anything was written;
 * - when it is cancelled and nobody takes it up within a short time. It writes nothing more in that time, unless
 *   somebody has typed what it writes.
 */
export class Run<T = unknown> {
  readonly asked: Asked;
  /** What was made of it at its end. Rejects with the reason for which it was ended. */
  readonly ended: Promise<T>;
  readonly #origin: Origin;
  readonly #ending = new AbortController();
  readonly #followers = new Set<AbortSignal>();
  readonly #watchers = new Set<() => void>();
  #written: Written = { text: '', tokens: [] };
  #figures: RunFigures | null = null;
  /** Resolves when somebody wants it again. */
  #hold: Hold | null = null;
  #grace: NodeJS.Timeout | undefined;
  /** How long somebody is waited for. */
  #graceMs = cancelGraceMs;

  constructor(
    asked: Asked,
    window: Pick<CursorWindow, 'start' | 'end' | 'closersOnly'>,
    write: (work: RunWork) => Promise<T>,
  ) {
    this.asked = asked;
    this.#origin = originOf(asked.at, window, 0);
    const work = {
      onWritten: (written: Written, figures: RunFigures) => {
        this.#written = written;
        this.#figures = figures;
        for (const watcher of this.#watchers) watcher();
        return this.#hold ? unlessAborted(this.#hold.promise, this.signal) : undefined;
      },
      signal: this.signal,
    };
    // The device needs up to a step to stop; nobody waits for that.
    this.ended = unlessAborted(write(work), this.signal).finally(() => {
      clearTimeout(this.#grace);
    });
    // Whoever waits for it hears of its end.
    this.ended.catch(() => undefined);
  }

  /** Aborted when the run is ended from outside. */
  get signal(): AbortSignal {
    return this.#ending.signal;
  }

  end(reason: Error): void {
    clearTimeout(this.#grace);
    this.#ending.abort(reason);
  }

  /** Somebody waits for it, until the signal aborts or {@link served} is called. */
  follow(signal: AbortSignal): void {
    this.#goOn();
    this.#graceMs = cancelGraceMs;
    this.#followers.add(signal);
    const leave = () => {
      if (this.#followers.delete(signal) && this.#followers.size === 0) this.#left(signal.reason as Error);
    };
    if (signal.aborted) leave();
    else signal.addEventListener('abort', leave, { once: true });
  }

  /** Somebody got what they waited for; the run goes on for what it has not written yet. */
  served(signal: AbortSignal): void {
    this.#followers.delete(signal);
  }

  /**
   * What was typed since the run began, where the run's text may go on from it; null where it says something else.
   * Nothing written yet: a new prompt that holds what was typed is surer.
   */
  typedSince(at: Asked['at']): string | null {
    const begun = this.asked.at;
    return at.uri === begun.uri && at.languageId === begun.languageId ? this.#fits(at) : null;
  }

  #fits(at: { text: string; offset: number }): string | null {
    const typed = typedAt(this.#origin, this.asked.at.offset, at);
    const { text } = this.#written;
    if (typed === null || (text === '' && typed !== '')) return null;
    const follows = text.startsWith(typed) || (typed.startsWith(text) && typed.length - text.length <= mostAhead);
    return follows ? typed : null;
  }

  /** The document changed: what contradicts the run ends it, what goes on as it does lets it go on. */
  changed(at: { uri: string; text: string }): void {
    const begun = this.asked.at;
    // Where the run's own text is not the document's, the next request decides.
    if (at.uri !== begun.uri || begun.ahead !== undefined || this.signal.aborted) return;
    // Where the cursor is now nobody said: behind what was put in, less the brackets that the editor closed.
    const furthest = begun.offset + at.text.length - begun.text.length;
    const fits = [0, 1, 2, 3, 4].some((closed) => this.#fits({ text: at.text, offset: furthest - closed }) !== null);
    if (!fits) {
      this.end(new Unwanted('something else was typed'));
      return;
    }
    this.#graceMs = askGraceMs;
    if (!this.#hold) return;
    this.#goOn();
    this.#endLater(new Unwanted('nobody asked for it any more'));
  }

  /** Waits until there is something to see, or nothing more is written: then it is null. */
  async until<V>(look: Look<V>, signal: AbortSignal): Promise<V | null> {
    let watcher: (() => void) | undefined;
    const seen = new Promise<V>((resolve) => {
      watcher = () => {
        const value = this.#figures && look(this.#written, this.#figures);
        if (value !== null) resolve(value);
      };
      this.#watchers.add(watcher);
      watcher();
    });
    try {
      return await unlessAborted(Promise.race([seen, this.ended.then(() => null)]), signal);
    } finally {
      if (watcher) this.#watchers.delete(watcher);
    }
  }

  #left(reason: Error): void {
    if (this.#written.text === '') {
      this.end(reason);
      return;
    }
    if (this.#graceMs === cancelGraceMs) this.#hold ??= held();
    this.#endLater(reason);
  }

  #endLater(reason: Error): void {
    clearTimeout(this.#grace);
    this.#grace = setTimeout(() => {
      this.end(reason);
    }, this.#graceMs);
  }

  #goOn(): void {
    clearTimeout(this.#grace);
    this.#hold?.release();
    this.#hold = null;
  }
}

function held(): Hold {
  let release = (): void => undefined;
  const promise = new Promise<void>((resolve) => (release = resolve));
  return { promise, release };
}
