import type { LlamaContext, LlamaModel, LlamaContextOptions, Token as LlamaToken } from 'node-llama-cpp';
import type { PromptStore } from '../cache/disk';
import type { PromptOwner } from '../cache/owner';
import { PromptCache, type TakenSequence } from '../cache/prompt-cache';
import { EngineError } from '../errors';
import type { EngineRates, GenerateEvent, GenerateOptions, Lane, Token } from '../engine';
import type { Scheduler } from '../scheduler';
import { SpareTime, type Step } from '../spare-time';
import { decode, type DecodeTools } from './decode';
import { runFailure } from './failures';
import { LlamaKvSequence } from './kv-sequence';
import { Pace } from './pace';
import { Acceptance } from './speculation';
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

/** What an engine has done since it was loaded. */
export interface Counters {
  evaluatedTokens: number;
  decodeSteps: number;
}

/** After this much quiet, what is new is written to disk. */
const quietMs = 20_000;
/** The device is not held longer than this for a write that nobody waits for. */
const longestWriteMs = 1000;
/** What the end of the server waits for. */
const lastWritesMs = 2000;
/** A disk of which nothing is known yet. */
const assumedBytesPerMs = 2e5;

export interface LaneOptions {
  context: LlamaContextOptions;
  bytesPerToken: number;
  /** Bytes of host memory for evaluated prompts. */
  memoryBytes: number;
  store: PromptStore | null;
}

/**
 * One llama.cpp context, whose KV sequences are a prompt cache. A request evaluates only what that does not hold yet.
 */
export class LaneContext {
  readonly #context: LlamaContext;
  readonly #scheduler: Scheduler;
  readonly #counters: Counters;
  readonly #cache: PromptCache<LlamaKvSequence>;
  readonly #spare: SpareTime;
  #saving: NodeJS.Timeout | undefined;
  readonly #pace = new Pace();
  readonly #decoding: DecodeTools;

