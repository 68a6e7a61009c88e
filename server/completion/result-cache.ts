import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Cursor, Trigger } from './cursor';
import type { CursorWindow } from './window';

/** What the result cache has to know of a request. */
export interface Asked {
  at: Pick<Cursor, 'uri' | 'text' | 'offset'>;
  /** Name of the loaded model and what else changes its answers. */
  model: string;
  trigger: Trigger;
}

interface Entry {
  uri: string;
  model: string;
  trigger: Trigger;
  start: number;
  offset: number;
  closersOnly: boolean;
  /** Digests of the window's text before and after the cursor: the document itself is not kept alive. */
  before: string;
  after: string;
  afterLength: number;
  /** What the model wrote there, before the filters. LF line endings. */
  text: string;
}

/**
 * The last answers by model, document and window. An answer goes on to serve while what is typed is what it says.
 * Only texts that were shown belong here: no errors, nothing from a run that was aborted.
 */
export interface ResultCache {
  /** What is left of a known answer at this cursor, before the filters; null where none continues what was typed. */
  continuation(asked: Asked): string | null;
  /** @param text what the model wrote, before the filters. */
  store(asked: Asked, window: Pick<CursorWindow, 'start' | 'end' | 'closersOnly'>, text: string): void;
  clear(): void;
}

/** Closing brackets and quotation marks that the editor put in behind the cursor while a suggestion was typed. */
const autoClosed = /^[)\]}"'`]{0,4}/;

export function resultCache(max = 64): ResultCache {
  const entries = new LRUCache<string, Entry>({ max });
  return {
    continuation(asked) {
      // From the most recently used to the least.
      for (const [key, entry] of entries.entries()) {
        const rest = continuationOf(entry, asked);
        if (rest === null) continue;
        entries.get(key);
        return rest;
      }
      return null;
    },
    store({ at, model, trigger }, window, text) {
      const { uri, offset } = at;
      entries.set(JSON.stringify([model, uri, offset]), {
        ...{ uri, model, trigger, offset, text, start: window.start, closersOnly: window.closersOnly },
        before: digest(at.text.slice(window.start, offset)),
        after: digest(at.text.slice(offset, window.end)),
        afterLength: window.end - offset,
      });
    },
    clear: () => entries.clear(),
  };
}

function continuationOf(entry: Entry, { at, model, trigger }: Asked): string | null {
  if (entry.uri !== at.uri || entry.model !== model || at.offset < entry.offset) return null;
  // Who asks by hand wants more than an automatic answer gives.
  if (trigger === 'manual' && entry.trigger === 'automatic') return null;
  // A CRLF counts two in the document and one in the answer.
  if (at.offset - entry.offset >= entry.text.length * 2) return null;
  const typed = at.text.slice(entry.offset, at.offset).replaceAll('\r\n', '\n');
  if (typed.length >= entry.text.length || !entry.text.startsWith(typed)) return null;
  if (digest(at.text.slice(entry.start, entry.offset)) !== entry.before) return null;
  return sameAfter(entry, at) ? entry.text.slice(typed.length) : null;
}

function sameAfter(entry: Entry, { text, offset }: Asked['at']): boolean {
  const most =
    entry.closersOnly && offset > entry.offset ? (autoClosed.exec(text.slice(offset, offset + 4))?.[0].length ?? 0) : 0;
  for (let extra = 0; extra <= most; extra++) {
    const from = offset + extra;
    if (digest(text.slice(from, from + entry.afterLength)) === entry.after) return true;
  }
  return false;
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64');
}
