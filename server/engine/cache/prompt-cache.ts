import type { Token } from '../engine';
import type { Step } from '../spare-time';
import { fewestWorthKeeping, planFor, type CacheRates, type Plan, type StoredView } from './plan';
import type { PromptStore } from './disk';
import type { PromptOwner } from './owner';
import { ParkedPrompts, type ParkedPrompt } from './parked';
import { commonLength, type KvSequence } from './sequence';

/** A sequence that holds the beginning of a prompt, for one run. */
export interface TakenSequence<S extends KvSequence> {
  sequence: S;
  /** Tokens of the prompt that need not be evaluated; less than the prompt by one at least. */
  reused: number;
  restored: 'memory' | 'disk' | null;
  /** Gives the sequence back. */
  release: () => void;
}

export interface PromptCacheOptions<S extends KvSequence> {
  sequences: readonly S[];
  bytesPerToken: number;
  /** Bytes of host memory for what the device has no room for. */
  memoryBytes: number;
  store: PromptStore | null;
  /** Prompt tokens a millisecond, as measured; null before. */
  promptRate: () => number | null;
}

interface Slot<S> {
  sequence: S;
  owner: PromptOwner | null;
  /** Length of the prompt that it was last used for. */
  prompt: number;
  usedAt: number;
  /** What of it is on disk. */
  saved: readonly Token[];
  /** Settles when the run that has it is over. */
  busy: Promise<void> | null;
}

/** Guesses until this machine was measured: a slow processor, and memory and disk as slow ones have them. */
const guesses: CacheRates = { evaluate: 0.3, park: 1e6, fetch: 1e6, load: 2e5 };

/**
 * The evaluated prompts of one llama.cpp context: some on the device, one in each KV sequence; those that were used longer
 * ago in host memory and on disk. A run takes the sequence from which its prompt is ready soonest (plan.ts).
 */
export class PromptCache<S extends KvSequence> {
  readonly #options: PromptCacheOptions<S>;
  readonly #slots: Slot<S>[];
  readonly #parked: ParkedPrompts;
  readonly #rates = { ...guesses };
  #uses = 0;
  restoredFromMemory = 0;
  restoredFromDisk = 0;

