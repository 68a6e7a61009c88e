import type { HoleKind } from './holes';
import { oneOf, whole } from './random';

/** What a place is chosen from. */
export interface PunchSource {
  text: string;
  /** Whether the offset stands in a comment or in a string of several lines: nobody can know what is said there. */
  isProse: (offset: number) => boolean;
}

export interface Place {
  offset: number;
  length: number;
}

const shortest = 4;
const longest = 200;
/** A block's hole has up to this many lines. */
const mostLines = 6;
const attempts = 400;

const importLine =
  /^\s*(import\b|from\s+\S+\s+import\b|export\s+(\*|\{[^}]*\})\s+from\b|use\s|package\s|(const|let|var)\s.*=\s*require\()/;
const commentLine = /^\s*(\/\/|\/?\*|#)/;
const wordCharacter = /[\p{L}\p{N}_$]/u;

interface Line {
  start: number;
  text: string;
  /** Offsets in the line of the first and behind the last character that is no white space. */
  indent: number;
  end: number;
}

/**
 * A place for a hole of this kind, or null where none was found. Blank lines, comments and imports have none; middles
 * have 4 to 200 characters.
 */
export function placeFor(kind: HoleKind, source: PunchSource, random: () => number): Place | null {
  const lines = linesOf(source.text);
  for (let attempt = 0; attempt < attempts; attempt++) {
    const number = whole(random, 0, lines.length);
    if (!isTelling(lines[number]!, source)) continue;
    const place = choose[kind](lines, number, random);
    if (place !== null && isFit(place, source)) return place;
  }
  return null;
}

const choose: Record<HoleKind, (lines: Line[], number: number, random: () => number) => Place | null> = {
  'rest of a line': (lines, number, random) => {
    const line = lines[number]!;
    const from = restColumn(line, random);
    return { offset: line.start + from, length: line.end - from };
  },

  'inside a line': (lines, number, random) => {
    const line = lines[number]!;
    const chance = random();
    const span =
      chance < 0.5
        ? insideBrackets(line, random)
        : chance < 0.8
          ? someWord(line, random)
          : betweenBoundaries(line, random);
    if (span === null || span.to >= line.end) return null;
    return { offset: line.start + span.from, length: span.to - span.from };
  },

  block: (lines, number, random) => {
    const { indent } = lines[number]!;
    const last = lastOfBlock(lines, number);
    const first = number === last ? number : Math.max(number, last - whole(random, 1, mostLines));
    const { start, text, indent: firstIndent } = lines[first]!;
    // Only the block's own lines are its beginning; a line of closers ends something else.
    if (indent === 0 || firstIndent !== indent || /^\s*[)\]}]/.test(text)) return null;
    const offset = start + indent;
    return { offset, length: lines[last]!.start + lines[last]!.end - offset };
  },
};

/** A quarter begins with the line's first word, most of the others between two words, some inside one. */
function restColumn(line: Line, random: () => number): number {
  const chance = random();
  if (chance < 0.25) return line.indent;
  const boundaries = boundariesOf(line);
  if (chance < 0.7 && boundaries.length > 0) return oneOf(random, boundaries);
  return whole(random, line.indent, line.end);
}

/** What stands in a pair of brackets or quotes, or the end of it. */
function insideBrackets(line: Line, random: () => number): { from: number; to: number } | null {
  const spans = [...line.text.matchAll(/(?<=\()[^()]+(?=\))|(?<=\[)[^[\]]+(?=\])|(?<=\{)[^{}]+(?=\})/g)];
  if (spans.length === 0) return null;
  const span = oneOf(random, spans);
  const to = span.index + span[0].length;
  return { from: random() < 0.7 ? span.index : whole(random, span.index, to), to };
}

function someWord(line: Line, random: () => number): { from: number; to: number } | null {
  const words = [...line.text.matchAll(/[\p{L}\p{N}_$.]{4,}/gu)];
  if (words.length === 0) return null;
  const word = oneOf(random, words);
  return { from: word.index, to: word.index + word[0].length };
}

function betweenBoundaries(line: Line, random: () => number): { from: number; to: number } | null {
  const boundaries = boundariesOf(line);
  if (boundaries.length < 2) return null;
  const [from, to] = [oneOf(random, boundaries), oneOf(random, boundaries)].sort((a, b) => a - b);
  return { from: from!, to: to! };
}

/** The last line of the block that the line stands in: the next one that is not blank is indented less. */
function lastOfBlock(lines: Line[], number: number): number {
  const { indent } = lines[number]!;
  let last = number;
  for (let next = number + 1; next < lines.length; next++) {
    const line = lines[next]!;
    if (line.end === 0) continue;
    if (line.indent < indent) break;
    last = next;
  }
  return last;
}

/** Offsets in the line between a word and what is no word. */
function boundariesOf(line: Line): number[] {
  const found = line.text.matchAll(/(?<=[^\p{L}\p{N}_$])(?=[\p{L}\p{N}_$])|(?<=[\p{L}\p{N}_$])(?=[^\p{L}\p{N}_$])/gu);
  return [...found].map(({ index }) => index).filter((index) => index > line.indent && index < line.end);
}

function isTelling(line: Line, source: PunchSource): boolean {
  if (line.end - line.indent < shortest) return false;
  if (importLine.test(line.text) || commentLine.test(line.text)) return false;
  return !source.isProse(line.start + line.indent);
}

function isFit({ offset, length }: Place, { text, isProse }: PunchSource): boolean {
  const middle = text.slice(offset, offset + length);
  if (length < shortest || length > longest || middle.trim().length < shortest) return false;
  // A hole that joins two words is where no editor asks.
  const joined = wordCharacter.test(text.charAt(offset - 1)) && wordCharacter.test(text.charAt(offset + length));
  return !joined && !isProse(offset) && !isProse(offset + length - 1);
}

function linesOf(text: string): Line[] {
  let start = 0;
  return text.split('\n').map((line) => {
    const made = { start, text: line, indent: line.length - line.trimStart().length, end: line.trimEnd().length };
    start += line.length + 1;
    return made;
  });
}
