import type { InfillSupport } from '../models/infill';

/** A prefix without the white space that the model has to write itself. */
export interface HealedPrefix {
  /** What the model is fed. */
  fed: string;
  /** What its answer must begin with; it stands in the document already. */
  held: string;
}

/**
 * Holds back the last space or tab before the cursor.
 * Tokenizers join the last space of a run with the word after it (`␣␣␣` + `␣if`), so a prompt that ends with the whole
 * run asks for a token that the model has hardly seen there. Where the answer goes on from the prefix (SPM, left to
 * right) the model gets the run without its last character and spells that one itself. In PSM the middle was tokenised
 * apart in training, and nothing is held.
 */
export function healWhiteSpace(prefix: string, order: InfillSupport['order']): HealedPrefix {
  const held = order === 'psm' ? '' : (/[ \t]$/.exec(prefix)?.[0] ?? '');
  return { fed: prefix.slice(0, prefix.length - held.length), held };
}

/**
 * What the answer adds to the document, or null when it does not go on from the held white space.
 * An answer that is shorter than the held white space adds nothing yet.
 */
export function afterHeld(answer: string, held: string): string | null {
  if (answer.length < held.length) return held.startsWith(answer) ? '' : null;
  return answer.startsWith(held) ? answer.slice(held.length) : null;
}
