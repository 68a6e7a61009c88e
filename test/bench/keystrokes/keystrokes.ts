import { readFileSync } from 'node:fs';
import path from 'node:path';

/** Zero-based line and UTF-16 character. */
export type Place = readonly [line: number, character: number];

/** A key press: it changes the text and asks for a completion. */
export interface KeyPress {
  kind: 'type' | 'enter' | 'delete';
  /** Index of the file. */
  file: number;
  /** What is replaced: start line and character, end line and character. */
  range: readonly [number, number, number, number];
  text: string;
  /** Where the cursor is afterwards. */
  at: Place;
}

/** The cursor goes to another place of the same file, or to another file. */
export interface CursorMove {
  kind: 'jump' | 'switch';
  file: number;
  at: Place;
}

export type Keystroke = KeyPress | CursorMove;

export interface RecordedFile {
  /** Name in `sources/`. */
  source: string;
  languageId: string;
  /** Lines of the source that are missing at the beginning: first and last, zero-based; in ascending order. */
  missing: readonly (readonly [number, number])[];
}

/** What somebody typed, in files made of real sources. */
export interface Recording {
  about: string;
  files: readonly RecordedFile[];
  keystrokes: readonly Keystroke[];
}

/** Reads `NAME.json` in this folder. */
export const recording = (name: string): Recording =>
  JSON.parse(readFileSync(path.join(__dirname, `${name}.json`), 'utf8')) as Recording;

/** The lines of a source, without those that a recording writes. */
export const linesOf = ({ source, missing }: RecordedFile): string[] =>
  sourceLines(source).filter((_, line) => !missing.some(([first, last]) => line >= first && line <= last));

export const sourceLines = (source: string): string[] =>
  readFileSync(path.join(__dirname, 'sources', source), 'utf8').split('\n');

/** The lines after a key press. */
export function applied(lines: readonly string[], { range, text }: Pick<KeyPress, 'range' | 'text'>): string[] {
  const [startLine, startCharacter, endLine, endCharacter] = range;
  const before = (lines[startLine] ?? '').slice(0, startCharacter);
  const after = (lines[endLine] ?? '').slice(endCharacter);
  return [...lines.slice(0, startLine), ...(before + text + after).split('\n'), ...lines.slice(endLine + 1)];
}

export interface ReplayedPress {
  press: KeyPress;
  /** The file's lines after it. */
  lines: readonly string[];
  /** It is the first after the cursor went elsewhere. */
  first: 'jump' | 'switch' | null;
}

/** The key presses of a recording with the text after each; the cursor's ways become a mark on what follows them. */
export function* replayed({ files, keystrokes }: Recording, most = Infinity): Generator<ReplayedPress> {
  const texts = files.map(linesOf);
  let first: ReplayedPress['first'] = null;
  let count = 0;
  for (const stroke of keystrokes) {
    if (!('range' in stroke)) {
      first = stroke.kind;
      continue;
    }
    if (count++ === most) return;
    const lines = applied(texts[stroke.file] ?? [], stroke);
    texts[stroke.file] = lines;
    yield { press: stroke, lines, first };
    first = null;
  }
}
