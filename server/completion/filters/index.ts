import { blank } from './blank';
import { brackets } from './brackets';
import { closers } from './closers';
import { controlTokens } from './control-tokens';
import type { Draft, Filter, Place } from './filter';
import { followingLines } from './following-lines';
import { indentation } from './indentation';
import { leadingBlankLines } from './leading-blank-lines';
import { linesAbove } from './lines-above';
import { restOfLine } from './rest-of-line';
import { trailingWhiteSpace } from './trailing-white-space';

export type { Draft, Filter, Place } from './filter';

/**
 * The filters in the order in which they are applied. What is no code goes first; then what repeats the document;
 * then brackets, which are counted on what is left. White space at the end and blank texts come last, for all that
 * was cut before.
 */
export const filters: readonly Filter[] = [
  controlTokens,
  leadingBlankLines,
  indentation,
  followingLines,
  linesAbove,
  restOfLine,
  closers,
  brackets,
  trailingWhiteSpace,
  blank,
];

export interface Filtered {
  /** Null where a filter dropped it, or where there was nothing. */
  draft: Draft | null;
  /** Names of the filters that changed it, in order; the last one is the one that dropped it. */
  changedBy: string[];
}

/** Passes a draft through the filters until one drops it. */
export function applyFilters(draft: Draft, place: Place, list: readonly Filter[] = filters): Filtered {
  if (draft.text === '') return { draft: null, changedBy: [] };
  const changedBy: string[] = [];
  let current = draft;
  for (const filter of list) {
    const next = filter.apply(current, place);
    if (next.text !== current.text || next.replaced !== current.replaced) changedBy.push(filter.name);
    if (next.text === '') return { draft: null, changedBy };
    current = next;
  }
  return { draft: current, changedBy };
}
