import type { Token } from '../engine';
import { textOf, type Bytes, type Vocabulary } from './vocabulary';

/**
 * Most tokens that are held back. Each costs up to one decode, and words are rarely cut into more pieces: `retu` is two
 * or three in the vocabularies of code models.
 */
const mostHeld = 4;

/** The tokens of a prompt without its end, and the text of that end. */
export interface Held {
  kept: Token[];
  spell: string;
}

/**
 * Token healing. Text that ends where somebody types rarely ends where a token ends: `pri` is the beginning of `print`,
 * a last space belongs to the word after it, a bracket joins with the quote that follows. The model has hardly seen the
 * tokens of such an end in front of what comes next. So the end is taken out of the prompt as far back as its bytes could
 * begin a longer token, and the answer has to spell it, in tokens of the model's choice.
 *
 * What could not begin a longer token is kept. So are tokens that are no text, what stands before a line break, tokens
 * of a character that begins before them, and the first token, for an answer needs something to go on from.
 *
 * Of spaces and tabs only the last is taken: how far a line is indented is decided, and a model that had to spell all of
 * it went on with more in one line of eight.
 * @param tokens a prompt, or its end
 * @param tokenize the tokens of a text that goes on from others
 */
export function holdBack(
  tokens: readonly Token[],
  vocabulary: Vocabulary,
  tokenize: (text: string) => readonly Token[],
): Held {
  const bytesAt = (fromEnd: number) => vocabulary.bytesOf(tokens[tokens.length - fromEnd] ?? -1);
  const none = { kept: [...tokens], spell: '' };
  if (tokens.length < 2) return none;
  const space = /[ \t]$/.exec(bytesAt(1))?.[0];
  if (space !== undefined) {
    const before = textOf(bytesAt(1).slice(0, -1));
    if (before === null || !vocabulary.hasLonger(space)) return none;
    return { kept: [...tokens.slice(0, -1), ...tokenize(before)], spell: space };
  }
  let held = none;
  let bytes: Bytes = '';
  for (let count = 1; count <= mostHeld && count < tokens.length; count++) {
    if (bytesAt(count) === '') break;
    bytes = bytesAt(count) + bytes;
    const spell = vocabulary.hasLonger(bytes) ? textOf(bytes) : null;
    if (spell !== null) held = { kept: tokens.slice(0, -count), spell };
    if (bytesAt(count).includes('\n')) break;
  }
  return held;
}

/** Whether a token with these bytes spells a part of what is to be spelt, or all of it and more. */
export function spells(token: Bytes, spell: Bytes): boolean {
  return token !== '' && (token.length < spell.length ? spell.startsWith(token) : token.startsWith(spell));
}

/** What is still to be spelt after a token that {@link spells}; '' when it is done. */
export function leftToSpell(token: Bytes, spell: Bytes): Bytes {
  return spell.slice(token.length);
}

/** The tokens that may come next: each spells a part of it from its beginning, or all of it and more. */
export function allowedNext(spell: Bytes, vocabulary: Vocabulary): Token[] {
  const starts = vocabulary.startsOf(spell).filter((token) => vocabulary.bytesOf(token).length < spell.length);
  return [...starts, ...vocabulary.beginningWith(spell)];
}

/** The one token that may come next, or null where the model has a choice. */
export function onlyNext(spell: Bytes, vocabulary: Vocabulary): Token | null {
  const starts = vocabulary.startsOf(spell);
  return starts.length === 1 && !vocabulary.hasLonger(spell) ? (starts[0] ?? null) : null;
}

/**
 * The longest token that spells nothing else, much as the tokenizer would cut the text: what is taken where the model
 * has none of the tokens that may come next in mind.
 */
export function longestNext(spell: Bytes, vocabulary: Vocabulary): Token | null {
  return vocabulary.startsOf(spell).at(-1) ?? null;
}