  constructor(options: PromptCacheOptions<S>) {
    this.#options = options;
    this.#slots = options.sequences.map((sequence) => ({
      ...{ sequence, owner: null, prompt: 0, usedAt: 0, saved: [], busy: null },
    }));
    this.#parked = new ParkedPrompts(options.memoryBytes);
  }

  /** Bytes of KV cache that are in use on the device. */
  get deviceBytes(): number {
    return this.#slots.reduce((sum, { sequence }) => sum + sequence.length, 0) * this.#options.bytesPerToken;
  }

  get memoryBytes(): number {
    return this.#parked.bytes;
  }

  get diskBytes(): number {
    return this.#options.store?.bytes ?? 0;
  }

  /**
   * Takes a sequence for one run and puts into it what is kept of the prompt's beginning. Waits for whoever has the
   * sequence that is the best one: an aborted run lets go after its step.
   */
  async take(prompt: readonly Token[], owner: PromptOwner, step: Step, signal: AbortSignal): Promise<TakenSequence<S>> {
    for (;;) {
      signal.throwIfAborted();
      const { plan, slot } = this.#plan(prompt);
      if (slot.busy) {
        await slot.busy;
        continue;
      }
      // In the same turn, for others wake at the same time.
      const release = this.#reserve(slot);
      try {
        const restored = await this.#carryOut(plan, slot, step);
        const common = slot.sequence.common(prompt);
        const reused = Math.min(common, prompt.length - 1);
        if (slot.sequence.length > reused) await step(() => slot.sequence.truncate(reused));
        slot.owner = owner;
        slot.prompt = prompt.length;
        slot.usedAt = ++this.#uses;
        return { sequence: slot.sequence, reused, restored, release };
      } catch (error) {
        release();
        throw error;
      }
    }
  }

  /**
   * Writes to disk what is not there yet, the prompt used last first. A prompt that is little longer than what is there
   * is left alone: a disk is not made for a copy of everything at each pause.
   * @param enough whether there is no time for one more.
   * @throws the signal's reason when it aborts.
   */
  async save(step: Step, enough: () => boolean, signal: AbortSignal): Promise<void> {
    const { store } = this.#options;
    if (!store) return;
    for (const slot of [...this.#slots].sort((a, b) => b.usedAt - a.usedAt)) {
      if (enough()) return;
      const { owner, sequence, busy } = slot;
      if (busy || owner?.keep !== 'disk' || this.#unsaved(slot) < fewestWorthKeeping) continue;
      const release = this.#reserve(slot);
      try {
        const tokens = [...sequence.tokens];
        const write = (path: string) => step(() => sequence.save(path));
        if (await store.write(owner.cacheKey, tokens, write, signal)) slot.saved = tokens;
      } finally {
        release();
      }
    }
    for (const parked of this.#parked.unsaved) {
      if (enough()) return;
      await this.#saveParked(parked, store, step, signal);
    }
  }

  /** A copy in host memory has to go through its slot: what the slot holds steps aside for as long as that takes. */
  async #saveParked(parked: ParkedPrompt, store: PromptStore, step: Step, signal: AbortSignal): Promise<void> {
    const slot = this.#slots[parked.slot];
    if (!slot || slot.busy) return;
    const { sequence } = slot;
    const write = (path: string) =>
      step(async () => {
        const aside = sequence.length > 0 ? await sequence.snapshot() : null;
        try {
          await parked.snapshot.restore();
          await sequence.save(path);
        } finally {
          await (aside ? aside.restore() : sequence.truncate(0));
          aside?.dispose();
        }
      });
    const release = this.#reserve(slot);
    try {
      parked.saved = await store.write(parked.owner.cacheKey, parked.snapshot.tokens, write, signal);
    } finally {
      release();
    }
  }

  /** Bytes that the next {@link save} would write. */
  get unsavedBytes(): number {
    const { bytesPerToken } = this.#options;
    const dirty = this.#slots.filter(
      (slot) => slot.owner?.keep === 'disk' && this.#unsaved(slot) >= fewestWorthKeeping,
    );
    return (
      dirty.reduce((sum, { sequence }) => sum + sequence.length * bytesPerToken, 0) +
      this.#parked.unsaved.reduce((sum, { snapshot }) => sum + snapshot.bytes, 0)
    );
  }

  /** Forgets everything but what a run has just now. */
  async clear(step: Step): Promise<void> {
    this.#parked.clear();
    this.#options.store?.forget();
    for (const slot of this.#slots) {
      while (slot.busy) await slot.busy;
      forget(slot);
      await step(() => slot.sequence.truncate(0));
    }
  }

  #plan(prompt: readonly Token[]): { plan: Plan; slot: Slot<S> } {
    const order = [...this.#slots].sort((a, b) => b.usedAt - a.usedAt);
    const views = this.#slots.map((slot) => ({
      prompt: Math.min(slot.prompt, slot.sequence.length),
      common: slot.sequence.common(prompt),
      age: order.indexOf(slot),
    }));
    const { bytesPerToken, promptRate, memoryBytes } = this.#options;
    const rates = { ...this.#rates, evaluate: promptRate() ?? guesses.evaluate };
    const plan = planFor(prompt.length, views, this.#stored(prompt), {
      ...{ bytesPerToken, rates, canPark: memoryBytes > 0 },
    });
    const slot = this.#slots[plan.slot];
    if (!slot) throw new Error('A plan names a slot that there is not.');
    return { plan, slot };
  }

  /** What memory and disk have that shares enough with the prompt. */
  #stored(prompt: readonly Token[]): StoredView[] {
    const onDisk = [...(this.#options.store?.prompts.values() ?? [])].map(({ name, tokens }): StoredView => {
      return { id: name, where: 'disk', tokens: tokens.length, common: commonLength(tokens, prompt), slot: null };
    });
    return [...this.#parked.seenFrom(prompt), ...onDisk].filter(({ common }) => common >= fewestWorthKeeping);
  }

  /** @returns where the slot's content was fetched from. A copy that cannot be read leaves an empty sequence. */
  async #carryOut({ stored, park }: Plan, slot: Slot<S>, step: Step): Promise<'memory' | 'disk' | null> {
    if (park) await this.#park(slot, step);
    if (!stored) return null;
    forget(slot);
    return stored.where === 'memory' ? this.#fetch(stored.id, step) : this.#load(stored.id, slot, step);
  }

  async #park(slot: Slot<S>, step: Step): Promise<void> {
    const { owner, sequence } = slot;
    if (!owner) return;
    const started = performance.now();
    const snapshot = await step(() => sequence.snapshot());
    this.#rates.park = measured(this.#rates.park, snapshot.bytes, started);
    const saved = this.#unsaved(slot) < fewestWorthKeeping;
    this.#parked.add({ snapshot, owner, slot: this.#slots.indexOf(slot), saved });
  }

  async #fetch(id: string, step: Step): Promise<'memory' | null> {
    const parked = this.#parked.get(id);
    // It made room for what was parked just now.
    if (!parked) return null;
    const { snapshot } = parked;
    const started = performance.now();
    const restored = await step(() =>
      snapshot.restore().then(
        () => true,
        () => false,
      ),
    );
    if (!restored) {
      this.#parked.delete(id);
      return null;
    }
    this.#rates.fetch = measured(this.#rates.fetch, snapshot.bytes, started);
    this.#parked.delete(id);
    this.restoredFromMemory++;
    return 'memory';
  }

  async #load(name: string, slot: Slot<S>, step: Step): Promise<'disk' | null> {
    const stored = this.#options.store?.prompts.get(name);
    if (!stored) return null;
    const { sequence } = slot;
    const started = performance.now();
    const load = async (path: string) => {
      await sequence.load(path);
      if (!sameTokens(sequence.tokens, stored.tokens)) throw new Error('its tokens are others');
    };
    // All in one step: a run that was aborted in the middle must not pass for a broken file.
    const read = await step(async () => {
      const whole = await this.#options.store?.read(name, load);
      if (!whole && sequence.length > 0) await sequence.truncate(0);
      return whole;
    });
    if (!read) return null;
    this.#rates.load = measured(this.#rates.load, stored.bytes, started);
    slot.saved = [...sequence.tokens];
    this.restoredFromDisk++;
    return 'disk';
  }

  #unsaved({ sequence, saved, prompt }: Slot<S>): number {
    return Math.min(prompt, sequence.length) - commonLength(sequence.tokens, saved);
  }

  #reserve(slot: Slot<S>): () => void {
    let resolve = (): void => undefined;
    slot.busy = new Promise((done) => (resolve = done));
    return () => {
      slot.busy = null;
      resolve();
    };
  }
}

/** The slot's content is nobody's from now on. */
function forget(slot: Slot<unknown>): void {
  slot.owner = null;
  slot.prompt = 0;
  slot.saved = [];
}

/** A rate in bytes a millisecond, the mean of what was known and what was just seen. */
function measured(known: number, bytes: number, started: number): number {
  return (known + bytes / Math.max(performance.now() - started, 0.01)) / 2;
}

function sameTokens(one: ArrayLike<Token>, other: ArrayLike<Token>): boolean {
  return one.length === other.length && commonLength(one, other) === one.length;
}
