import type { Punched } from './holes';

/** Where a baseline's answer is ended besides what the server does. */
export type Cut = 'as llama.vscode' | 'one line';

/**
 * What llama.vscode makes of an answer before it shows it, from reading it: blank lines at the end go, repetitions of
 * what stands below are dropped, and where text stands right of the cursor one line stays, without that text.
 * @param answer begins at the cursor; where only white space stands before it, at the line's start
 * @returns null where it shows nothing
 */
export function cutAsLlamaVscode({ before, after }: Punched, answer: string, cut: Cut): string | null {
  const lineBefore = before.slice(before.lastIndexOf('\n') + 1);
  const [rest = '', ...below] = after.split('\n');
  const written = withoutIndent(answer, /^[ \t]*$/.test(lineBefore) ? lineBefore.length : 0);
  let lines = written.split('\n');
  while (lines.length > 0 && lines.at(-1)!.trim() === '') lines.pop();
  if (cut === 'one line') lines = lines.slice(0, 1);
  if (lines.length === 0 || lines.join('').trim() === '' || repeats(lines, lineBefore, rest, below)) return null;

  const [first = ''] = lines;
  if (rest.trim() !== '') {
    if (first.endsWith(rest)) return first.slice(0, first.length - rest.length) || null;
    return first || null;
  }
  return lines.join('\n');
}

function repeats(lines: readonly string[], lineBefore: string, rest: string, below: readonly string[]): boolean {
  const [first = '', ...others] = lines;
  const same = (from: number) => others.every((line, index) => line === below[from + index]);
  if (lines.length === 1 && first === rest) return true;
  if (lines.length > 1 && (first.trim() === '' || first.trim() === rest.trim()) && same(0)) return true;
  const next = below.findIndex((line) => line.trim() !== '');
  return next !== -1 && lineBefore + first === below[next] && same(next + 1);
}

/** Without the white space that stands before the cursor already. */
function withoutIndent(text: string, most: number): string {
  let cut = 0;
  while (cut < most && (text[cut] === ' ' || text[cut] === '\t')) cut++;
  return text.slice(cut);
}
