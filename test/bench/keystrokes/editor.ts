import { applied, type KeyPress, type Keystroke, type Place } from './keystrokes';

const closerOf: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/**
 * An editor small enough to record what a person's keys change: it closes brackets, types over closers that it wrote and
 * indents after Enter, as VS Code does by default.
 */
export class RecordingEditor {
  readonly #file: number;
  readonly #unit: string;
  readonly #record: (stroke: Keystroke) => void;
  #lines: string[];
  #at: Place = [0, 0];

  /** @param unit the indentation of one level */
  constructor(file: number, lines: string[], unit: string, record: (stroke: Keystroke) => void) {
    this.#file = file;
    this.#lines = lines;
    this.#unit = unit;
    this.#record = record;
  }

  get lines(): readonly string[] {
    return this.#lines;
  }

  goTo(kind: 'jump' | 'switch', line: number): void {
    this.#at = [line, this.#lines[line]?.length ?? 0];
    this.#record({ kind, file: this.#file, at: this.#at });
  }

  /** Types a character; `closes` says that its closer comes later in the line, so that the editor's own is left alone. */
  type(character: string, closes: boolean): void {
    const [line, column] = this.#at;
    const next = this.#lines[line]?.[column];
    const over = next === character && /[)\]}]/.test(character);
    const closer = closes ? (closerOf[character] ?? '') : '';
    this.#press('type', [line, column, line, column + (over ? 1 : 0)], character + closer, [line, column + 1]);
  }

  /** Enter, then what it takes to stand at the indentation: Backspace or Tab, a level at a time. */
  enter(indentation: string): void {
    const [line, column] = this.#at;
    const text = this.#lines[line] ?? '';
    // Whole levels only: ` */` ends a comment and is no indentation.
    const spaces = /^\s*/.exec(text)?.[0] ?? '';
    const own = spaces.slice(0, spaces.length - (spaces.length % this.#unit.length));
    const written = /[{([:]$/.test(text) ? own + this.#unit : own;
    this.#press('enter', [line, column, line, column], `\n${written}`, [line + 1, written.length]);
    while (this.#at[1] > indentation.length)
      this.backspace(Math.min(this.#unit.length, this.#at[1] - indentation.length));
    if (this.#at[1] < indentation.length) {
      const [below, start] = this.#at;
      const missing = indentation.slice(start);
      this.#press('type', [below, start, below, start], missing, [below, indentation.length]);
    }
  }

  backspace(characters = 1): void {
    const [line, column] = this.#at;
    this.#press('delete', [line, column - characters, line, column], '', [line, column - characters]);
  }

  #press(kind: KeyPress['kind'], range: KeyPress['range'], text: string, at: Place): void {
    this.#lines = applied(this.#lines, { range, text });
    this.#at = at;
    this.#record({ kind, file: this.#file, range, text, at });
  }
}
