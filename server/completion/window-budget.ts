import type { InfillSupport } from '../models/infill';

/** How many tokens the passages of a prompt may have. */
export interface TokenBudget {
  /** Tokens of the whole prompt. */
  limit: number;
  /** Code from other places, of what else is the prefix's. */
  context: number;
  suffix: number;
  /** Prefix and context together. */
  prefix: number;
}

/** More context rarely helps one suggestion, and every token of it is evaluated when a file is entered. */
const mostPromptTokens = 2048;
/** BOS and the three markers. */
export const markerTokens = 4;
/** Code below the cursor says less about what stands at it than code above. */
const suffixShare = 0.2;
const contextShare = 0.3;
/** A low estimate for code; the token count that the engine gives decides in the end. */
export const charactersPerToken = 3;

/** Largest number of tokens that a completion's prompt may have. */
export function promptTokenLimit(contextSize: number, maxTokens: number, support: InfillSupport): number {
  const room = Math.max(Math.floor(contextSize / 4), contextSize - maxTokens);
  const trained = support.order === 'none' ? undefined : support.trained;
  const useful = trained ? trained.prefixTokens + trained.suffixTokens : mostPromptTokens;
  return Math.min(room, useful + markerTokens);
}

/**
 * The shares of a prompt. A model that was trained on short windows gets none of other places' code: it never saw any,
 * and each token of it would be taken from the few that it has for the code around the cursor.
 */
export function tokenBudget(contextSize: number, maxTokens: number, support: InfillSupport): TokenBudget {
  const limit = promptTokenLimit(contextSize, maxTokens, support);
  const room = Math.max(limit - markerTokens, 8);
  if (support.order === 'none') return { limit, context: Math.floor(room * contextShare), suffix: 0, prefix: room };
  const { trained } = support;
  const share = trained ? trained.suffixTokens / (trained.prefixTokens + trained.suffixTokens) : suffixShare;
  const suffix = Math.floor(room * share);
  return { limit, context: trained ? 0 : Math.floor(room * contextShare), suffix, prefix: room - suffix };
}
