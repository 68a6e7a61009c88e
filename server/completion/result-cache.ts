import { LRUCache } from 'lru-cache';
import type { Cursor, Trigger } from './cursor';
import { originOf, typedThrough, type Origin } from './typed-through';
import type { CursorWindow } from './window';
import { after, type Written } from './written';

/** What the result cache has to know of a request. */
export interface Asked {
  at: Cursor;
  /** Name of the loaded model and what else changes its answers. */
  model: string;
  trigger: Trigger;
}

/** Candidates of one place, the likeliest first, as they came out of the filters. LF line endings. */
export interface Known {
  candidates: Written[];
  /** Whether the editor was given them: what was shown goes on to be shown. */
  shown: boolean;
}

interface Entry extends Known {
  uri: string;
  languageId: string;
  model: string;
  trigger: Trigger;
  origin: Origin;
}

/**
 * The last answers by model, document, language and window. An answer goes on to serve while what is typed is what it
 * says, and serves again when that is deleted. Only whole answers belong here: no errors, nothing of a run that was
 * aborted.
 */
export interface ResultCache {
  /** What is left of a known answer at this cursor; null where none goes on from what was typed. */
  continuation(asked: Asked): Known | null;
  /** @param replaced UTF-16 units right of the cursor that the first candidate stands for. */
  store(
    asked: Asked,
    window: Pick<CursorWindow, 'start' | 'end' | 'closersOnly'>,
    known: Known,
    replaced: number,
  ): void;
  clear(): void;
}

/** @param max number of places. */
export function resultCache(max = 64): ResultCache {
  const entries = new LRUCache<string, Entry>({ max });
  return {
    continuation(asked) {
      // From the most recently used to the least.
      for (const [key, entry] of entries.entries()) {
        const known = continuationOf(entry, asked);
        if (known === null) continue;
        entries.get(key);
        return known;
      }
      return null;
    },
    store({ at, model, trigger }, window, { candidates, shown }, replaced) {
      const { uri, languageId } = at;
      const origin = originOf(at, window, replaced);
      const key = JSON.stringify([model, languageId, uri, origin.before, origin.after[0]]);
      entries.set(key, { uri, languageId, model, trigger, origin, candidates, shown });
    },
    clear: () => entries.clear(),
  };
}

function continuationOf(entry: Entry, { at, model, trigger }: Asked): Known | null {
  if (entry.uri !== at.uri || entry.languageId !== at.languageId || entry.model !== model) return null;
  // Who asks by hand wants more than an automatic answer gives.
  if (trigger === 'manual' && entry.trigger === 'automatic') return null;
  const candidates = entry.candidates.flatMap((candidate) => {
    const typed = typedThrough(entry.origin, candidate.text, at);
    return typed === null ? [] : [after(candidate, typed)];
  });
  // Where the first candidate is no longer among them, the others were never judged.
  return candidates.length === 0 ? null : { candidates, shown: entry.shown };
}
