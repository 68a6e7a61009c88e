import type { Cursor } from '../../server/completion/cursor';

const pairs: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}', '"': '"', "'": "'" };

export interface EditorHelp {
  /** Writes the closing bracket or quotation mark, and lets it be typed over. */
  closesBrackets: boolean;
  /** Indents new lines; Enter between two brackets makes two lines. */
  indents: boolean;
}

/** An editor with one cursor that helps as VS Code does by default. */
export class TypingEditor {
  readonly #help: EditorHelp;
  readonly #start: Cursor;
  readonly #eol: string;
  #before: string;
  #after: string;
  /** Closers that it wrote itself: they stand at the beginning of what is behind the cursor, innermost first. */
  #own: string[] = [];
  /** What of the text that somebody types has been written. */
  #done = 0;

  constructor(at: Cursor, help: EditorHelp) {
    this.#help = help;
    this.#start = at;
    this.#before = at.text.slice(0, at.offset);
    this.#after = at.text.slice(at.offset);
    this.#eol = at.text.includes('\r\n') ? '\r\n' : '\n';
  }

  get cursor(): Cursor {
    const lines = this.#before.split('\n');
    const position = { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 };
    return { ...this.#start, text: this.#before + this.#after, offset: this.#before.length, position };
  }

  /** The document with `║` for the cursor. */
  get marked(): string {
    return `${this.#before}║${this.#after}`;
  }

  /**
   * Presses the next key of somebody who wants the text to stand at the first cursor.
   * @returns false when it stands there, or the editor has written something else.
   */
  typeTowards(text: string): boolean {
    const written = this.#before.slice(this.#start.offset).replaceAll('\r\n', '\n');
    if (!text.startsWith(written) || written.length >= text.length) return false;
    this.#done = written.length;
    const [next = ''] = text.slice(this.#done);
    this.type(next === '\ud83d' ? text.slice(this.#done, this.#done + 2) : next);
    return true;
  }

  type(character: string): void {
    if (character === '\n') this.#enter();
    else if (this.#own[0] === character && this.#after.startsWith(character)) {
      this.#own.shift();
      this.#before += character;
      this.#after = this.#after.slice(1);
    } else {
      const closing = this.#help.closesBrackets && this.#mayClose(character) ? pairs[character] : undefined;
      this.#before += character;
      if (closing === undefined) return;
      this.#own.unshift(closing);
      this.#after = closing + this.#after;
    }
  }

  /** Before white space and closing brackets only; quotation marks not behind a letter. */
  #mayClose(character: string): boolean {
    if (!/^(?:[\s)\]}]|$)/.test(this.#after.charAt(0))) return false;
    return !/["']/.test(character) || !/[\p{L}\p{N}"']$/u.test(this.#before);
  }

  #enter(): void {
    const line = this.#before.slice(this.#before.lastIndexOf('\n') + 1);
    const indent = this.#help.indents ? (/^[ \t]*/.exec(line)?.[0] ?? '') : '';
    const opening = this.#before.at(-1) ?? '';
    const opens = this.#help.indents && '([{'.includes(opening) && opening !== '';
    if (opens && this.#after.startsWith(pairs[opening] ?? '\0')) this.#after = this.#eol + indent + this.#after;
    this.#before += this.#eol + indent + (opens ? '  ' : '');
    // A closer that is on another line is not typed over.
    this.#own = [];
  }
}
