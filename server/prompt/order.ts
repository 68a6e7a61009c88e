import type { InfillSupport } from '../models/infill';

export type PromptOrder = InfillSupport['order'];

/** What the choice of an order depends on besides the model. */
export interface OrderFacts {
  /** Tokens of the suffix: in PSM each key press evaluates them anew. */
  suffixTokens: number;
  /** Prompt tokens a second on this machine; null before they are measured. */
  promptRate: number | null;
  /** The order of this document's last prompt, which is warm; null where there was none. */
  last: PromptOrder | null;
}

/** A key press may wait so many milliseconds longer for the order that answers better. */
const patienceMs = 60;

/**
 * The order of one prompt, of those that the model was trained for.
 *
 * Each family's better order comes first: SPM for Code Llama (its paper, table 14: ahead in each language, since healing
 * repairs the tokens at the cursor), PSM for most others. SPM is chosen over a better PSM where evaluating the
 * suffix at each key press takes longer than it is worth. An order that is warm stays until the other one is clearly
 * better, because a change evaluates everything. With an empty prefix both orders are the same tokens.
 */
export function choosePromptOrder(support: InfillSupport, { suffixTokens, promptRate, last }: OrderFacts): PromptOrder {
  if (support.order === 'none' || support.alsoTrained === undefined || support.order === 'spm') return support.order;
  if (promptRate === null) return last ?? support.order;
  const suffixMs = (suffixTokens / promptRate) * 1000;
  const patience = last === 'spm' ? patienceMs / 2 : last === 'psm' ? patienceMs * 2 : patienceMs;
  return suffixMs > patience ? 'spm' : 'psm';
}
