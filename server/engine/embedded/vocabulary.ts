import type { LlamaModel, Token as LlamaToken } from 'node-llama-cpp';
import type { Token } from '../engine';

/**
 * Bytes as a string, one character of code 0 to 255 a byte: the engine compares, joins and orders such strings natively
 * and keeps one byte a character.
 */
export type Bytes = string;

/** What a GGUF file says of its vocabulary. */
export interface VocabularyData {
  /** `bpe`: texts in GPT-2's alphabet of bytes; `spm`: SentencePiece, with `▁` for a space; `plain`: as they are. */
  kind: 'bpe' | 'spm' | 'plain';
  texts: readonly string[];
  /** `tokenizer.ggml.token_type`; a missing one is a normal token. */
  types: readonly number[];
  /** Tokens that no text of people is made of, besides control tokens. */
  reserved: ReadonlySet<Token>;
}

/** Types of tokens in GGUF. */
const types = { normal: 1, unknown: 2, control: 3, userDefined: 4, unused: 5, byte: 6 } as const;

/**
 * The exact bytes of each token, and an index of them in the order of their bytes. Control and reserved tokens have no
 * bytes: they are never text. Takes about 60 bytes of memory a token.
 */
export class Vocabulary {
  readonly #bytes: readonly Bytes[];
  /** Tokens that have bytes, in the order of these. */
  readonly #sorted: Uint32Array;
  /** Bytes of the longest token. */
  readonly #longest: number;

  constructor(data: VocabularyData) {
    const bytes = data.texts.map((text, token) => (data.reserved.has(token) ? '' : bytesOfText(text, token, data)));
    this.#bytes = bytes;
    this.#longest = bytes.reduce((longest, { length }) => Math.max(longest, length), 0);
    this.#sorted = Uint32Array.from(
      [...bytes.keys()]
        .filter((token) => bytes[token] !== '')
        .sort((a, b) => compare(bytes[a] ?? '', bytes[b] ?? '') || a - b),
    );
  }

  /** '' for a token that is no text. */
  bytesOf(token: Token): Bytes {
    return this.#bytes[token] ?? '';
  }

  /** Tokens whose bytes begin with these, these bytes themselves included, in the order of their bytes. */
  beginningWith(bytes: Bytes): Token[] {
    const start = this.#firstFrom(bytes);
    return [...this.#sorted.subarray(start, this.#endOf(bytes, start))];
  }

  /** Whether a token begins with these bytes and has more. */
  hasLonger(bytes: Bytes): boolean {
    if (bytes.length >= this.#longest) return false;
    // Tokens of just these bytes come first, and SentencePiece may have two: a byte and its character.
    for (let index = this.#firstFrom(bytes); ; index++) {
      const found = this.#at(index);
      if (found !== bytes) return found?.startsWith(bytes) ?? false;
    }
  }

  /** Tokens whose bytes are a part of these from the beginning, up to all of them; the shortest first. */
  startsOf(bytes: Bytes): Token[] {
    const found: Token[] = [];
    for (let length = 1; length <= Math.min(bytes.length, this.#longest); length++) {
      const start = bytes.slice(0, length);
      for (let index = this.#firstFrom(start); this.#at(index) === start; index++) found.push(this.#sorted[index] ?? 0);
    }
    return found;
  }

  #at(index: number): Bytes | undefined {
    const token = this.#sorted[index];
    return token === undefined ? undefined : this.#bytes[token];
  }

  /** Index of the first token that is not before these bytes. */
  #firstFrom(bytes: Bytes): number {
    return this.#search(0, (found) => found < bytes);
  }

  /** Index after the last token that begins with these bytes. */
  #endOf(bytes: Bytes, start: number): number {
    return this.#search(start, (found) => found.startsWith(bytes));
  }

  /** Index of the first token from `low` on for which this is false; all for which it is true come first. */
  #search(low: number, before: (found: Bytes) => boolean): number {
    let high = this.#sorted.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (before(this.#at(middle) ?? '')) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** The vocabulary of a loaded model. Takes tens of milliseconds: ask once. */
export function vocabularyOf(model: LlamaModel, reserved: ReadonlySet<Token>): Vocabulary {
  const { tokens, token_type } = model.fileInfo.metadata.tokenizer.ggml;
  const kind = model.vocabularyType as string;
  if (kind === 'bpe' || kind === 'spm') return new Vocabulary({ kind, texts: tokens, types: token_type, reserved });
  // Kinds whose spelling is not known here are asked of llama.cpp.
  const texts = tokens.map((_, token) => model.detokenize([token as LlamaToken], false));
  return new Vocabulary({ kind: 'plain', texts, types: token_type, reserved });
}

/** The bytes of a text in UTF-8. */
export function utf8(text: string): Bytes {
  return Buffer.from(text, 'utf8').toString('latin1');
}

/** The text of whole UTF-8 characters, or null where the bytes are not that. */
export function textOf(bytes: Bytes): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.from(bytes, 'latin1'));
  } catch {
    return null;
  }
}

/** Turns bytes into text as they come; a character that is not whole yet waits for its rest. */
export function textStream(): (bytes: Bytes) => string {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  return (bytes) => decoder.decode(Buffer.from(bytes, 'latin1'), { stream: true });
}

function bytesOfText(text: string, token: Token, { kind, types: typeOf }: VocabularyData): Bytes {
  switch (typeOf[token] ?? types.normal) {
    case types.normal:
      if (kind === 'plain') return utf8(text);
      return kind === 'bpe' ? fromByteAlphabet(text) : utf8(text.replaceAll('▁', ' '));
    case types.byte: {
      const hex = /^<0x([0-9A-Fa-f]{2})>$/.exec(text)?.[1];
      return hex === undefined ? '' : String.fromCharCode(parseInt(hex, 16));
    }
    case types.userDefined:
      return utf8(text);
    default:
      return '';
  }
}

/** Texts of byte-level vocabularies spell each byte as one printable character. */
function fromByteAlphabet(text: string): Bytes {
  return Array.from(text, (character) => byteAlphabet.get(character) ?? utf8(character)).join('');
}

/** GPT-2's alphabet: printable bytes stand for themselves, the others for the characters from U+0100 on, in order. */
const byteAlphabet: ReadonlyMap<string, Bytes> = new Map(
  (() => {
    let others = 0;
    return Array.from({ length: 256 }, (_, byte): [string, Bytes] => {
      const printable = (byte > 0x20 && byte < 0x7f) || (byte > 0xa0 && byte !== 0xad);
      return [String.fromCodePoint(printable ? byte : 0x100 + others++), String.fromCharCode(byte)];
    });
  })(),
);

function compare(a: Bytes, b: Bytes): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
