import type { ModelFacts, PromptPart, Token } from '../engine/engine';
import type { InfillSupport } from '../models/infill';

/** Text around the cursor as the model is to see it: LF line endings, no byte order mark. */
export interface InfillText {
  prefix: string;
  suffix: string;
}

/**
 * The prompt of a completion, as parts that the engine turns into tokens.
 * The prefix begins a passage, so that SentencePiece adds its space; the suffix goes on from its marker without one,
 * as Code Llama's `encode_infilling` has it. Orders as in the Code Llama paper, section 2.3:
 * - PSM: `[BOS] PRE prefix SUF suffix MID`;
 * - SPM: `[BOS] PRE SUF suffix MID prefix`, which the answer continues;
 * - none: `[BOS] prefix`, left to right; the suffix is then a stop rule only.
 * A passage without text has no part.
 */
export function infillPrompt(
  support: InfillSupport,
  { prefix, suffix }: InfillText,
  facts: Pick<ModelFacts, 'bos' | 'addBos'>,
): PromptPart[] {
  const before = prefix === '' ? [] : [{ text: prefix }];
  if (support.order === 'none') return [...beginning(facts.addBos, facts.bos), ...before];

  const { tokens } = support;
  const after = suffix === '' ? [] : [{ continued: suffix }];
  const bos = beginning(support.addBos, facts.bos);
  return support.order === 'psm'
    ? [...bos, tokens.prefix, ...before, tokens.suffix, ...after, tokens.middle]
    : [...bos, tokens.prefix, tokens.suffix, ...after, tokens.middle, ...before];
}

/** Tokens that end the middle and that the engine does not take for an end by itself. */
export function endTokens(support: InfillSupport): Token[] {
  return support.order === 'none' || support.tokens.end === null ? [] : [support.tokens.end];
}

function beginning(wanted: boolean, bos: Token | null): Token[] {
  return wanted && bos !== null ? [bos] : [];
}
