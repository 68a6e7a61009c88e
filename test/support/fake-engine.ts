import type {
  Alternative,
  Engine,
  EngineRates,
  EngineReport,
  GenerateEvent,
  GenerateOptions,
  ModelFacts,
  PromptPart,
  Token,
} from '../../server/engine/engine';

/** One run of the fake: the texts of its tokens, and how it ends. */
export interface Script {
  /** Text of each token. */
  tokens: string[];
  /** Default: `stop`. */
  end?: 'stop' | 'length' | 'context';
  /** Thrown after the tokens instead of an end. */
  fails?: Error;
  /** Awaited before the token with this number: a test decides when the run goes on. */
  waits?: { before: number; until: Promise<void> };
  /** Of each token; null where it is absent. */
  logProbability?: number;
  /** What the answer could have begun with instead. */
  alternatives?: Alternative[];
}

export interface FakeEngineOptions {
  /** Scripts of the runs, in order; the last one serves all further runs. */
  scripts: Script[];
  facts?: Partial<ModelFacts>;
  contextSize?: number;
  rates?: EngineRates;
  /** Called with the text of each token just before it is handed out. */
  onToken?: (text: string) => void;
}

/** What was asked of the fake. */
export interface FakeCalls {
  prompts: Token[][];
  parts: PromptPart[][];
  options: GenerateOptions[];
  /** Prompts that were only warmed up, and for whom. */
  warmed: { prompt: Token[]; keep: GenerateOptions['keep'] }[];
  /** Tokens that were handed out, over all runs. */
  decoded: number;
  disposed: boolean;
}

export type FakeEngine = Engine & { readonly calls: FakeCalls };

const firstCharacter = 1000;

/**
 * A deterministic engine for forced faults and orders of events. Each code point of a text is a token of its own; each
 * run follows its script. Like the real one it throws the signal's reason before a token that would come after it.
 */
export function fakeEngine({ scripts, facts = {}, contextSize = 4096, rates, onToken }: FakeEngineOptions): FakeEngine {
  const calls: FakeCalls = { prompts: [], parts: [], options: [], warmed: [], decoded: 0, disposed: false };

  async function* run(prompt: Token[], signal: AbortSignal): AsyncGenerator<GenerateEvent> {
    const script = scripts[Math.min(calls.prompts.length, scripts.length) - 1];
    if (!script) throw new Error('The fake engine was given no script.');
    signal.throwIfAborted();
    yield {
      type: 'prompt',
      promptTokens: prompt.length,
      reusedTokens: 0,
      ms: 1,
      alternatives: script.alternatives ?? [],
    };
    for (const [number, text] of script.tokens.entries()) {
      if (script.waits?.before === number) await script.waits.until;
      signal.throwIfAborted();
      calls.decoded++;
      onToken?.(text);
      yield { type: 'token', token: tokenOf(text), text, logProbability: script.logProbability ?? null };
    }
    if (script.fails) throw script.fails;
    yield { type: 'end', reason: script.end ?? 'stop', drafted: 0, draftAccepted: 0 };
  }

  return {
    calls,
    facts: { ...plainFacts, ...facts },
    report: () => plainReport,
    contextSize: () => contextSize,
    tokenize(parts) {
      calls.parts.push(parts);
      return Promise.resolve(parts.flatMap(encode));
    },
    detokenize: (tokens) =>
      Promise.resolve(
        String.fromCodePoint(...tokens.filter((t) => t >= firstCharacter).map((t) => t - firstCharacter)),
      ),
    generate(prompt, options, signal) {
      calls.prompts.push(prompt);
      calls.options.push(options);
      return run(prompt, signal);
    },
    warm(prompt, { keep }, signal) {
      calls.warmed.push({ prompt, keep });
      signal.throwIfAborted();
      return Promise.resolve();
    },
    holdBack: (tokens) => Promise.resolve({ kept: [...tokens], spell: '' }),
    rates: () => rates ?? { prompt: null, decode: null },
    clearPromptCache: () => Promise.resolve({ files: 0, bytes: 0 }),
    dispose() {
      calls.disposed = true;
      return Promise.resolve();
    },
  };
}

/** The token of a text's first character. */
export function tokenOf(text: string): Token {
  return firstCharacter + (text.codePointAt(0) ?? 0);
}

function encode(part: PromptPart): Token[] {
  if (typeof part === 'number') return [part];
  const text = 'text' in part ? part.text : 'continued' in part ? part.continued : part.markup;
  return Array.from(text, (character) => firstCharacter + (character.codePointAt(0) ?? 0));
}

const plainFacts: ModelFacts = {
  name: 'fake',
  architecture: 'llama',
  vocabulary: { kind: 'bpe', size: 2_000_000 },
  bos: 1,
  eos: 2,
  eot: null,
  bosText: '<s>',
  eosText: '</s>',
  addBos: true,
  infill: null,
  chatTemplate: null,
  trainedContext: 4096,
};

const plainReport: EngineReport = {
  name: 'fake',
  path: '/models/fake.gguf',
  fileBytes: 1,
  device: 'cpu',
  deviceName: 'fake',
  gpuLayers: 0,
  totalLayers: 1,
  contextSize: 4096,
  memory: { ram: 1, vram: 0 },
  threads: 1,
  flashAttention: false,
  kvCacheType: 'f16',
  loadMs: 1,
};
