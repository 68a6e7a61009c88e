import type { FilterStep } from '../../../shared/protocol';
import type { SyntaxChecker, SyntaxVerdict } from '../../syntax';
import { blank } from './blank';
import { brackets } from './brackets';
import { closers } from './closers';
import { controlTokens } from './control-tokens';
import type { Draft, Filter, Place } from './filter';
import { followingLines } from './following-lines';
import { indentation } from './indentation';
import { leadingBlankLines } from './leading-blank-lines';
import { linesAbove } from './lines-above';
import { prefixEcho } from './prefix-echo';
import { restOfLine } from './rest-of-line';
import { runaway } from './runaway';
import { scope } from './scope';
import { secrets } from './secrets';
import { similarLines } from './similar-lines';
import { joinedCode, syntaxErrors } from './syntax-errors';
import { trailingWhiteSpace } from './trailing-white-space';

export type { Draft, Filter, Place } from './filter';

/**
 * The filters in the order in which they are applied. What must never be seen and what is no code go first; then what
 * repeats the document or itself, and what leaves the block; then brackets, which are counted on what is left. White
 * space at the end comes last, for all that was cut before. Then the syntax of what is left is looked at.
 */
export const filters: readonly Filter[] = [
  secrets,
  controlTokens,
  leadingBlankLines,
  prefixEcho,
  indentation,
  followingLines,
  similarLines,
  linesAbove,
  runaway,
  scope,
  restOfLine,
  closers,
  brackets,
  trailingWhiteSpace,
];

export interface Filtered {
  /** Null where a filter dropped it, or where there was nothing. */
  draft: Draft | null;
  /** Names of the filters that changed it, in order; the last one is the one that dropped it. */
  changedBy: string[];
  /** What each of them did. */
  steps: FilterStep[];
  /** What it does to the code around it. */
  syntax: SyntaxVerdict;
}

export interface FilterOptions {
  /** Checks the joined code; without it, code goes unchecked. */
  syntax?: SyntaxChecker;
  /** The text goes on: brackets that it leaves open are no error. For a first line that is shown early. */
  growing?: boolean;
}

/** Passes a draft through the filters until one drops it. */
export function applyFilters(draft: Draft, place: Place, { syntax, growing = false }: FilterOptions = {}): Filtered {
  const steps: FilterStep[] = [];
  const filtered = (result: Draft | null): Filtered => ({
    ...{ draft: result, changedBy: steps.map(({ filter }) => filter), steps },
    syntax: result && syntax ? syntax.check(joinedCode(result, place, growing)).verdict : 'unchecked',
  });
  if (draft.text === '') return filtered(null);
  let current = draft;
  for (const filter of [...filters, ...(syntax ? [syntaxErrors(syntax, growing)] : []), blank]) {
    const next = filter.apply(current, place);
    if (next.text !== current.text || next.replaced !== current.replaced) {
      steps.push({ filter: filter.name, before: current.text, after: next.text });
    }
    if (next.text === '') return filtered(null);
    current = next;
  }
  return filtered(current);
}
