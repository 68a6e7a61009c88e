import type { LlamaContextSequence } from 'node-llama-cpp';
import type { GenerateOptions, Token } from '../engine';
import type { Answer } from './answer';
import type { Draw } from './draws';
import type { Pace } from './pace';
import { draftLength, longestDraft, type Acceptance } from './speculation';
import { textOf, type Vocabulary } from './vocabulary';

interface DraftTools {
  pace: Pick<Pace, 'decodeMs'>;
  acceptance: Acceptance;
  vocabulary: Vocabulary;
}

interface SpellingTools {
  pace: Pick<Pace, 'decodeMs'>;
  usualSpellings: Acceptance;
  tokenize: (text: string) => Token[];
}

/** What to verify together with the next token; [] where plain decoding is quicker or there is no guess. */
export function guess(draft: NonNullable<GenerateOptions['draft']>, answer: Answer, tools: DraftTools): Token[] {
  const { mostDrafted, written } = answer;
  const worth = (offered: number) => draftLength(offered, tools.pace, tools.acceptance);
  if (mostDrafted === 0) return [];
  if (worth(longestDraft) === 0) {
    tools.acceptance.passedOver();
    return [];
  }
  const offered = draft(written).slice(0, mostDrafted);
  const unusable = offered.findIndex((token) => tools.vocabulary.bytesOf(token) === '' || answer.ends(token));
  const tokens = unusable < 0 ? offered : offered.slice(0, unusable);
  return tokens.slice(0, worth(tokens.length));
}

/**
 * The guess that what has to be spelt is spelt as the tokenizer does, and that nothing joins with it. Where it holds, it
 * was evaluated along with the prompt and costs no decode. [] where that does not pay.
 */
export function usualSpelling(
  { spell, mostDrafted }: Pick<Answer, 'spell' | 'mostDrafted'>,
  { usualSpellings, pace, tokenize }: SpellingTools,
): Token[] {
  const tokens = spell === '' ? [] : tokenize(textOf(spell) ?? '');
  if (tokens.length === 0 || tokens.length > mostDrafted) return [];
  if (draftLength(tokens.length, pace, usualSpellings) === tokens.length) return tokens;
  usualSpellings.passedOver();
  return [];
}

/**
 * Evaluates tokens with a guess at what follows them in one call, and takes back what the model would not have said.
 * @param evaluate evaluates tokens in one call and tells what follows the last ones of them, as many as asked for
 * @param choose the token that comes next, told in order, and only as long as the guess holds
 * @returns the tokens of the guess that hold and the one after these, which is not evaluated
 */
export async function verified<T>(
  sequence: LlamaContextSequence,
  input: readonly Token[],
  guessed: readonly Token[],
  evaluate: (tokens: readonly Token[], asked: number) => Promise<T[]>,
  choose: (found: T) => Draw,
): Promise<Draw[]> {
  const found = await evaluate([...input, ...guessed], 1 + guessed.length);
  const draws: Draw[] = [];
  for (const [index, after] of found.entries()) {
    const draw = choose(after);
    draws.push(draw);
    if (draw.token !== guessed[index]) break;
  }
  const wrong = guessed.length + 1 - draws.length;
  const { nextTokenIndex } = sequence;
  if (wrong > 0) await sequence.eraseContextTokenRanges([{ start: nextTokenIndex - wrong, end: nextTokenIndex }]);
  return draws;
}
