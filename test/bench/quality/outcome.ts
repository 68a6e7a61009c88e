import type { Punched } from './holes';
import { editSimilarity, isExact, isRight } from './similarity';
import type { Grammars } from './syntax';

/** What somebody wrote into a hole, as the document that comes of it. */
export interface Filled {
  /** The whole document with the suggestion accepted; null where there was no suggestion. */
  document: string | null;
  /** Why there was none, or what the suggestion went through. */
  reason?: string;
  score?: number;
  /** What it takes to be shown. */
  threshold?: number;
  features?: Record<string, number>;
}

/** How good it was. */
export interface Outcome extends Filled {
  punched: Punched;
  /** Text that was written into the hole; empty where there was no suggestion. */
  written: string;
  exact: boolean;
  /** Nothing of it is wrong, though it may stop before the end. */
  right: boolean;
  similarity: number;
  /** The document has no more syntax errors than the original; null where there was no suggestion. */
  parses: boolean | null;
  errors: SyntaxErrors;
}

/** Syntax errors of three documents. */
export interface SyntaxErrors {
  /** As its author wrote it. */
  original: number;
  /** With the hole, as it is while somebody types. */
  punched: number;
  /** With the suggestion; as punched where there was none. */
  filled: number;
}

export function outcomeOf(punched: Punched, filled: Filled, grammars: Pick<Grammars, 'errors'>): Outcome {
  const { before, middle, after, hole } = punched;
  const { document } = filled;
  const count = (text: string) => grammars.errors(hole.language, text);
  const [original, unfilled] = [count(before + middle + after), count(before + after)];
  const errors = { original, punched: unfilled, filled: document === null ? unfilled : count(document) };
  if (document === null) {
    return { ...filled, punched, written: '', exact: false, right: false, similarity: 0, parses: null, errors };
  }
  const fits = document.startsWith(before) && document.endsWith(after) && document.length >= (before + after).length;
  const written = document.slice(before.length, fits ? document.length - after.length : undefined);
  return {
    ...filled,
    punched,
    written,
    exact: fits && isExact(written, middle),
    right: fits && isRight(written, middle),
    similarity: fits ? editSimilarity(written.trimEnd(), middle.trimEnd()) : 0,
    parses: errors.filled <= original,
    errors,
  };
}
