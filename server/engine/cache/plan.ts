/** Speeds that decide between keeping, fetching and evaluating: as measured on this machine, guesses before. */
export interface CacheRates {
  /** Prompt tokens evaluated a millisecond. */
  evaluate: number;
  /** Bytes a millisecond from the device to host memory. */
  park: number;
  /** Bytes a millisecond from host memory to the device. */
  fetch: number;
  /** Bytes a millisecond from disk to the device, the check of the file included. */
  load: number;
}

/** What a KV sequence of the device holds, seen from a prompt. All in tokens. */
export interface SlotView {
  /** Tokens of the last prompt that it was used for; what the model wrote after them is not worth keeping. */
  prompt: number;
  /** Length of the beginning that it has in common with the new prompt. */
  common: number;
  /** How many others were used since. */
  age: number;
}

/** An evaluated prompt that is kept outside the device, seen from a prompt. */
export interface StoredView {
  id: string;
  where: 'memory' | 'disk';
  tokens: number;
  common: number;
  /** The only slot that it can go back to; null: any. */
  slot: number | null;
}

/** What to do for a prompt. */
export interface Plan {
  /** Index of the slot to take. */
  slot: number;
  /** What to put into it first; null: it goes on from what it holds. */
  stored: StoredView | null;
  /** Whether what the slot holds is worth keeping in host memory before it is overwritten. */
  park: boolean;
  /** Expected milliseconds until the prompt is evaluated, what may have to be done again later included. */
  cost: number;
}

const sharedByAll = 16;

/** Fewer tokens than these are evaluated again sooner than they are looked after. */
export const fewestWorthKeeping = 64;

/**
 * The cheapest way to an evaluated prompt: go on in the slot that shares its beginning, fetch a kept one from memory or
 * disk, or evaluate it. What is overwritten counts with the time that it would take to have it again, times the chance
 * that it is wanted: half for the prompt that was used last, less for each that was used before it.
 *
 * A sequence that goes on from a shared head while its old rest is parked is a fork: llama.cpp keeps the old one in host
 * memory and the new one on the device, and the old one costs a copy to come back to.
 * @param slots at least one.
 */
export function planFor(
  promptTokens: number,
  slots: readonly SlotView[],
  stored: readonly StoredView[],
  { bytesPerToken, rates, canPark }: { bytesPerToken: number; rates: CacheRates; canPark: boolean },
): Plan {
  const plans: Plan[] = [];
  // The last token is always evaluated: the next one is drawn from what it yields.
  const evaluating = (common: number) => (promptTokens - Math.min(common, promptTokens - 1)) / rates.evaluate;
  for (const [slot, view] of slots.entries()) {
    const here = overwriting(view, view.common);
    // The first few tokens are the same in all prompts of a model: no reason to overwrite one of them.
    const shared = view.common < sharedByAll && here.cost > 0 ? 0 : view.common;
    plans.push({ slot, stored: null, park: here.park, cost: evaluating(shared) + here.cost });
    const all = overwriting(view, 0);
    for (const kept of stored) {
      if (kept.slot !== null && kept.slot !== slot) continue;
      const bytes = kept.tokens * bytesPerToken;
      const getting = bytes / (kept.where === 'memory' ? rates.fetch : rates.load);
      plans.push({ slot, stored: kept, park: all.park, cost: getting + evaluating(kept.common) + all.cost });
    }
  }
  // Of two that cost the same the first: the one that goes on in place.
  return plans.reduce((best, plan) => (plan.cost < best.cost ? plan : best));

  /** What it costs to lose all of a slot but the first so many tokens, now or later. */
  function overwriting({ prompt, age }: SlotView, kept: number): { park: boolean; cost: number } {
    const lost = Math.max(0, prompt - kept);
    if (lost < fewestWorthKeeping) return { park: false, cost: 0 };
    const chance = 0.5 / (age + 1);
    const again = chance * (lost / rates.evaluate);
    const bytes = prompt * bytesPerToken;
    const parking = bytes / rates.park + chance * (bytes / rates.fetch);
    return canPark && parking < again ? { park: true, cost: parking } : { park: false, cost: again };
  }
}
