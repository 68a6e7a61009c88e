import type { ChatSession } from '../../shared/chat';

/** The part of VS Code's Memento that is used. */
export interface Memento {
  get(key: string): unknown;
  update(key: string, value: unknown): Thenable<void>;
}

const key = 'chat.session';
/** A window that is reloaded loses at most this much of a streaming answer, in milliseconds. */
const delayMs = 500;

/** Keeps the conversation in the workspace's storage. Writes are collected, since deltas come many times a second. */
export class SessionStore {
  readonly #memento: Memento;
  readonly #onError: (error: unknown) => void;
  #pending: { session: ChatSession; timer: NodeJS.Timeout } | null = null;

  constructor(memento: Memento, onError: (error: unknown) => void) {
    this.#memento = memento;
    this.#onError = onError;
  }

  load(): unknown {
    return this.#memento.get(key);
  }

  save(session: ChatSession, when: 'now' | 'soon'): void {
    const timer = this.#pending?.timer ?? setTimeout(() => void this.flush(), delayMs);
    this.#pending = { session, timer };
    if (when === 'now') void this.flush();
  }

  /** Writes what waits to be written. */
  async flush(): Promise<void> {
    const pending = this.#pending;
    if (!pending) return;
    this.#pending = null;
    clearTimeout(pending.timer);
    try {
      await this.#memento.update(key, pending.session);
    } catch (error) {
      this.#onError(error);
    }
  }
}
