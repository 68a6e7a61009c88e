import { splitsCharacter, type Cursor } from './cursor';
import { indentWidth, isBlank } from './lines';

/** How much of the document a window may hold, in UTF-16 units. */
export interface WindowBudget {
  prefix: number;
  suffix: number;
  /** A kept window whose prefix is shorter is moved, so that somebody who went up in it sees more. Default: a quarter. */
  leastPrefix?: number;
}

/** Where a window begins and where its suffix does, kept from key press to key press. */
export interface WindowAnchor {
  /** Zero-based line and UTF-16 character of the prefix's first character; null: to be found anew. */
  start: Cursor['position'] | null;
  /** The line below the cursor with which the suffix begins; null: the next one. */
  suffixLine: number | null;
}

/** The text around a cursor. All strings have LF line endings and no byte order mark. */
export interface CursorWindow {
  /** What the model is to go on from: from a whole line to the cursor. */
  prefix: string;
  /** What stands after the answer: the rest of the line where that is real text, and whole lines below. */
  suffix: string;
  /** The cursor's line left of the cursor. */
  lineBefore: string;
  /** The cursor's line right of the cursor. */
  restOfLine: string;
  /** Whether the rest of the line is only what an editor's auto-close writes; it is then no part of the suffix. */
  closersOnly: boolean;
  /** Whole lines below the cursor's line. */
  below: string;
  /** Whether the prefix begins with the document's first character. */
  wholePrefix: boolean;
  /** Offsets of the window in the document. */
  start: number;
  end: number;
}

/** A window, and what has to be kept so that the next one begins at the same places. */
export interface AnchoredWindow extends CursorWindow {
  anchor: { start: Cursor['position']; suffixLine: number };
  /** Whether the prefix begins where the given anchor said. */
  kept: boolean;
  /** Lines below the cursor's that hold closing brackets only and are no part of the suffix. */
  skippedLines: number;
}

type Place = Pick<Cursor, 'text' | 'offset' | 'position'>;

/** The share of its budget that the prefix of a moved window takes: what is left is for typing until it moves again. */
export const refill = { least: 0.5, most: 0.7 };
/** Lines of closing brackets that the suffix may begin behind. Enter between two brackets makes one. */
const mostSkippedLines = 2;
const longestSkippedLine = 80;
/** The beginning of a line that is longer is not looked for. */
const longestLine = 32_768;
const onlyClosers = /^[)\]}"'`;,:\s]*$/;

/**
 * The window around a cursor. Its cost depends on the budget, not on the document's size.
 *
 * The prefix begins where the anchor says for as long as it fits into the budget. Else the window moves: the prefix then
 * takes about half of its budget and begins with the line of the least indentation there. The suffix begins with the line
 * below the cursor's, but stays where it began while only closing brackets stand between: they are what an editor's
 * auto-close moved there. So typing on a line, and Enter, leave the window's head and its suffix as they are, and
 * the KV cache stays valid.
 */
export function windowAround(at: Place, budget: WindowBudget, anchor?: WindowAnchor): AnchoredWindow {
  const place = besideText(at);
  const { text, offset, position } = place;
  const { start, offset: from, kept } = prefixStart(place, budget, anchor?.start ?? null);
  const restEnd = lineEnd(text, offset, budget.suffix);
  const restOfLine = text.slice(offset, restEnd);
  const closersOnly = onlyClosers.test(restOfLine);
  const skippedLines = closersOnly ? (anchor?.suffixLine ?? 0) - position.line - 1 : 0;
  const skippedTo = pastClosers(text, restEnd, skippedLines);
  const suffixFrom = skippedTo ?? restEnd;
  const end = suffixEnd(text, suffixFrom, budget.suffix);

  const prefix = toLf(text.slice(from, offset));
  return {
    prefix,
    suffix: closersOnly ? toLf(text.slice(suffixFrom, end)) : restOfLine + toLf(text.slice(restEnd, end)),
    lineBefore: prefix.slice(prefix.lastIndexOf('\n') + 1),
    restOfLine,
    closersOnly,
    below: toLf(text.slice(restEnd, end)),
    wholePrefix: from <= byteOrderMark(text),
    start: from,
    end,
    anchor: { start, suffixLine: position.line + 1 + (skippedTo === null ? 0 : skippedLines) },
    kept,
    skippedLines: skippedTo === null ? 0 : skippedLines,
  };
}

/**
 * A cursor inside a line ending or a character stands before it, one before a byte order mark behind it. Editors have no
 * such cursors, but a client that miscounts must not make half characters of whole ones.
 */
function besideText(at: Place): Place {
  const { text, offset } = at;
  const { line, character } = at.position;
  if (offset < byteOrderMark(text)) return { text, offset: 1, position: { line, character: 1 } };
  const inside = (text[offset - 1] === '\r' && text[offset] === '\n') || splitsCharacter(text, offset);
  return inside ? { text, offset: offset - 1, position: { line, character: Math.max(0, character - 1) } } : at;
}

interface PrefixStart {
  start: Cursor['position'];
  offset: number;
  kept: boolean;
}

function prefixStart(at: Place, budget: WindowBudget, anchor: WindowAnchor['start']): PrefixStart {
  const { text, offset, position } = at;
  const first = byteOrderMark(text);
  const earliest = Math.max(first, offset - budget.prefix);
  const lineStart = offset - position.character;
  const anchored = anchor && anchoredOffset(at, anchor, earliest);
  if (anchor && anchored !== null && anchored >= earliest && anchored <= offset) {
    const enough = anchored === first || offset - anchored >= (budget.leastPrefix ?? budget.prefix / 4);
    if (enough) return { start: anchor, offset: anchored, kept: true };
  }
  if (earliest === first) return { start: { line: 0, character: 0 }, offset: first, kept: false };
  const starts = lineStarts(text, lineStart, earliest);
  if (starts.length === 0) return insideLongLine(at, budget.prefix);

  const above = bestLine(at, starts, budget.prefix);
  return { start: { line: position.line - above, character: 0 }, offset: starts[above] ?? offset, kept: false };
}

