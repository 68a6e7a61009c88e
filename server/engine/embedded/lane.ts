import { LRUCache } from 'lru-cache';
import type {
  LlamaContext,
  LlamaContextSequence,
  LlamaModel,
  LlamaContextOptions,
  Token as LlamaToken,
} from 'node-llama-cpp';
import { EngineError } from '../errors';
import type { GenerateEvent, GenerateOptions, Lane, Token } from '../engine';
import type { Scheduler } from '../scheduler';
import { runFailure } from './failures';
import type { Tokenizer } from './tokenizer';

/** A chunk of prompt should take about this long, so that a cancel or a key press waits no longer. */
const chunkMs = 100;
/**
 * Smaller chunks cost a slow device more than they save: with 32 tokens a CPU core lost a quarter of its rate, with 64
 * nothing to a tenth, the more the longer the prompt, with 128 less (`npm run bench -- --chunks`). A key press supersedes
 * completions often, so they take the smaller.
 */
const smallestChunk: Record<Lane, number> = { completion: 64, chat: 128, warmUp: 64 };
const firstChunk = 128;

/** Tokens that the repeat penalty looks back on. */
const repeatWindow = 64;

/** What an engine has done since it was loaded. */
export interface Counters {
  evaluatedTokens: number;
  decodeSteps: number;
}

/**
 * One llama.cpp context and its KV sequences. A request takes the sequence of its cache key, or else the one that was
 * used longest ago, and evaluates only what that does not hold yet.
 */
export class LaneContext {
  readonly #context: LlamaContext;
  readonly #tokenizer: Tokenizer;
  readonly #scheduler: Scheduler;
  readonly #counters: Counters;
  readonly #free: LlamaContextSequence[];
  readonly #byKey: LRUCache<string, LlamaContextSequence>;
  readonly #inUse = new Map<LlamaContextSequence, Promise<void>>();
  /** Prompt tokens a millisecond, as measured. */
  #promptRate: number | null = null;

