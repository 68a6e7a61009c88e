import type { InfillSupport } from '../models/infill';
import { splitsCharacter, type Cursor } from './cursor';

/** How much of the document a prompt may hold, in UTF-16 units. */
export interface WindowBudget {
  prefix: number;
  suffix: number;
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

/** A low estimate for code; the token count that the engine gives decides in the end. */
const charactersPerToken = 3;
/** More context rarely helps one suggestion, and every token of it is evaluated when a file is entered. */
const mostPromptTokens = 2048;
/** BOS and the three markers. */
const markerTokens = 4;
const tokensPerLine = 10;
const onlyClosers = /^[)\]}"'`;,:\s]*$/;

/** Largest number of tokens that a completion's prompt may have. */
export function promptTokenLimit(contextSize: number, maxTokens: number, support: InfillSupport): number {
  const room = Math.max(Math.floor(contextSize / 4), contextSize - maxTokens);
  const trained = support.order === 'none' ? undefined : support.trained;
  const useful = trained ? trained.prefixTokens + trained.suffixTokens : mostPromptTokens;
  return Math.min(room, useful + markerTokens);
}

/**
 * Share of prefix and suffix in a prompt of so many tokens.
 * @param shrink 0 for the estimate, and one more for each time that its prompt came out too long.
 */
export function windowBudget(tokens: number, support: InfillSupport, shrink: number): WindowBudget {
  const trained = support.order === 'none' ? undefined : support.trained;
  const share = trained ? trained.prefixTokens / (trained.prefixTokens + trained.suffixTokens) : 0.75;
  const characters = Math.max(tokens - markerTokens, 8) * charactersPerToken * 0.75 ** shrink;
  return {
    prefix: Math.max(8, Math.floor(characters * share)),
    suffix: Math.max(8, Math.floor(characters * (1 - share))),
  };
}

/**
 * The window around a cursor. Its cost depends on the budget, not on the document's size.
 * Typing on a line leaves its start and its suffix as they are, so that the KV cache stays valid: the start lies on a
 * line whose number is a multiple of a block, and the suffix is cut by what stands below the cursor's line.
 */
export function windowAround(at: Pick<Cursor, 'text' | 'offset' | 'position'>, budget: WindowBudget): CursorWindow {
  const { text } = at;
  const offset = text[at.offset - 1] === '\r' && text[at.offset] === '\n' ? at.offset - 1 : at.offset;
  const start = prefixStart(text, offset, at.position.line, budget.prefix);
  const restEnd = lineEnd(text, offset, budget.suffix);
  const end = suffixEnd(text, restEnd, budget.suffix);

  const prefix = toLf(text.slice(start, offset));
  const restOfLine = text.slice(offset, restEnd);
  const below = toLf(text.slice(restEnd, end));
  const closersOnly = onlyClosers.test(restOfLine);
  return {
    prefix,
    suffix: closersOnly ? below : restOfLine + below,
    lineBefore: prefix.slice(prefix.lastIndexOf('\n') + 1),
    restOfLine,
    closersOnly,
    below,
    wholePrefix: start <= byteOrderMark(text),
    start,
    end,
  };
}

/** First offset of the prefix: the start of a line of a block, or a place inside a line that is longer than the budget. */
function prefixStart(text: string, offset: number, line: number, budget: number): number {
  const earliest = Math.max(byteOrderMark(text), offset - budget);
  const near = text.slice(earliest, offset);
  // Starts of the lines that the budget reaches, the cursor's own first.
  const starts: number[] = [];
  for (let at = near.lastIndexOf('\n'); at >= 0; at = at === 0 ? -1 : near.lastIndexOf('\n', at - 1)) {
    starts.push(earliest + at + 1);
  }
  if (earliest === byteOrderMark(text) || text[earliest - 1] === '\n') starts.push(earliest);
  if (starts.length === 0) return insideLongLine(text, offset, budget);
  if (starts.at(-1) === byteOrderMark(text)) return byteOrderMark(text);

  for (let block = blockLines(budget); block > 1; block /= 2) {
    const farthest = starts.findLastIndex((_, above) => (line - above) % block === 0);
    const found = starts[farthest];
    if (found !== undefined) return found;
  }
  return starts.at(-1) ?? offset;
}

/** A block is at most a quarter of the lines that the budget holds, and a power of two. */
function blockLines(budget: number): number {
  const lines = budget / charactersPerToken / tokensPerLine / 4;
  return Math.min(64, Math.max(4, 2 ** Math.floor(Math.log2(Math.max(1, lines)))));
}

/** The start moves in steps along the document, so that it stays while a few characters are typed. */
function insideLongLine(text: string, offset: number, budget: number): number {
  const step = Math.max(1, Math.floor(budget / 4));
  const start = Math.min(offset, Math.ceil((offset - budget) / step) * step);
  return splitsCharacter(text, start) ? start + 1 : start;
}

/** End of the cursor's line without its line ending, or where the budget ends within it. */
function lineEnd(text: string, offset: number, budget: number): number {
  const near = text.slice(offset, offset + budget);
  const found = near.search(/[\r\n]/);
  if (found >= 0) return offset + found;
  const end = offset + near.length;
  return splitsCharacter(text, end) ? end - 1 : end;
}

/** End of the last whole line below that the budget holds, without its line ending. */
function suffixEnd(text: string, restEnd: number, budget: number): number {
  // The rest of the line reached the budget inside the line: nothing below is seen.
  if (restEnd < text.length && !/[\r\n]/.test(text.charAt(restEnd))) return restEnd;
  if (restEnd + budget >= text.length) return text.length;
  const cut = text.slice(restEnd, restEnd + budget + 1).lastIndexOf('\n');
  // The first line below alone is longer than the budget.
  if (cut <= 1) return splitsCharacter(text, restEnd + budget) ? restEnd + budget - 1 : restEnd + budget;
  return text[restEnd + cut - 1] === '\r' ? restEnd + cut - 1 : restEnd + cut;
}

function byteOrderMark(text: string): number {
  return text.startsWith('\uFEFF') ? 1 : 0;
}

function toLf(text: string): string {
  return text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
}
