import type { LlamaModel, Token as LlamaToken } from 'node-llama-cpp';
import type { PromptPart, Token } from '../engine';
import { vocabularyOf, type Vocabulary } from './vocabulary';

/** A character that SentencePiece vocabularies hold as one token and that joins with nothing. */
const anchor = '☺';

/** A character takes at most four bytes, so a token that is still unreadable after four is not part of one. */
const longestCharacter = 4;

/**
 * Text to tokens and back for one loaded model.
 *
 * llama.cpp may make special tokens out of plain text: SentencePiece merges by text alone, so ` <MID>` in somebody's
 * file becomes Code Llama's infill token, and `<s>` becomes BOS. Every special token that text yields is therefore
 * spelt again character by character.
 */
export class Tokenizer {
  readonly #model: LlamaModel;
  readonly #sentencePiece: boolean;
  readonly #anchorTokens: LlamaToken[];
  readonly #special: (token: Token) => boolean;
  readonly #reserved: ReadonlySet<Token>;
  #vocabulary: Vocabulary | undefined;

  /** @param reserved tokens of the vocabulary, besides those it marks as special, that text must never yield. */
  constructor(model: LlamaModel, reserved: ReadonlySet<Token>) {
    this.#model = model;
    this.#reserved = reserved;
    this.#sentencePiece = (model.vocabularyType as string) === 'spm';
    this.#anchorTokens = this.#sentencePiece ? model.tokenize(anchor, false) : [];
    const known = new Map<Token, boolean>();
    this.#special = (token) => {
      let special = known.get(token);
      if (special === undefined) {
        special = reserved.has(token) || model.isSpecialToken(token as LlamaToken);
        known.set(token, special);
      }
      return special;
    };
  }

  /** The bytes of each token; made when it is first asked for, which takes tens of milliseconds. */
  get vocabulary(): Vocabulary {
    return (this.#vocabulary ??= vocabularyOf(this.#model, this.#reserved));
  }

  /** The tokens of a prompt's parts, in order. */
  encode(parts: readonly PromptPart[]): Token[] {
    return parts.flatMap((part, index): Token[] => {
      if (typeof part === 'number') return [part];
      if ('markup' in part) return this.#markup(part.markup, typeof parts[index - 1] === 'object');
      return 'text' in part ? this.#plain(part.text) : this.#continued(part.continued);
    });
  }

  /** Text of tokens that go on from others: without the space that SentencePiece puts at a beginning. */
  decode(tokens: readonly Token[]): string {
    if (tokens.length === 0) return '';
    return this.#model
      .detokenize([...this.#anchorTokens, ...tokens] as LlamaToken[], false)
      .slice(this.#sentencePiece ? this.#model.detokenize(this.#anchorTokens, false).length : 0);
  }

  /**
   * Decodes tokens as they come, holding back what is not yet a whole character.
   * A character that the last token leaves half is dropped.
   */
  stream(): (token: Token) => string {
    let pending: Token[] = [];
    return (token) => {
      pending.push(token);
      const text = this.decode(pending);
      if (pending.length < longestCharacter && text.endsWith('\uFFFD')) return '';
      pending = [];
      return text;
    };
  }

  #plain(text: string): Token[] {
    return this.#spell(this.#model.tokenize(text, false));
  }

  /** @param goesOn whether text stands before it: SentencePiece would put a space between them. */
  #markup(markup: string, goesOn: boolean): Token[] {
    return this.#sentencePiece && goesOn
      ? this.#model.tokenize(anchor + markup, true).slice(this.#anchorTokens.length)
      : this.#model.tokenize(markup, true);
  }

  /** Code Llama's `encode_infilling`: the anchor takes the space that would be added, and is dropped. */
  #continued(text: string): Token[] {
    if (!this.#sentencePiece) return this.#plain(text);
    if (text === '') return [];
    return this.#spell(this.#model.tokenize(anchor + text, false).slice(this.#anchorTokens.length));
  }

  /** Replaces special tokens that came out of text by the tokens of their characters. */
  #spell(tokens: readonly LlamaToken[]): Token[] {
    if (!tokens.some(this.#special)) return [...tokens];
    return tokens.flatMap((token): Token[] => {
      if (!this.#special(token)) return [token];
      const spelling = Array.from(this.#model.detokenize([...this.#anchorTokens, token], true));
      return spelling.slice(this.#anchorTokens.length > 0 ? 1 : 0).flatMap((character) => this.#continued(character));
    });
  }
}
