import type { FromPage, ToPage } from '../../shared/chat';
import { isRemedy } from '../remedies';

/** Reads what a page posted; null for anything that is not a message of the protocol. */
export function readPageMessage(value: unknown): FromPage | null {
  if (typeof value !== 'object' || value === null) return null;
  const { type, text, messageId, index, href, remedy } = value as Record<string, unknown>;
  switch (type) {
    case 'ready':
    case 'stop':
    case 'newChat':
      return { type };
    case 'send':
    case 'copy':
      return typeof text === 'string' ? { type, text } : null;
    case 'retry':
      return typeof messageId === 'string' ? { type, messageId } : null;
    case 'openAttachment':
      return typeof messageId === 'string' && typeof index === 'number' && Number.isInteger(index)
        ? { type, messageId, index }
        : null;
    case 'openLink':
      return typeof href === 'string' ? { type, href } : null;
    case 'remedy':
      return isRemedy(remedy) ? { type, remedy } : null;
    default:
      return null;
  }
}

/** A link that may leave the editor, or null: answers are not to start programs by other schemes. */
export function webLink(href: string): string | null {
  if (!URL.canParse(href)) return null;
  const url = new URL(href);
  return url.protocol === 'https:' || url.protocol === 'http:' ? url.href : null;
}

/** Milliseconds in which deltas are collected: a page that renders for each token falls behind the model. */
const batchMs = 30;

/** Posts to the pages in order, with deltas of the same message joined. */
export class PagePost {
  readonly #post: (message: ToPage) => void;
  #waiting: { delta: Extract<ToPage, { type: 'delta' }>; timer: NodeJS.Timeout } | null = null;

  constructor(post: (message: ToPage) => void) {
    this.#post = post;
  }

  send(message: ToPage): void {
    if (message.type !== 'delta') {
      // A whole session holds what the deltas say; any other message must not overtake them.
      if (message.type === 'session') this.dispose();
      else this.flush();
      this.#post(message);
      return;
    }
    if (this.#waiting && this.#waiting.delta.messageId !== message.messageId) this.flush();
    this.#waiting = this.#waiting
      ? { ...this.#waiting, delta: { ...message, text: this.#waiting.delta.text + message.text } }
      : { delta: message, timer: setTimeout(() => this.flush(), batchMs) };
  }

  flush(): void {
    const waiting = this.#waiting;
    this.dispose();
    if (waiting) this.#post(waiting.delta);
  }

  /** Drops what waits. */
  dispose(): void {
    if (this.#waiting) clearTimeout(this.#waiting.timer);
    this.#waiting = null;
  }
}
