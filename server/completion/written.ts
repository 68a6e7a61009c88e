import type { Token } from '../engine/engine';

/** Where a token ends in a text, and how likely the model found it. */
export interface TokenMark {
  token: Token;
  /** UTF-16 units of the text up to and with it. */
  end: number;
  /** Natural logarithm; null where the engine does not tell. */
  logProbability: number | null;
}

/** A text that the model wrote, with its tokens. LF line endings. */
export interface Written {
  text: string;
  tokens: readonly TokenMark[];
}

/** The text without what follows the first so many UTF-16 units. */
export function upTo({ text, tokens }: Written, length: number): Written {
  const ends = tokens.findIndex(({ end }) => end >= length);
  return { text: text.slice(0, length), tokens: ends < 0 ? tokens : tokens.slice(0, ends + 1) };
}

/** What is left of a text when its first so many UTF-16 units stand there already. */
export function after({ text, tokens }: Written, length: number): Written {
  const left = tokens.filter(({ end }) => end > length).map((mark) => ({ ...mark, end: mark.end - length }));
  return { text: text.slice(length), tokens: left };
}

/**
 * The text as a filter left it. Filters cut at the end nearly always; where one cut elsewhere the tokens are those of
 * the part that stayed as it was.
 */
export function filtered(written: Written, text: string): Written {
  if (written.text.startsWith(text)) return upTo(written, text.length);
  const lost = written.text.length - text.length;
  if (lost > 0 && written.text.endsWith(text)) return after(written, lost);
  return { text, tokens: upTo(written, commonLength(written.text, text)).tokens };
}

function commonLength(one: string, other: string): number {
  let length = 0;
  while (length < Math.min(one.length, other.length) && one[length] === other[length]) length++;
  return length;
}
