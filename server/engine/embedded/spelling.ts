import type { Alternative, Token } from '../engine';
import type { Draw, Ranked } from './draws';
import { leftToSpell, longestNext, spells } from './healing';
import { textOf, type Bytes, type Vocabulary } from './vocabulary';

/**
 * The likeliest token that spells what it has to. Where none of the ranked does, the model has something else in mind,
 * and the text is spelt as it stands.
 * @throws Error where no token can spell it
 */
export function fittest(ranked: Ranked, spell: Bytes, vocabulary: Vocabulary): Draw {
  const best = fitting(ranked, spell, vocabulary)[0];
  if (best) return best;
  const token = longestNext(spell, vocabulary);
  if (token === null) throw new Error('no token of the vocabulary spells what the answer has to begin with');
  // Nothing is known of it but that it is not among the ranked ones.
  return { token, logProbability: null };
}

/**
 * The likeliest tokens that an answer could begin with and that say different things: of those that leave something to
 * be spelt only the first, for they go on to the same text.
 * @param answer what is to be spelt, and whether a token ends it; such ones are no beginning
 */
export function alternativesOf(
  ranked: Ranked,
  count: number,
  answer: { spell: Bytes; ends(token: Token): boolean },
  vocabulary: Vocabulary,
): Alternative[] {
  const { spell } = answer;
  const found = new Map<string, Alternative>();
  for (const { token, logProbability } of fitting(ranked, spell, vocabulary)) {
    if (found.size >= count) break;
    const bytes = vocabulary.bytesOf(token);
    const text = textOf(bytes.slice(spell.length));
    const left = textOf(leftToSpell(bytes, spell));
    if (bytes === '' || answer.ends(token) || text === null || left === null || logProbability === null) continue;
    const says = left === '' ? `says ${text}` : 'spells on';
    if (!found.has(says)) found.set(says, { token, text, spell: left, logProbability });
  }
  return [...found.values()];
}

/** The ranked tokens that may come next, with their log-probability among each other. */
function fitting(ranked: Ranked, spell: Bytes, vocabulary: Vocabulary): Draw[] {
  if (spell === '') return [...ranked];
  const fit = ranked.filter(({ token }) => spells(vocabulary.bytesOf(token), spell));
  const share = Math.log(fit.reduce((sum, { logProbability }) => sum + Math.exp(logProbability ?? -Infinity), 0));
  return fit.map(({ token, logProbability }) => ({ token, logProbability: (logProbability ?? -Infinity) - share }));
}