  private constructor(context: LlamaContext, tokenizer: Tokenizer, scheduler: Scheduler, counters: Counters) {
    this.#context = context;
    this.#tokenizer = tokenizer;
    this.#scheduler = scheduler;
    this.#counters = counters;
    this.#free = Array.from({ length: context.totalSequences }, () =>
      context.getSequence({
        contextShift: {
          strategy: () => {
            throw new Error('the context is full');
          },
        },
      }),
    );
    this.#byKey = new LRUCache({ max: context.totalSequences, dispose: (sequence) => this.#free.push(sequence) });
  }

  /** @throws whatever node-llama-cpp throws when memory is short or an adapter does not fit. */
  static async create(
    model: LlamaModel,
    options: LlamaContextOptions,
    tokenizer: Tokenizer,
    scheduler: Scheduler,
    counters: Counters,
  ): Promise<LaneContext> {
    return new LaneContext(await model.createContext(options), tokenizer, scheduler, counters);
  }

  get context(): LlamaContext {
    return this.#context;
  }

  async *generate(
    prompt: readonly Token[],
    options: GenerateOptions,
    signal: AbortSignal,
  ): AsyncGenerator<GenerateEvent> {
    signal.throwIfAborted();
    // llama.cpp keeps the last cell of a context for itself.
    const room = this.#context.contextSize - 1 - prompt.length;
    if (prompt.length === 0 || room < 1) throw contextOverflow(prompt.length, this.#context.contextSize);

    const { sequence, release } = await this.#take(options.cacheKey, signal);
    const job = this.#scheduler.open(options.lane, signal);
    try {
      yield* this.#run(sequence, job.step.bind(job), prompt, options, room, signal);
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      throw runFailure(error);
    } finally {
      job.close();
      release();
    }
  }

  async *#run(
    sequence: LlamaContextSequence,
    step: <T>(run: () => Promise<T>) => Promise<T>,
    prompt: readonly Token[],
    options: GenerateOptions,
    room: number,
    signal: AbortSignal,
  ): AsyncGenerator<GenerateEvent> {
    const started = performance.now();
    // The last token is always evaluated: the next one is drawn from what it yields.
    const reused = Math.min(
      sequence.compareContextTokens(prompt as LlamaToken[]).firstDifferentIndex,
      prompt.length - 1,
    );
    if (sequence.nextTokenIndex > reused) {
      await step(() => sequence.eraseContextTokenRanges([{ start: reused, end: sequence.nextTokenIndex }]));
    }
    let at = reused;
    const { lane } = options;
    for (let size = this.#chunk(lane); prompt.length - at > size; at += size, size = this.#chunk(lane)) {
      const chunk = prompt.slice(at, at + size) as LlamaToken[];
      await step(() => this.#timed(size, () => sequence.evaluateWithoutGeneratingNewTokens(chunk)));
    }

    const recent: Token[] = [];
    const tokens = sequence.evaluate(prompt.slice(at) as LlamaToken[], this.#sampling(options, recent));
    const text = this.#tokenizer.stream();
    const most = Math.min(options.maxTokens, room);
    try {
      let next = await step(() => this.#timed(prompt.length - at, () => tokens.next()));
      yield {
        type: 'prompt',
        promptTokens: prompt.length,
        reusedTokens: reused,
        ms: performance.now() - started,
        alternatives: [],
      };
      for (let count = 0; ; count++) {
        const token = next.done ? null : (next.value as Token);
        if (token === null || options.stopTokens.includes(token)) {
          yield { type: 'end', reason: 'stop', drafted: 0, draftAccepted: 0 };
          return;
        }
        recent.push(token);
        yield { type: 'token', token, text: text(token), logProbability: null };
        // The token that would be one too many is not decoded at all.
        if (count + 1 === most) {
          yield { type: 'end', reason: most < options.maxTokens ? 'context' : 'length', drafted: 0, draftAccepted: 0 };
          return;
        }
        signal.throwIfAborted();
        next = await step(() => {
          this.#counters.decodeSteps++;
          return tokens.next();
        });
      }
    } finally {
      await tokens.return();
    }
  }

  /** Takes a sequence for one run; waits for whoever has it, since an aborted run lets go after its step. */
  async #take(key: string, signal: AbortSignal): Promise<{ sequence: LlamaContextSequence; release: () => void }> {
    for (;;) {
      signal.throwIfAborted();
      const known = this.#byKey.get(key);
      const sequence = known ?? this.#free.pop() ?? this.#leastRecent();
      const busy = sequence ? this.#inUse.get(sequence) : Promise.race(this.#inUse.values());
      if (sequence && !busy) {
        if (!known) this.#byKey.set(key, sequence);
        // In the same turn, for others wake at the same time.
        return { sequence, release: this.#reserve(sequence) };
      }
      await busy;
    }
  }

  #reserve(sequence: LlamaContextSequence): () => void {
    let resolve = (): void => undefined;
    this.#inUse.set(sequence, new Promise((done) => (resolve = done)));
    return () => {
      this.#inUse.delete(sequence);
      resolve();
    };
  }

  /** Takes the sequence that was used longest ago from its key. */
  #leastRecent(): LlamaContextSequence | undefined {
    for (const key of this.#byKey.rkeys()) {
      const sequence = this.#byKey.peek(key);
      if (!sequence || this.#inUse.has(sequence)) continue;
      this.#byKey.delete(key);
      return this.#free.pop();
    }
    return undefined;
  }

  #chunk(lane: Lane): number {
    if (this.#promptRate === null) return Math.min(firstChunk, this.#context.batchSize);
    const step = smallestChunk[lane];
    const size = Math.round((this.#promptRate * chunkMs) / step) * step;
    return Math.min(Math.max(size, step), this.#context.batchSize);
  }

  async #timed<T>(tokens: number, run: () => Promise<T>): Promise<T> {
    const started = performance.now();
    const result = await run();
    this.#counters.evaluatedTokens += tokens;
    // Short prompts say little about the rate: most of their time is one decode.
    if (tokens >= smallestChunk.completion) {
      const rate = tokens / (performance.now() - started);
      this.#promptRate = this.#promptRate === null ? rate : (this.#promptRate + rate) / 2;
    }
    return result;
  }

  #sampling(options: GenerateOptions, recent: readonly Token[]) {
    return {
      temperature: options.temperature,
      topP: options.topP,
      topK: options.topK,
      ...(options.seed === null ? { seed: Math.floor(Math.random() * 2 ** 32) } : { seed: options.seed }),
      ...(options.repeatPenalty > 1
        ? {
            repeatPenalty: {
              penalty: options.repeatPenalty,
              punishTokens: () => recent.slice(-repeatWindow) as LlamaToken[],
              maxPunishTokens: repeatWindow,
            },
          }
        : {}),
    };
  }
}

function contextOverflow(promptTokens: number, contextSize: number): EngineError {
  return new EngineError('contextOverflow', {
    text: `The prompt has ${promptTokens} tokens and the model's context holds ${contextSize}.`,
    nextStep: 'Raise cria.engine.contextSize, or ask about less text at once.',
    remedy: 'openSettings',
  });
}
