import type { Cursor } from './cursor';
import { toLf } from './window';

/** UTF-16 units on each side: a prompt's window is too narrow to tell whether code parses. */
const mostCharacters = 8_000;

/**
 * The document around a cursor, for what has to parse: whole lines with LF line endings, but for the cursor's own, without a
 * byte order mark. Its cost does not depend on the document's size.
 */
export function codeAround({ text, offset }: Pick<Cursor, 'text' | 'offset'>): { before: string; after: string } {
  const at = text[offset - 1] === '\r' && text[offset] === '\n' ? offset - 1 : offset;
  const start = Math.max(0, at - mostCharacters);
  const near = text.slice(start, at).replace(/^\uFEFF/, '');
  const firstLine = start === 0 ? 0 : near.indexOf('\n') + 1;
  const far = text.slice(at, at + mostCharacters);
  const lastLine = at + mostCharacters >= text.length ? far.length : far.lastIndexOf('\n');
  return { before: toLf(near.slice(firstLine)), after: toLf(lastLine < 0 ? far : far.slice(0, lastLine)) };
}
