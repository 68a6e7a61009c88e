import { LRUCache } from 'lru-cache';
import type { Token } from '../engine';
import type { PromptOwner } from './owner';
import type { StoredView } from './plan';
import { commonLength, supersedes, type KvSnapshot } from './sequence';

/** A prompt that the device has no room for, in host memory. */
export interface ParkedPrompt {
  snapshot: KvSnapshot;
  /** Index of the sequence that it came from and can go back to. */
  slot: number;
  owner: PromptOwner;
  /** Whether it is on disk, or need not be. */
  saved: boolean;
}

/** Evaluated prompts in host memory, by bytes; the one that was used longest ago goes first. */
export class ParkedPrompts {
  readonly #prompts: LRUCache<string, ParkedPrompt>;
  #count = 0;

  /** @param bytes that all of them may take; 0 keeps none. */
  constructor(bytes: number) {
    this.#prompts = new LRUCache({
      maxSize: Math.max(1, bytes),
      sizeCalculation: ({ snapshot }) => Math.max(1, snapshot.bytes),
      dispose: ({ snapshot }) => {
        snapshot.dispose();
      },
    });
  }

  get bytes(): number {
    return this.#prompts.calculatedSize;
  }

  /** Those that should be on disk and are not. */
  get unsaved(): ParkedPrompt[] {
    return [...this.#prompts.values()].filter(({ owner, saved }) => owner.keep === 'disk' && !saved);
  }

  /** Keeps one. An older copy of the same owner, of which this one has nearly all, goes. */
  add(parked: ParkedPrompt): void {
    for (const [id, { snapshot, owner }] of this.#prompts.entries()) {
      const same = owner.cacheKey === parked.owner.cacheKey;
      if (same && supersedes(parked.snapshot.tokens, snapshot.tokens)) this.#prompts.delete(id);
    }
    this.#prompts.set(String(++this.#count), parked);
  }

  /** Undefined where it had to make room. */
  get(id: string): ParkedPrompt | undefined {
    return this.#prompts.get(id);
  }

  delete(id: string): void {
    this.#prompts.delete(id);
  }

  clear(): void {
    this.#prompts.clear();
  }

  seenFrom(prompt: readonly Token[]): StoredView[] {
    return [...this.#prompts.entries()].map(([id, { snapshot, slot }]) => {
      const { tokens } = snapshot;
      return { id, where: 'memory', tokens: tokens.length, common: commonLength(tokens, prompt), slot };
    });
  }
}
