import type { GenerateEvent, GenerateOptions, Token } from '../engine';
import type { Draw } from './draws';
import { leftToSpell } from './healing';
import { textStream, utf8, type Bytes, type Vocabulary } from './vocabulary';

type TokenEvent = Extract<GenerateEvent, { type: 'token' }>;
type EndReason = Extract<GenerateEvent, { type: 'end' }>['reason'];

/** An answer as it grows: what its tokens say beyond what had to be spelt, and when it is over. */
export class Answer {
  readonly written: Token[] = [];
  readonly #options: GenerateOptions;
  readonly #room: number;
  readonly #vocabulary: Vocabulary;
  readonly #isEnd: (token: Token) => boolean;
  readonly #text = textStream();
  #spell: Bytes;
  /** Tokens that were more than spelling. */
  #count = 0;

  /** @param room tokens that the context has room for, the last of which is not evaluated. */
  constructor(options: GenerateOptions, room: number, vocabulary: Vocabulary, isEnd: (token: Token) => boolean) {
    this.#options = options;
    this.#room = room;
    this.#vocabulary = vocabulary;
    this.#isEnd = isEnd;
    this.#spell = utf8(options.spell ?? '');
  }

  /** What is still to be spelt. */
  get spell(): Bytes {
    return this.#spell;
  }

  /** Whether a token ends the run and is not part of the answer. */
  ends(token: Token): boolean {
    return this.#options.stopTokens.includes(token) || this.#isEnd(token);
  }

  take({ token, logProbability }: Draw): TokenEvent {
    const bytes = this.#vocabulary.bytesOf(token);
    const beyond = bytes.slice(this.#spell.length);
    if (this.#spell === '' || beyond !== '') this.#count++;
    this.#spell = leftToSpell(bytes, this.#spell);
    this.written.push(token);
    return { type: 'token', token, text: beyond === '' ? '' : this.#text(beyond), logProbability };
  }

  /** Why no token may follow, or null where one may. */
  get over(): Exclude<EndReason, 'stop'> | null {
    if (this.#count >= this.#options.maxTokens) return 'length';
    return this.written.length >= this.#room ? 'context' : null;
  }

  /** How many tokens at most may be evaluated on top of the last one written, all of which could be of use. */
  get mostDrafted(): number {
    return Math.max(0, Math.min(this.#room - this.written.length, this.#options.maxTokens - this.#count - 1));
  }
}
