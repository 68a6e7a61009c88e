import type { ModelFacts, Token } from '../engine/engine';
import type { InfillSupport } from '../models/infill';
import type { PromptOrder } from './order';

/** The passages of a prompt as tokens, each encoded by itself. */
export interface PromptPassages {
  /** Code from other places. */
  context: readonly Token[];
  prefix: readonly Token[];
  suffix: readonly Token[];
}

/**
 * The prompt of a completion, what changes least first. Orders as in the Code Llama paper, section 2.3:
 * - PSM: `[BOS] context PRE prefix SUF suffix MID`;
 * - SPM: `[BOS] context PRE SUF suffix MID prefix`, which the answer continues;
 * - none: `[BOS] context prefix`, left to right; the suffix is then a stop rule only.
 *
 * Context stands before the markers, where other files stood in training: so another cursor in the same document, which
 * has another suffix, still finds it evaluated.
 */
export function infillPrompt(
  support: InfillSupport,
  order: PromptOrder,
  { context, prefix, suffix }: PromptPassages,
  facts: Pick<ModelFacts, 'bos' | 'addBos'>,
): Token[] {
  if (support.order === 'none') return [...beginning(facts.addBos, facts.bos), ...context, ...prefix];
  const { tokens } = support;
  const head = [...beginning(support.addBos, facts.bos), ...context, tokens.prefix];
  return order === 'psm'
    ? [...head, ...prefix, tokens.suffix, ...suffix, tokens.middle]
    : [...head, tokens.suffix, ...suffix, tokens.middle, ...prefix];
}

/** Tokens that end the middle and that the engine does not take for an end by itself. */
export function endTokens(support: InfillSupport): Token[] {
  return support.order === 'none' || support.tokens.end === null ? [] : [support.tokens.end];
}

function beginning(wanted: boolean, bos: Token | null): Token[] {
  return wanted && bos !== null ? [bos] : [];
}
