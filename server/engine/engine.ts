import type { ClearedCache, ModelReport } from '../../shared/protocol';

/** Id of a token in the model's vocabulary. */
export type Token = number;

/**
 * A piece of a prompt, plain data. Text of people never becomes a special token:
 * - a number is a token, put in by id;
 * - `text` is text of people at the beginning of a passage: SentencePiece adds its space;
 * - `continued` is text of people that goes on from what stands before it: no space is added
 *   (Code Llama's `encode_infilling`);
 * - `markup` is text of a chat template of the model's file, in which special tokens are meant.
 */
export type PromptPart = Token | { text: string } | { continued: string } | { markup: string };

/** Facts of the vocabulary and the file that prompts depend on. */
export interface ModelFacts {
  /** `general.name`, else the file's name. */
  name: string;
  /** `general.architecture`, as `llama`. */
  architecture: string;
  vocabulary: { kind: 'spm' | 'bpe' | 'other'; size: number };
  bos: Token | null;
  eos: Token | null;
  /** End of turn, or Code Llama's end of infill. */
  eot: Token | null;
  bosText: string;
  eosText: string;
  /** Whether the file asks for BOS before a prompt. */
  addBos: boolean;
  /** Infill tokens that llama.cpp found by metadata or by text. */
  infill: { prefix: Token; suffix: Token; middle: Token } | null;
  /** Jinja source of `tokenizer.chat_template`, where the file has one. */
  chatTemplate: string | null;
  /** Tokens of the context in training. */
  trainedContext: number;
}

/** What runs on the device; completions go before chats, chats before prompts that are warmed up for later. */
export type Lane = 'completion' | 'chat' | 'warmUp';

export interface GenerateOptions {
  lane: Lane;
  /** Whose prompt it is: a document, a conversation. Another owner's evaluated prompt is kept where it is worth it. */
  cacheKey: string;
  /** Where the evaluated prompt may be kept; default `memory`. Prompts of excluded or untrusted files are never on disk. */
  keep?: 'memory' | 'disk';
  maxTokens: number;
  /** 0 takes the likeliest token. */
  temperature: number;
  topP: number;
  /** 0 does not limit. */
  topK: number;
  /** 1 is no penalty. */
  repeatPenalty: number;
  seed: number | null;
  /** Tokens that end the run besides the model's own end tokens. */
  stopTokens: Token[];
  /** Text that the first tokens have to spell, of the model's own choice of tokens (token healing). It is not yielded. */
  spell?: string;
  /** Whether tokens come with their log-probability. */
  probabilities?: boolean;
  /** How many of the likeliest first tokens the `prompt` event tells of. */
  alternatives?: number;
  /** Guesses what comes next from what was written; [] for no guess. Asked only where guessing pays on this machine. */
  draft?: (written: readonly Token[]) => readonly Token[];
}

/** A token that the answer could begin with. */
export interface Alternative {
  token: Token;
  /** What it adds beyond the text that had to be spelt. */
  text: string;
  /** What is still to be spelt after it. */
  spell: string;
  logProbability: number;
}

/** How fast this machine is with this model, as measured since it was loaded; null before. Tokens a second. */
export interface EngineRates {
  prompt: number | null;
  decode: number | null;
}

/** What a run yields, in this order: one `prompt`, any number of `token`, one `end`. */
export type GenerateEvent =
  | {
      type: 'prompt';
      promptTokens: number;
      reusedTokens: number;
      ms: number;
      /** Set where reused tokens came from outside the device. */
      restored?: 'memory' | 'disk';
      alternatives: Alternative[];
    }
  /** `text` is what became readable with this token: empty inside a character of several tokens, and while spelling. */
  | { type: 'token'; token: Token; text: string; logProbability: number | null }
  | { type: 'end'; reason: 'stop' | 'length' | 'context'; drafted: number; draftAccepted: number };

/** What the engine got; how prompts are rendered for it is decided elsewhere (server/models). */
export type EngineReport = Omit<ModelReport, 'infill' | 'chatFormat'>;

/**
 * A loaded model. Plain data in, async iterables out, so that it can live in another process.
 * All methods reject with EngineError when the model cannot run.
 */
export interface Engine {
  readonly facts: ModelFacts;
  report(): EngineReport;
  /** Context size in tokens of a lane: prompt and answer together. */
  contextSize(lane: Lane): number;
  /** Turns the parts of each prompt into tokens. User text yields no special token. */
  tokenize(parts: PromptPart[]): Promise<Token[]>;
  /** Text of the tokens as it goes on from others; special tokens have none. */
  detokenize(tokens: Token[]): Promise<string>;
  /**
   * Evaluates what the KV cache does not hold and decodes. Ending the iteration or aborting the signal ends the run:
   * no decode starts after that, and prompt evaluation ends within a chunk. An aborted run throws the signal's reason.
   * @throws EngineError `contextOverflow` when the prompt leaves no room for a token.
   */
  generate(prompt: Token[], options: GenerateOptions, signal: AbortSignal): AsyncIterable<GenerateEvent>;
  /**
   * Evaluates a prompt that is likely to be asked for, in the lane of the least rank, and leaves it in the cache.
   * An aborted one throws the signal's reason and keeps what was evaluated.
   */
  warm(prompt: Token[], options: Pick<GenerateOptions, 'cacheKey' | 'keep'>, signal: AbortSignal): Promise<void>;
  /**
   * Token healing: which tokens at the end of a text to leave out of a prompt because what follows may join with them,
   * and the text that the answer then has to spell first.
   */
  holdBack(tokens: readonly Token[]): Promise<{ kept: Token[]; spell: string }>;
  rates(): EngineRates;
  /** Forgets all evaluated prompts: on the device, in memory and on disk. */
  clearPromptCache(): Promise<ClearedCache>;
  /** Frees the model's memory. Runs that are under way are aborted. */
  dispose(): Promise<void>;
}
