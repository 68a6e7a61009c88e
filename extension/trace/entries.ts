import type { CompletionTrace } from '../../shared/protocol';

/** A request that the extension did not hand to the server, or whose answer it kept back. */
export interface NotAsked extends Pick<CompletionTrace, 'at' | 'uri' | 'languageId' | 'trigger' | 'position'> {
  from: 'client';
  reason: string;
}

/** One request for suggestions, as the trace shows it. */
export type TraceEntry = NotAsked | ({ from: 'server' } & CompletionTrace);

/** The last requests. They hold people's code: they are kept in memory only, and only so many. */
export class TraceRing {
  readonly #capacity: number;
  readonly #onAdded: () => void;
  #entries: readonly TraceEntry[] = [];

  /** @param onAdded Called after each entry, which may be many times a second. */
  constructor(capacity: number, onAdded: () => void) {
    this.#capacity = capacity;
    this.#onAdded = onAdded;
  }

  /** The newest first. */
  get entries(): readonly TraceEntry[] {
    return this.#entries;
  }

  add(entry: TraceEntry): void {
    this.#entries = [entry, ...this.#entries.slice(0, this.#capacity - 1)];
    this.#onAdded();
  }
}
