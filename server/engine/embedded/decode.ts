import type { LlamaContextSequence } from 'node-llama-cpp';
import type { Alternative, GenerateEvent, GenerateOptions, Token } from '../engine';
import { Answer } from './answer';
import { guess, usualSpelling, verified } from './drafts';
import { likeliest, rank, singles, type Draw, type Ranked } from './draws';
import { leftToSpell, onlyNext } from './healing';
import type { Pace } from './pace';
import type { Acceptance } from './speculation';
import { alternativesOf, fittest } from './spelling';
import type { Bytes, Vocabulary } from './vocabulary';

/** So many of the likeliest tokens are looked at for one that spells what it has to, and for alternatives. */
const wide = 1024;

/** What runs share as long as the model is loaded. */
export interface DecodeTools {
  vocabulary: Vocabulary;
  /** Whether the model ends its answer with this token. */
  isEnd: (token: Token) => boolean;
  /** What calls to the device take. */
  pace: Pick<Pace, 'evaluated' | 'decoded' | 'decodeMs'>;
  /** How often drafts were right. */
  acceptance: Acceptance;
  /** How often what had to be spelt was spelt as the tokenizer does. */
  usualSpellings: Acceptance;
  /** The tokens of a text that goes on from others, as the tokenizer has them. */
  tokenize: (text: string) => Token[];
  counters: { evaluatedTokens: number; decodeSteps: number };
}

/** What a run yields, in this order: one `first`, any number of `token`, one `end`. */
export type DecodeEvent =
  { type: 'first'; alternatives: Alternative[] } | Extract<GenerateEvent, { type: 'token' | 'end' }>;

type EndReason = Extract<GenerateEvent, { type: 'end' }>['reason'];

/** Makes one call to the device when it is this run's turn; throws, without making it, when the run is aborted. */
export type Step = <T>(run: () => Promise<T>) => Promise<T>;

/**
 * Evaluates the rest of a prompt and decodes. However it ends, the sequence then holds just the tokens that were
 * evaluated and are part of the prompt or the answer.
 *
 * The tokens that spell, and the first one where alternatives are asked for, are the likeliest that fit, whatever the
 * temperature. Their log-probability is among those that fit.
 * @param rest what the sequence does not hold of the prompt yet, at least its last token
 * @param room tokens that the context has room for after the prompt
 */
export async function* decode(
  sequence: LlamaContextSequence,
  rest: readonly Token[],
  options: GenerateOptions,
  room: number,
  step: Step,
  tools: DecodeTools,
): AsyncGenerator<DecodeEvent> {
  const run: Run = {
    ...{ sequence, options, tools },
    answer: new Answer(options, room, tools.vocabulary, tools.isEnd),
    device: timed(step, tools),
    input: rest,
    // Where a state cannot be cut at its end, a wrong guess would cost the evaluation of all of it.
    guesses: options.temperature === 0 && options.repeatPenalty <= 1 && !sequence.needsCheckpoints,
    drafted: 0,
    draftAccepted: 0,
  };
  const begun = run.answer.spell !== '' || (options.alternatives ?? 0) > 0;
  const reason = (begun ? yield* begin(run) : null) ?? (yield* goOn(run, begun));
  yield { type: 'end', reason, drafted: run.drafted, draftAccepted: run.draftAccepted };
}

interface Run {
  sequence: LlamaContextSequence;
  options: GenerateOptions;
  tools: DecodeTools;
  answer: Answer;
  device: ReturnType<typeof timed>;
  /** Tokens that are not evaluated yet. */
  input: readonly Token[];
  /** Whether guesses can be verified. */
  guesses: boolean;
  drafted: number;
  draftAccepted: number;
}

