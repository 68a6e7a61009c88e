import { createHash } from 'node:crypto';
import type { Cursor } from './cursor';

/**
 * The place where a text was written, told by what stands around it: digests, so that the document is not kept alive.
 * Edits elsewhere in the document move the place and change nothing about it.
 */
export interface Origin {
  before: Passage;
  /** What stands after the cursor; the n-th without its first n characters, which the text writes itself. */
  after: Passage[];
  /** The first characters after the cursor, which the n-th passage lacks. */
  replaced: string;
  /** Whether nothing but closing brackets stands right of the cursor: only there does an editor close brackets itself. */
  closersOnly: boolean;
  crlf: boolean;
}

interface Passage {
  length: number;
  digest: string;
}

type Place = Pick<Cursor, 'text' | 'offset'>;

/**
 * The place around a cursor.
 * @param window offsets of what the text depends on.
 * @param replaced UTF-16 units right of the cursor that the text stands for.
 */
export function originOf(
  { text, offset }: Place,
  { start, end, closersOnly }: { start: number; end: number; closersOnly: boolean },
  replaced: number,
): Origin {
  return {
    before: passage(text.slice(start, offset)),
    after: Array.from({ length: replaced + 1 }, (_, n) => passage(text.slice(offset + n, end))),
    replaced: text.slice(offset, offset + replaced),
    closersOnly,
    crlf: text[text.indexOf('\n') - 1] === '\r',
  };
}

/**
 * How much of a text has been typed at this cursor, in UTF-16 units of the text; null where something else stands there.
 * What an editor does by itself while it is typed does no harm: brackets and quotation marks that it closed behind the
 * cursor, also on a line of their own after Enter, and those that were there and were typed over.
 * @param text with LF line endings.
 */
export function typedThrough(origin: Origin, text: string, at: Place): number | null {
  const own = origin.crlf ? text.replaceAll('\n', '\r\n') : text;
  for (let typed = Math.min(own.length - 1, at.offset); typed >= 0; typed--) {
    if (typed > 0 && own[typed - 1] !== at.text[at.offset - 1]) continue;
    const begin = at.offset - typed;
    if (!at.text.startsWith(own.slice(0, typed), begin) || !sameBefore(origin, at.text, begin)) continue;
    if (sameAfter(origin, own.slice(0, typed), at)) return toLf(own.slice(0, typed)).length;
  }
  return null;
}

/** Whether the cursor's line could go on from the place: what stands before and behind the typed text is as it was. */
export function typedAt(origin: Origin, begin: number, at: Place): string | null {
  if (at.offset < begin || !sameBefore(origin, at.text, begin)) return null;
  const typed = at.text.slice(begin, at.offset);
  return sameAfter(origin, typed, at) ? toLf(typed) : null;
}

function sameBefore({ before }: Origin, text: string, begin: number): boolean {
  return begin >= before.length && digest(text.slice(begin - before.length, begin)) === before.digest;
}

function sameAfter(origin: Origin, typed: string, { text, offset }: Place): boolean {
  const isAfter = (passage: Passage | undefined, from: number) =>
    digest(text.slice(from, from + (passage?.length ?? 0))) === passage?.digest;
  const writtenOver = origin.after.findIndex(
    (passage, n) => isSubsequence(origin.replaced.slice(0, n), typed) && isAfter(passage, offset),
  );
  if (writtenOver >= 0) return true;
  if (!origin.closersOnly || typed === '') return false;
  return closedByTheEditor(typed, text.slice(offset, offset + longestClosing)).some((length) =>
    isAfter(origin.after[0], offset + length),
  );
}

const longestClosing = 200;
const pairs: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}', '"': '"', "'": "'", '`': '`' };

/** Lengths of the beginnings of a text that an editor may have put behind the cursor while something was typed. */
function closedByTheEditor(typed: string, behind: string): number[] {
  const expected = openedIn(typed)
    .reverse()
    .map((opening) => pairs[opening] ?? '');
  const lengths: number[] = [];
  let at = 0;
  // Enter between a pair puts the closing one on a line of its own.
  for (const part of behind.match(/\r?\n[ \t]*|[)\]}"'`]|[^]/g) ?? []) {
    if (part.length === 1 && Object.values(pairs).includes(part)) {
      const found = expected.indexOf(part);
      if (found < 0) break;
      expected.splice(0, found + 1);
      lengths.push(at + 1);
    } else if (!/^\r?\n/.test(part)) break;
    at += part.length;
  }
  return lengths;
}

/** Opening brackets and quotation marks of a text that nothing in it closes, outermost first. */
function openedIn(text: string): string[] {
  const opened: string[] = [];
  for (let index = 0; index < text.length; index++) {
    const character = text.charAt(index);
    if (character === '\\') index++;
    else if (opened.length > 0 && pairs[opened.at(-1) ?? ''] === character) opened.pop();
    else if (character in pairs) opened.push(character);
  }
  return opened;
}

function isSubsequence(part: string, whole: string): boolean {
  let at = 0;
  for (const character of part) {
    at = whole.indexOf(character, at) + 1;
    if (at === 0) return false;
  }
  return true;
}

const toLf = (text: string) => text.replaceAll('\r\n', '\n');

function passage(text: string): Passage {
  return { length: text.length, digest: digest(text) };
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64');
}
