import { unpaired } from './brackets';
import { beginsBlock, endsComment } from './headers';
import { continuesBlock, indentWidth, isBlank, isCloser, isTelling, opensBlock, sameLine } from './lines';

/** What the stop rules know of the place. */
export interface StopPlace {
  /** The cursor's line left of the cursor. */
  lineBefore: string;
  /** Whether real text stands right of the cursor: then one line is asked for. */
  textAfter: boolean;
  /** The first line below the cursor that is not blank, or null. */
  nextLine: string | null;
  /** The user asked: go on after the end of a statement. */
  manual: boolean;
  /** The line right above the cursor's, null where the document begins; absent: nothing is known of it. */
  lineAbove?: string | null;
}

/**
 * How much a place asks for. `line`: the rest of one statement, with its block where it opens one; `block`: to the end of
 * a block; `more`: past the end of a statement, because the user asked.
 */
export type WantedLines = 'line' | 'block' | 'more';

/**
 * How much a place asks for: one line where text stands right of the cursor; more where the user asked by hand; a block
 * where one begins, which is in and under its header, under a comment or an annotation, and where a new part of the
 * document begins; one line elsewhere.
 */
export function wantsLines({ lineBefore, textAfter, manual, lineAbove }: Omit<StopPlace, 'nextLine'>): WantedLines {
  if (textAfter) return 'line';
  if (manual) return 'more';
  if (!isBlank(lineBefore)) return blockBegun.test(lineBefore) || beginsBlock(lineBefore) ? 'block' : 'line';
  if (lineAbove === undefined || lineAbove === null) return 'block';
  if (isBlank(lineAbove)) return lineBefore === '' ? 'block' : 'line';
  // A recipe under its target, in a Makefile.
  const recipe = lineBefore.startsWith('\t') && /^\S[^=]*:(?!=)[^=]*$/.test(lineAbove);
  return recipe || opensBlock(lineAbove) || beginsBlock(lineAbove) || endsComment(lineAbove) ? 'block' : 'line';
}

/** Behind `key: ` comes a value, and arguments mostly stay on their line. */
const blockBegun = /(?:\{\s*|:|\b(?:then|do|else|begin)\s*)$/;

/** The line above the cursor's, or null where there is none, as StopPlace has it. */
export function lineAboveOf(prefix: string, lineBefore: string): string | null {
  const above = prefix.slice(0, prefix.length - lineBefore.length);
  return above === '' ? null : above.slice(above.lastIndexOf('\n', above.length - 2) + 1, -1);
}

/** Where an answer ends, before it came to an end by itself. */
export interface Stop {
  /** Length of the text that is kept. */
  end: number;
  reason: string;
}

/**
 * Where the text so far should end, or null to go on. Called after each token with all that was written, without the
 * white space that stood before the cursor. The rules, in the order in which they are tried on each line:
 * - a line that repeats the first line below the cursor is not written again; one of closing brackets only is, where
 *   the text itself opened a bracket;
 * - a blank line ends a block that has begun. In Python too: what follows a blank line is the next thought, inside the
 *   function or after it;
 * - a line that is indented less than the cursor's block is outside of it; lines such as `}` and `else` go with the block;
 * - a text that says the same one to three lines three times over is running in a circle: one round is kept;
 * - where one line is asked for, it ends with its line; unless text stands right of it, a block that it opens goes with it.
 */
export function stopAt(text: string, place: StopPlace): Stop | null {
  const lines = text.split('\n');
  let start = 0;
  for (const [number, line] of lines.entries()) {
    const before = Math.max(0, start - 1);
    const complete = number < lines.length - 1;
    const whole = number === 0 ? place.lineBefore + line : line;
    if (complete && repeatsNextLine(text.slice(0, start), whole, place)) {
      return { end: before, reason: 'the next line is repeated' };
    }
    if (number > 0 && complete && isBlank(line) && !isBlank(text.slice(0, start))) {
      return { end: before, reason: 'a blank line ends the block' };
    }
    if (number > 0 && (complete || hasFirstWord(line)) && leavesBlock(line, lines[0] ?? '', place)) {
      return { end: before, reason: 'the block ends' };
    }
    if (complete) {
      const round = roundOf(lines.slice(0, number + 1), place.lineBefore);
      if (round !== null) return { end: lines.slice(0, round).join('\n').length, reason: 'it runs in a circle' };
      if (number === 0 && endsWithItsLine(whole, place)) return { end: line.length, reason: 'the line ends' };
    }
    start += line.length + 1;
  }
  return null;
}

/**
 * Length of the whole lines of a text that ended early; 0 where the first line is unfinished. Lines at the end that
 * leave a list or an argument list open are half an expression and go too; a block may stay open.
 */
export function wholeLines(text: string): number {
  for (let end = text.lastIndexOf('\n'); end > 0; end = text.lastIndexOf('\n', end - 1)) {
    const { opened } = unpaired(text.slice(0, end));
    if (!opened.includes('(') && !opened.includes('[')) return end;
  }
  return 0;
}

function repeatsNextLine(before: string, line: string, { nextLine }: StopPlace): boolean {
  if (nextLine === null || !sameLine(line, nextLine)) return false;
  return !isCloser(line) || unpaired(before).opened.length === 0;
}

/** A line that is still being written is judged when its first word is: `el` may become `else`. */
function hasFirstWord(line: string): boolean {
  return /^\s*[\p{L}\p{N}_]+[^\p{L}\p{N}_]/u.test(line);
}

/** Whether a line below the first one is outside of the block in which the cursor stands. */
export function leavesBlock(line: string, firstLine: string, { lineBefore }: Pick<StopPlace, 'lineBefore'>): boolean {
  if (isBlank(line)) return false;
  const block = indentWidth(lineBefore);
  const width = indentWidth(line);
  const header = !isBlank(lineBefore) && opensBlock(lineBefore + firstLine);
  if (width > block || (width === block && !header)) return false;
  return !continuesBlock(line);
}

function endsWithItsLine(line: string, place: StopPlace): boolean {
  return place.textAfter || bodyStandsBelow(place) || (wantsLines(place) === 'line' && !opensBlock(line));
}

/** What is indented deeper below is the body of what the cursor's line is to open: it needs no other one. */
function bodyStandsBelow({ lineBefore, nextLine }: StopPlace): boolean {
  return nextLine !== null && indentWidth(nextLine) > indentWidth(lineBefore);
}

/** Number of lines after which the last complete lines only repeat, or null. */
export function roundOf(lines: string[], lineBefore: string): number | null {
  const said = lines.map((line, number) => (number === 0 ? lineBefore + line : line).trim());
  for (let length = 1; length <= 3; length++) {
    const first = said.length - 3 * length;
    if (first < 0) return null;
    const round = said.slice(first, first + length);
    if (!round.some(isTelling)) continue;
    if (round.every((line, n) => line === said[first + length + n] && line === said[first + 2 * length + n])) {
      return first + length;
    }
  }
  return null;
}