/** The tokens that have to spell, or the first one, with a look at many that could come. */
async function* begin(run: Run): AsyncGenerator<DecodeEvent, EndReason | null> {
  const { sequence, options, tools, answer, device } = run;
  const { vocabulary } = tools;
  let first = true;
  do {
    const { input } = run;
    const seen: Ranked[] = [];
    let { spell } = answer;
    const choose = (ranked: Ranked) => {
      seen.push(ranked);
      const draw = fittest(ranked, spell, vocabulary);
      spell = leftToSpell(vocabulary.bytesOf(draw.token), spell);
      return draw;
    };
    const guessed = run.guesses && first ? usualSpelling(answer, tools) : [];
    const draws = await device(input.length, guessed.length, () =>
      verified(sequence, input, guessed, (tokens, asked) => rank(sequence, tokens, asked, wide), choose),
    );
    if (first) {
      yield {
        type: 'first',
        alternatives: alternativesOf(seen[0] ?? [], options.alternatives ?? 0, answer, vocabulary),
      };
    }
    first = false;
    if (guessed.length > 0) tools.usualSpellings.verified(guessed.length, draws.length - 1);
    const forced = onlySpelling(spell, vocabulary);
    run.input = [...draws.slice(-1), ...forced].map(({ token }) => token);
    const reason = yield* taken([...draws, ...forced], answer);
    if (reason !== null) return reason;
  } while (answer.spell !== '');
  return null;
}

/** All other tokens. */
async function* goOn(run: Run, begun: boolean): AsyncGenerator<DecodeEvent, EndReason> {
  const { sequence, options, tools, answer, device } = run;
  const judge = (tokens: readonly Token[], asked: number) =>
    likeliest(sequence, tokens, asked, options.probabilities === true);
  const one = singles(sequence, options, answer.written);
  let first = !begun;
  try {
    for (;;) {
      const { input } = run;
      const guessed = run.guesses && options.draft && !first ? guess(options.draft, answer, tools) : [];
      const draws = await device(input.length, guessed.length, async () =>
        guessed.length === 0 ? [await one.next(input)] : verified(sequence, input, guessed, judge, (draw) => draw),
      );
      if (first) yield { type: 'first', alternatives: [] };
      first = false;
      if (guessed.length > 0) {
        tools.acceptance.verified(guessed.length, draws.length - 1);
        run.drafted += guessed.length;
        run.draftAccepted += draws.length - 1;
      }
      run.input = draws.slice(-1).map(({ token }) => token);
      const reason = yield* taken(draws, answer);
      if (reason !== null) return reason;
    }
  } finally {
    await one.close();
  }
}

/** Yields drawn tokens until the answer is over. @returns why it is, or null when it goes on. */
function* taken(draws: readonly Draw[], answer: Answer): Generator<DecodeEvent, EndReason | null> {
  for (const draw of draws) {
    if (answer.ends(draw.token)) return 'stop';
    yield answer.take(draw);
    const { over } = answer;
    if (over !== null) return over;
  }
  return null;
}

/** What can be spelt in one way only: it needs no decode. */
function onlySpelling(spell: Bytes, vocabulary: Vocabulary): Draw[] {
  const draws: Draw[] = [];
  let left = spell;
  for (let only: Token | null; left !== '' && (only = onlyNext(left, vocabulary)) !== null;) {
    draws.push({ token: only, logProbability: 0 });
    left = leftToSpell(vocabulary.bytesOf(only), left);
  }
  return draws;
}

/** Makes calls in turn, the first of which ends the prompt, and counts and times them. */
function timed(step: Step, { pace, counters }: DecodeTools) {
  let first = true;
  return <T>(tokens: number, guessed: number, run: () => Promise<T>): Promise<T> =>
    step(async () => {
      const prompt = first;
      first = false;
      if (prompt) counters.evaluatedTokens += tokens + guessed;
      else counters.decodeSteps++;
      const started = performance.now();
      const result = await run();
      const ms = performance.now() - started;
      if (prompt) pace.evaluated(tokens + guessed, ms);
      else pace.decoded(tokens + guessed, ms);
      return result;
    });
}
