import { after } from 'node:test';
import { decode, type DecodeEvent, type DecodeTools, type Step } from '../../server/engine/embedded/decode';
import { LlamaDevices } from '../../server/engine/embedded/devices';
import { holdBack, type Held } from '../../server/engine/embedded/healing';
import { Pace } from '../../server/engine/embedded/pace';
import { Acceptance } from '../../server/engine/embedded/speculation';
import { Tokenizer } from '../../server/engine/embedded/tokenizer';
import type { Alternative, GenerateEvent, GenerateOptions, Token } from '../../server/engine/engine';
import { locateModel } from '../../server/models/locate';

const devices = new LlamaDevices(() => undefined);
const open: { dispose(): Promise<void> }[] = [];
after(async () => {
  for (const model of open) await model.dispose();
});

/** Path of the default model, or of the one that `CRIA_MODEL` names. */
export const defaultModel = (): string => locateModel({ model: { path: '', load: 'onDemand' } }).path;

/** A model's vocabulary without its weights; freed after the tests of the file. */
export async function vocabularyAlone(modelPath: string): Promise<Tokenizer> {
  const llama = await devices.get('cpu');
  const model = await llama.loadModel({ modelPath, vocabOnly: true });
  open.push(model);
  return new Tokenizer(model, new Set());
}

/** Token healing as the engine does it. */
export const healing = (tokenizer: Tokenizer, tokens: readonly Token[]): Held =>
  holdBack(tokens, tokenizer.vocabulary, (text) => tokenizer.encode([{ continued: text }]));

type TokenEvent = Extract<GenerateEvent, { type: 'token' }>;

/** Drafts are verified whenever there is one: a batch costs as much as one token. */
export const batchesAreFree: DecodeTools['pace'] = {
  evaluated: () => undefined,
  decoded: () => undefined,
  decodeMs: () => 10,
};
/** Drafts are never verified. */
export const batchesAreDear: DecodeTools['pace'] = { ...batchesAreFree, decodeMs: (tokens) => 10 ** tokens };

const defaults: GenerateOptions = {
  lane: 'completion',
  cacheKey: 'test',
  maxTokens: 24,
  temperature: 0,
  topP: 1,
  topK: 0,
  repeatPenalty: 1,
  seed: 1,
  stopTokens: [],
};

/** One KV sequence of a model on the processor; freed after the tests of the file. */
export async function decoder(modelPath: string) {
  const llama = await devices.get('cpu');
  const model = await llama.loadModel({ modelPath });
  const context = await model.createContext({ contextSize: 1024, threads: 1, batchSize: 256, flashAttention: true });
  const sequence = context.getSequence();
  const tokenizer = new Tokenizer(model, new Set());
  open.push(model);

  type TokenOfModel = Parameters<typeof model.isEogToken>[0];
  const tools = (pace: DecodeTools['pace']): DecodeTools => ({
    vocabulary: tokenizer.vocabulary,
    isEnd: (token) => model.isEogToken(token as TokenOfModel),
    pace,
    acceptance: new Acceptance(),
    usualSpellings: new Acceptance(),
    tokenize: (text) => tokenizer.encode([{ continued: text }]),
    counters: { evaluatedTokens: 0, decodeSteps: 0 },
  });

  return {
    tokenizer,
    isEnd: (token: Token) => model.isEogToken(token as TokenOfModel),
    /** Tokens that the sequence holds. */
    held: (): readonly Token[] => sequence.contextTokens,
    /** Decodes from nothing. */
    events: async function* (
      prompt: readonly Token[],
      options: Partial<GenerateOptions> = {},
      { pace = new Pace(), room = 1023 - prompt.length, step = (run) => run() }: RunOptions = {},
    ) {
      await sequence.clearHistory();
      yield* decode(sequence, prompt, { ...defaults, ...options }, room, step, tools(pace));
    },
    /** Decodes from nothing, to the end. */
    run: async function (prompt: readonly Token[], options: Partial<GenerateOptions> = {}, run: RunOptions = {}) {
      let calls = 0;
      const step: Step = (call) => {
        calls++;
        return (run.step ?? ((each) => each()))(call);
      };
      const written: TokenEvent[] = [];
      let alternatives: Alternative[] | undefined;
      let end: Extract<DecodeEvent, { type: 'end' }> | undefined;
      for await (const event of this.events(prompt, options, { ...run, step })) {
        if (event.type === 'first') alternatives = event.alternatives;
        else if (event.type === 'token') written.push(event);
        else end = event;
      }
      if (!alternatives || !end) throw new Error('a run has a beginning and an end');
      return {
        alternatives,
        end,
        calls,
        tokens: written.map(({ token }) => token),
        text: written.map(({ text }) => text).join(''),
        logProbabilities: written.map(({ logProbability }) => logProbability),
      };
    },
  };
}

export interface RunOptions {
  pace?: DecodeTools['pace'];
  room?: number;
  step?: Step;
}
