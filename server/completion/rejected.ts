import { LRUCache } from 'lru-cache';
import type { Token } from '../engine/engine';
import { originOf, typedAt, type Origin } from './typed-through';
import type { Cursor } from './cursor';
import type { Written } from './written';

/** A suggestion as the editor got it, and where. */
export interface Given {
  at: Pick<Cursor, 'uri' | 'text' | 'offset'>;
  window: { start: number; end: number; closersOnly: boolean };
  written: Written;
}

/** Suggestions that somebody did not want: they are not shown again at their place unless asked for by hand. */
export interface Rejected {
  add(given: Given): void;
  /** Whether this text was rejected here. */
  has(at: Given['at'], text: string): boolean;
  /** Tokens of the last suggestion that was rejected in a document: parts of it often come again. */
  lastTokens(uri: string): readonly Token[];
  clear(): void;
}

/** @param max number of places. */
export function rejected(max = 128): Rejected {
  const places = new LRUCache<string, { uri: string; origin: Origin; text: string }>({ max });
  const last = new LRUCache<string, readonly Token[]>({ max: 16 });
  return {
    add({ at, window, written }) {
      const origin = originOf(at, window, 0);
      const { uri } = at;
      places.set(JSON.stringify([uri, origin, written.text]), { uri, origin, text: written.text });
      last.set(
        uri,
        written.tokens.map(({ token }) => token),
      );
    },
    has(at, text) {
      return [...places.values()].some(
        (place) => place.uri === at.uri && place.text === text && typedAt(place.origin, at.offset, at) === '',
      );
    },
    lastTokens: (uri) => last.get(uri) ?? [],
    clear() {
      places.clear();
      last.clear();
    },
  };
}