/** Offset of an anchor, or null where it stands below the cursor's line or above all that the budget reaches. */
function anchoredOffset({ text, offset, position }: Place, anchor: Cursor['position'], earliest: number) {
  const lineStart = offset - position.character;
  // Where the window begins inside a line, that line begins above the window.
  const above = Math.max(byteOrderMark(text), earliest - Math.min(anchor.character, longestLine));
  const start =
    anchor.line === position.line ? lineStart : lineStarts(text, lineStart, above)[position.line - anchor.line];
  if (start === undefined) return null;
  // Columns of the first line count the byte order mark.
  const found = Math.max((anchor.line === 0 ? 0 : start) + anchor.character, byteOrderMark(text));
  return splitsCharacter(text, found) ? null : found;
}

/**
 * How many lines above the cursor's a moved window begins: where the prefix takes about half of the budget, at the line
 * that is indented least. That is the same line for cursors that are near each other, and what begins a block says more.
 */
function bestLine({ text, offset }: Place, starts: number[], budget: number): number {
  const length = (above: number) => (offset - (starts[above] ?? offset)) / budget;
  const indices = starts.map((_, above) => above);
  const within = indices.filter((above) => length(above) >= refill.least && length(above) <= refill.most);
  if (within.length > 0) {
    const indent = (above: number) => indentAt(text, starts[above] ?? offset);
    return within.reduce((best, above) => (indent(above) <= indent(best) ? above : best));
  }
  // A long line lies across: begin with it where that leaves room, else below it.
  const longer = indices.find((above) => length(above) > refill.most);
  return longer ?? indices.at(-1) ?? 0;
}

/** Columns of indentation of the line that begins there; a blank line is no place to begin at. */
function indentAt(text: string, start: number): number {
  const line = /^[^\r\n]*/.exec(text.slice(start, start + longestSkippedLine))?.[0] ?? '';
  return isBlank(line) ? Infinity : indentWidth(line);
}

/** The start moves in steps along the line, so that it stays while a few characters are typed. */
function insideLongLine({ text, offset, position }: Place, budget: number): PrefixStart {
  const step = Math.max(1, Math.floor(budget / 4));
  const wanted = Math.ceil((position.character - budget * 0.75) / step) * step;
  const lineStart = offset - position.character;
  const column = Math.min(position.character, Math.max(0, wanted));
  const character = splitsCharacter(text, lineStart + column) ? column + 1 : column;
  return { start: { line: position.line, character }, offset: lineStart + character, kept: false };
}

/** Offsets at which lines begin, from the given one upwards, none before `earliest`. */
function lineStarts(text: string, lineStart: number, earliest: number): number[] {
  const own = Math.max(lineStart, byteOrderMark(text));
  if (own < earliest) return [];
  const starts = [own];
  for (let at = own - 2; at >= earliest - 1; at--) {
    if (endsLine(text, at)) starts.push(at + 1);
  }
  if (earliest === byteOrderMark(text) && starts.at(-1) !== earliest) starts.push(earliest);
  return starts;
}

/** Whether a line ends with the unit at this index; the CR of a CRLF does not end it. */
function endsLine(text: string, index: number): boolean {
  const unit = text.charCodeAt(index);
  return unit === 10 || (unit === 13 && text.charCodeAt(index + 1) !== 10);
}

/** End of the cursor's line without its line ending, or where the budget ends within it. */
function lineEnd(text: string, offset: number, budget: number): number {
  const near = text.slice(offset, offset + budget);
  const found = near.search(/[\r\n]/);
  if (found >= 0) return offset + found;
  const end = offset + near.length;
  return splitsCharacter(text, end) ? end - 1 : end;
}

/** End of the line so many lines below, where all of them are short and hold closing brackets only; else null. */
function pastClosers(text: string, restEnd: number, lines: number): number | null {
  if (lines < 1 || lines > mostSkippedLines) return null;
  let at = restEnd;
  for (let line = 0; line < lines; line++) {
    if (at >= text.length) return null;
    at += text[at] === '\r' && text[at + 1] === '\n' ? 2 : 1;
    const near = text.slice(at, at + longestSkippedLine);
    const length = near.search(/[\r\n]/);
    if (length < 0 && at + near.length < text.length) return null;
    const skipped = length < 0 ? near : near.slice(0, length);
    if (!onlyClosers.test(skipped)) return null;
    at += skipped.length;
  }
  return at;
}

/** End of the last whole line below that the budget holds, without its line ending. */
function suffixEnd(text: string, from: number, budget: number): number {
  // The rest of the line reached the budget inside the line: nothing below is seen.
  if (from < text.length && !/[\r\n]/.test(text.charAt(from))) return from;
  if (from + budget >= text.length) return text.length;
  const near = text.slice(from, from + budget + 1);
  const cut = Math.max(near.lastIndexOf('\n'), near.lastIndexOf('\r'));
  // The first line below alone is longer than the budget.
  if (cut <= 1) return splitsCharacter(text, from + budget) ? from + budget - 1 : from + budget;
  return text[from + cut] === '\n' && text[from + cut - 1] === '\r' ? from + cut - 1 : from + cut;
}

function byteOrderMark(text: string): number {
  return text.startsWith('\uFEFF') ? 1 : 0;
}

/** The text with LF line endings. */
export function toLf(text: string): string {
  return text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
}
