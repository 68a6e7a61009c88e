import type { LlamaContext, LlamaContextSequence, Token as LlamaToken } from 'node-llama-cpp';
import type { KvSequence, KvSnapshot } from '../cache/sequence';
import type { Token } from '../engine';

/**
 * What node-llama-cpp 3.21.1, the pinned version, has of a KV state in host memory. It keeps such copies, as checkpoints,
 * for models with sliding windows only; llama.cpp itself makes whole copies of plain ones with the same calls.
 */
interface Internals {
  readonly _sequenceId: number;
  readonly _context: { readonly _ctx: NativeContext };
  readonly model: { readonly _llama: { readonly _bindings: { AddonContextSequenceCheckpoint: new () => Checkpoint } } };
  _contextTokens: Token[];
  _nextTokenIndex: number;
}

interface NativeContext {
  restoreCheckpoint(checkpoint: Checkpoint, lastPosition: number): Promise<boolean>;
  disposeSequence(sequenceId: number): void;
}

interface Checkpoint {
  init(context: NativeContext, sequenceId: number): Promise<void>;
  dispose(): void;
  readonly size: number;
}

/** A KV sequence of llama.cpp. */
export class LlamaKvSequence implements KvSequence {
  readonly llama: LlamaContextSequence;

  constructor(llama: LlamaContextSequence) {
    this.llama = llama;
  }

  /** All sequences of a context. One that grows past its context throws: llama.cpp would drop its beginning silently. */
  static all(context: LlamaContext): LlamaKvSequence[] {
    const strategy = () => {
      throw new Error('the context is full');
    };
    return Array.from(
      { length: context.totalSequences },
      () => new LlamaKvSequence(context.getSequence({ contextShift: { strategy } })),
    );
  }

  get length(): number {
    return this.llama.nextTokenIndex;
  }

  get tokens(): readonly Token[] {
    return this.llama.contextTokens;
  }

  common(prompt: readonly Token[]): number {
    return Math.min(this.llama.compareContextTokens(prompt as LlamaToken[]).firstDifferentIndex, prompt.length);
  }

  async truncate(length: number): Promise<void> {
    if (this.length > length) await this.llama.eraseContextTokenRanges([{ start: length, end: this.length }]);
  }

  async snapshot(): Promise<KvSnapshot> {
    const sequence = this.#internals;
    const context = sequence._context._ctx;
    const id = sequence._sequenceId;
    const tokens = [...this.tokens];
    const checkpoint = new sequence.model._llama._bindings.AddonContextSequenceCheckpoint();
    await checkpoint.init(context, id);
    return {
      tokens,
      bytes: checkpoint.size,
      restore: async () => {
        const whole = await context.restoreCheckpoint(checkpoint, tokens.length - 1).catch(() => false);
        // The native state and the library's list of its tokens change together.
        if (!whole) context.disposeSequence(id);
        sequence._contextTokens = whole ? [...tokens] : [];
        sequence._nextTokenIndex = whole ? tokens.length : 0;
        if (!whole) throw new Error('llama.cpp did not take back a copy of a KV sequence');
      },
      dispose: () => {
        checkpoint.dispose();
      },
    };
  }

  async save(path: string): Promise<void> {
    await this.llama.saveStateToFile(path);
  }

  async load(path: string): Promise<void> {
    try {
      // The risk is a file of another model: the store's names and digests are made of the model.
      await this.llama.loadStateFromFile(path, { acceptRisk: true });
    } catch (error) {
      const sequence = this.#internals;
      sequence._context._ctx.disposeSequence(sequence._sequenceId);
      sequence._contextTokens = [];
      sequence._nextTokenIndex = 0;
      throw error;
    }
  }

  get #internals(): Internals {
    return this.llama as unknown as Internals;
  }
}
