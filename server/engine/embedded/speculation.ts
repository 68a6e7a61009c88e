/** Longest draft that is verified at once: the gain of each further token shrinks with the chance that all before it hold. */
export const longestDraft = 16;
/** A draft has to save this part of the time, for what is measured is not exact. */
const worthwhile = 0.05;
/** Drafts are taken to be right this often before any was verified: enough to try. */
const believed = 0.7;
/** How many tokens that belief weighs. */
const beliefWeight = 8;
/** Each verified token makes what was before count this much less, so that drafts that were bad once are tried again. */
const memory = 0.98;

/** How often drafted tokens were right. */
export class Acceptance {
  #right = believed * beliefWeight;
  #all = beliefWeight;

  /** Of a draft's tokens so many were right, and then one was wrong or none was left. */
  verified(drafted: number, right: number): void {
    // Tokens after a wrong one were never judged.
    const judged = Math.min(drafted, right + 1);
    for (let index = 0; index < judged; index++) {
      this.#right = this.#right * memory + (index < right ? 1 : 0);
      this.#all = this.#all * memory + 1;
    }
  }

  /** A draft was not worth its time: beliefs drift back to the first one, so that drafts get another chance. */
  passedOver(): void {
    this.#right = this.#right * memory + believed * (1 - memory) * this.#all;
  }

  /** The chance that a drafted token is right when those before it are. */
  get chance(): number {
    return this.#right / this.#all;
  }
}

/**
 * How many of the drafted tokens to verify in one call, 0 where plain decoding is quicker. A call that verifies `n` of
 * them yields one token and, while they are right, one more each; compared is the time a token.
 * @param drafted tokens that the draft has
 * @param pace milliseconds of a call with so many tokens, null while that is not known
 * @param acceptance the chance that a drafted token is right when those before it are
 */
export function draftLength(
  drafted: number,
  pace: { decodeMs(tokens: number): number | null },
  acceptance: { chance: number },
): number {
  const single = pace.decodeMs(1);
  if (single === null) return 0;
  let best = 0;
  let bestMs = single * (1 - worthwhile);
  let expected = 1;
  let holds = 1;
  for (let length = 1; length <= Math.min(drafted, longestDraft); length++) {
    holds *= acceptance.chance;
    expected += holds;
    const ms = pace.decodeMs(1 + length);
    if (ms === null) return 0;
    if (ms / expected < bestMs) {
      best = length;
      bestMs = ms / expected;
    }
  }
  return best;
}