  private constructor(
    context: LlamaContext,
    tokenizer: Tokenizer,
    scheduler: Scheduler,
    counters: Counters,
    options: LaneOptions,
  ) {
    this.#context = context;
    this.#scheduler = scheduler;
    this.#spare = new SpareTime(scheduler);
    this.#counters = counters;
    this.#decoding = {
      vocabulary: tokenizer.vocabulary,
      isEnd: (token) => context.model.isEogToken(token as LlamaToken),
      pace: this.#pace,
      acceptance: new Acceptance(),
      usualSpellings: new Acceptance(),
      tokenize: (text) => tokenizer.encode([{ continued: text }]),
      counters,
    };
    const { bytesPerToken, memoryBytes, store } = options;
    this.#cache = new PromptCache({
      ...{ bytesPerToken, memoryBytes, store },
      sequences: LlamaKvSequence.all(context),
      promptRate: () => this.#pace.promptRate,
    });
  }

  /** @throws whatever node-llama-cpp throws when memory is short or an adapter does not fit. */
  static async create(
    model: LlamaModel,
    options: LaneOptions,
    tokenizer: Tokenizer,
    scheduler: Scheduler,
    counters: Counters,
  ): Promise<LaneContext> {
    return new LaneContext(await model.createContext(options.context), tokenizer, scheduler, counters, options);
  }

  get context(): LlamaContext {
    return this.#context;
  }

  get cache(): PromptCache<LlamaKvSequence> {
    return this.#cache;
  }

  /** As measured in this context. */
  get rates(): EngineRates {
    return this.#pace.rates();
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

    this.#stopSpare();
    const started = performance.now();
    const job = this.#scheduler.open(options.lane, signal);
    const step: Step = (run) => job.step(run);
    let taken: TakenSequence<LlamaKvSequence> | undefined;
    try {
      taken = await this.#cache.take(prompt, ownerOf(options), step, signal);
      yield* this.#run(taken, step, prompt, options, room, started);
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      throw runFailure(error);
    } finally {
      job.close();
      taken?.release();
      this.#saveWhenQuiet();
    }
  }

  /**
   * Evaluates a prompt that may be asked for, and leaves it in the cache. A request ends it; what was evaluated stays.
   * @throws the signal's reason when it aborts.
   */
  async warm(
    prompt: readonly Token[],
    options: Pick<GenerateOptions, 'cacheKey' | 'keep'>,
    signal: AbortSignal,
  ): Promise<void> {
    signal.throwIfAborted();
    if (prompt.length === 0 || prompt.length >= this.#context.contextSize - 1) return;
    await this.#inSpareTime(signal, async (step, spare) => {
      const { sequence, reused, release } = await this.#cache.take(prompt, ownerOf(options), step, spare);
      try {
        await this.#evaluate(sequence, prompt, reused, prompt.length, 'warmUp', step);
      } finally {
        release();
      }
    });
    this.#saveWhenQuiet();
  }

  /** Writes to disk what is new, for as long as the end of the server may take. */
  async close(): Promise<void> {
    this.#stopSpare();
    const until = performance.now() + lastWritesMs;
    await this.#save(() => performance.now() > until, new AbortController().signal);
  }

  /** Forgets all evaluated prompts. */
  async clear(): Promise<void> {
    this.#stopSpare();
    const job = this.#scheduler.open('warmUp', new AbortController().signal);
    try {
      await this.#cache.clear((run) => job.step(run));
    } finally {
      job.close();
    }
  }

  #stopSpare(): void {
    clearTimeout(this.#saving);
    this.#spare.giveWay();
  }

  /** @throws the signal's reason when it aborts; EngineError when the device does not. */
  async #inSpareTime(signal: AbortSignal, work: (step: Step, spare: AbortSignal) => Promise<void>): Promise<void> {
    try {
      await this.#spare.run(signal, work);
    } catch (error) {
      throw signal.aborted ? signal.reason : runFailure(error);
    }
  }

  /** Nobody waits for a write, and a device that is held by one cannot answer: it comes when there is quiet enough. */
  #saveWhenQuiet(): void {
    clearTimeout(this.#saving);
    const expectedMs = this.#cache.unsavedBytes / assumedBytesPerMs;
    if (expectedMs === 0 || expectedMs > longestWriteMs) return;
    this.#saving = setTimeout(() => {
      // A failure was told to the log, and there is nobody else to tell.
      this.#save(() => false, new AbortController().signal).catch(() => undefined);
    }, quietMs);
    this.#saving.unref();
  }

  #save(enough: () => boolean, signal: AbortSignal): Promise<void> {
    return this.#inSpareTime(signal, (step, spare) => this.#cache.save(step, enough, spare));
  }

  async *#run(
    { sequence, reused, restored }: TakenSequence<LlamaKvSequence>,
    step: Step,
    prompt: readonly Token[],
    options: GenerateOptions,
    room: number,
    started: number,
  ): AsyncGenerator<GenerateEvent> {
    // What is left is less than a chunk, and the next token is drawn from its last one.
    const at = await this.#evaluate(sequence, prompt, reused, prompt.length - 1, options.lane, step);
    const events = decode(sequence.llama, prompt.slice(at), options, room, step, this.#decoding);
    for await (const event of events) {
      if (event.type !== 'first') yield event;
      else {
        yield {
          ...{ type: 'prompt', promptTokens: prompt.length, reusedTokens: reused, ms: performance.now() - started },
          ...(restored === null ? {} : { restored }),
          alternatives: event.alternatives,
        };
      }
    }
  }

  /**
   * Evaluates tokens of a prompt in chunks.
   * @param last the token before which it stops, when less than a chunk is left for a run that goes on.
   * @returns the first token that was not evaluated.
   */
  async #evaluate(
    { llama }: LlamaKvSequence,
    prompt: readonly Token[],
    first: number,
    last: number,
    lane: Lane,
    step: Step,
  ): Promise<number> {
    let at = first;
    for (let size = this.#chunk(lane); last - at >= size; at += size, size = this.#chunk(lane)) {
      const chunk = prompt.slice(at, at + size) as LlamaToken[];
      await step(() => this.#timed(chunk.length, () => llama.evaluateWithoutGeneratingNewTokens(chunk)));
    }
    if (last === prompt.length && at < last) {
      const chunk = prompt.slice(at) as LlamaToken[];
      await step(() => this.#timed(chunk.length, () => llama.evaluateWithoutGeneratingNewTokens(chunk)));
      at = last;
    }
    return at;
  }

  #chunk(lane: Lane): number {
    const { promptRate } = this.#pace;
    if (promptRate === null) return Math.min(firstChunk, this.#context.batchSize);
    const step = smallestChunk[lane];
    const size = Math.round((promptRate * chunkMs) / step) * step;
    return Math.min(Math.max(size, step), this.#context.batchSize);
  }

  async #timed<T>(tokens: number, run: () => Promise<T>): Promise<T> {
    const started = performance.now();
    const result = await run();
    this.#counters.evaluatedTokens += tokens;
    this.#pace.evaluated(tokens, performance.now() - started);
    return result;
  }
}

function ownerOf({ cacheKey, keep }: Pick<GenerateOptions, 'cacheKey' | 'keep'>): PromptOwner {
  return { cacheKey, keep: keep ?? 'memory' };
}

function contextOverflow(promptTokens: number, contextSize: number): EngineError {
  return new EngineError('contextOverflow', {
    text: `The prompt has ${promptTokens} tokens and the model's context holds ${contextSize}.`,
    nextStep: 'Raise cria.engine.contextSize, or ask about less text at once.',
    remedy: 'openSettings',
  });
}
