/**
 * Where a text can be cut without changing its tokens, by how a vocabulary makes them:
 * - `lines`: behind the line break before a line that is not blank. SentencePiece's pieces do not reach across one.
 * - `words`: before the last white space of an indentation, and between a line break and a line that is not indented.
 *   Byte-pair vocabularies first cut text by a pattern, and most let white space join with what follows it: the
 *   line break with the indentation, its last space with the word.
 * - `none`: nowhere that we know of.
 */
export type SafeCuts = 'lines' | 'words' | 'none';

/** The text in parts, each of which can be turned into tokens by itself. Together they are the text. */
export function segmentsOf(text: string, cuts: SafeCuts): string[] {
  if (text === '') return [];
  const at = cuts === 'none' ? [] : cuts === 'lines' ? lineCuts(text) : wordCuts(text);
  return [0, ...at].map((start, index) => text.slice(start, at[index]));
}

/** Blank lines stay with the line break before them: some vocabularies have tokens of several. */
function lineCuts(text: string): number[] {
  return Array.from(text.matchAll(/\n(?=[ \t]*[^\s\x85])/g), ({ index }) => index + 1);
}

function wordCuts(text: string): number[] {
  return Array.from(text.matchAll(/\n([ \t]*)(?=[^\s\x85])/g)).flatMap(({ index, 1: indentation = '' }) => {
    const next = index + 1 + indentation.length;
    if (indentation === '') return index > 0 && /[^\s\x85]/.test(text.charAt(index - 1)) ? [next] : [];
    // Digits and signs are cut from the white space before them in some vocabularies and not in others.
    return /[\p{L}\p{P}]/u.test(String.fromCodePoint(text.codePointAt(next) ?? 0)) ? [next - 1] : [];
  });
}

/** Code and prose with all that cuts depend on: what a vocabulary makes of it shows which cuts are safe with it. */
export const sampleText = [
  'import { a } from "b";\n\n\nexport class Point<T> {\n    readonly x = 1;\n\n    /** Its length. */\n',
  "    get length(): number {\n        return Math.hypot(this.x, 2.5e10);  \n    }\n}\n// don't\n'tis\n",
  'def f(x):\n\tif x:\n\t\treturn [\n\t\t 12,\n\t\t\t"a",\n  \n\t]\n\n\n\n@cache\nclass _A:\n  __slots__ = ()\n   \n   -1\n',
  '#include <a.h>\n#define B 1\n12\n  34\n$x = 5;\n  $y;\n  = 6\n+ 7\n   {\n};\n<p>\n  Ünï 你好 — 😀\n  你好\n你好\n  😀\n</p>\n',
].join('');
