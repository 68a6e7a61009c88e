import type {
  ControlledEvaluateInputItem,
  LlamaContextSequence,
  SequenceEvaluateOptions,
  Token as LlamaToken,
} from 'node-llama-cpp';
import type { GenerateOptions, Token } from '../engine';

/** Tokens that the repeat penalty looks back on. */
const repeatWindow = 64;

/**
 * With no limit llama.cpp sorts the whole vocabulary for every token, which took a fifth of the time of small models. The
 * likeliest that together have a probability of `topP` are hardly ever more than so many.
 */
const widest = 1000;

/** The token that comes next, and how likely it was. */
export interface Draw {
  token: Token;
  logProbability: number | null;
}

/** Tokens that may come next, the likeliest first, each with its log-probability. */
export type Ranked = readonly Draw[];

/**
 * The cheapest way to log-probabilities: llama.cpp sorts the few likeliest tokens only, and only these cross over from
 * native code. They are normalised among themselves, so a probability is that of the model divided by the share of these
 * tokens: with 128 of them about 1 where the model is sure, 0.9 where it has no idea.
 * A temperature of 1 leaves the probabilities as they are; what is drawn by it is not used.
 */
const ranking = (width: number) => ({ temperature: 1, topK: width, topP: 1, minP: 0, seed: 0 });
const observedWidth = 128;

/** Evaluates tokens, and ranks what may follow each of the last `asked` of them. */
export async function rank(
  sequence: LlamaContextSequence,
  tokens: readonly Token[],
  asked: number,
  width: number = observedWidth,
): Promise<Ranked[]> {
  const generateNext = { probabilities: true, options: ranking(width) };
  const outputs = await sequence.controlledEvaluate(asking(tokens, asked, { generateNext }));
  return outputs.slice(-asked).map((output) => rankedFrom(output?.next.probabilities));
}

/** Evaluates tokens, and tells the likeliest after each of the last `asked` of them. */
export async function likeliest(
  sequence: LlamaContextSequence,
  tokens: readonly Token[],
  asked: number,
  observed: boolean,
): Promise<Draw[]> {
  if (observed) return (await rank(sequence, tokens, asked)).map(([best]) => drawn(best));
  const generateNext = { token: true, options: { temperature: 0 } };
  const outputs = await sequence.controlledEvaluate(asking(tokens, asked, { generateNext }));
  return outputs.slice(-asked).map((output) => drawn({ token: output?.next.token ?? -1, logProbability: null }));
}

/** Token after token, as the options of sampling have it. */
export interface Singles {
  /** Evaluates tokens and draws the one that follows. */
  next(tokens: readonly Token[]): Promise<Draw>;
  close(): Promise<void>;
}

/** @param written what the answer holds so far, for the repeat penalty. */
export function singles(sequence: LlamaContextSequence, options: GenerateOptions, written: readonly Token[]): Singles {
  const sampling = { ...samplingOf(options, written), yieldEogToken: true };
  if (!options.probabilities) {
    return driven(
      (tokens) => sequence.evaluate(tokens, sampling),
      (token) => ({ token, logProbability: null }),
    );
  }
  // The likeliest of the ranked is what a temperature of 0 takes.
  const greedy = options.temperature === 0;
  return driven(
    (tokens) =>
      sequence.evaluateWithMetadata(
        tokens,
        { probabilities: true },
        greedy ? { ...sampling, ...ranking(observedWidth) } : sampling,
      ),
    ({ token, probabilities }) =>
      greedy ? drawn(rankedFrom(probabilities)[0]) : { token, logProbability: Math.log(probabilities.get(token) ?? 0) },
  );
}

/** Drives one of the library's loops, which evaluates what it is handed in place of the token that it drew. */
function driven<T>(
  open: (tokens: LlamaToken[]) => AsyncGenerator<T, void, LlamaToken[]>,
  read: (value: T) => Draw,
): Singles {
  let loop: AsyncGenerator<T, void, LlamaToken[]> | undefined;
  return {
    next: async (tokens) => {
      const input = tokens as LlamaToken[];
      const { value, done } = await (loop ? loop.next(input) : (loop = open(input)).next());
      if (done) throw new Error('llama.cpp drew no token');
      return read(value);
    },
    close: async () => {
      await loop?.return();
    },
  };
}

type ItemOptions = Extract<ControlledEvaluateInputItem, readonly unknown[]>[1];

/** Input of the library's evaluation that asks what follows each of the last tokens. */
function asking(tokens: readonly Token[], asked: number, options: ItemOptions) {
  return (tokens as LlamaToken[]).map((token, index): ControlledEvaluateInputItem =>
    index < tokens.length - asked ? token : [token, options],
  );
}

function rankedFrom(probabilities: ReadonlyMap<LlamaToken, number> | undefined): Ranked {
  return Array.from(probabilities ?? [], ([token, probability]) => ({ token, logProbability: Math.log(probability) }));
}

function drawn(draw: Draw | undefined): Draw {
  if (draw === undefined || draw.token < 0) throw new Error('llama.cpp drew no token');
  return draw;
}

function samplingOf(options: GenerateOptions, written: readonly Token[]): SequenceEvaluateOptions {
  return {
    temperature: options.temperature,
    topP: options.topP,
    topK: options.topK === 0 && options.topP < 1 ? widest : options.topK,
    seed: options.seed ?? Math.floor(Math.random() * 2 ** 32),
    ...(options.repeatPenalty > 1
      ? {
          repeatPenalty: {
            penalty: options.repeatPenalty,
            punishTokens: () => written.slice(-repeatWindow) as LlamaToken[],
            maxPunishTokens: repeatWindow,
          },
        }
      : {}),
  };
}
