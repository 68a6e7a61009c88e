import type { ContextSnippet } from '../context/snippet';
import { commented } from './comments';

/**
 * How a model that cannot infill sees what stands below the cursor: `comment` shows it the first lines in a comment
 * above the prefix, `no` leaves them to the stop rules. It is `no` until `npm run bench:quality` shows that it helps:
 * the lines cost tokens, and a base model likes to repeat what it has just read.
 */
export const followingLinesLeftToRight = 'no' as 'comment' | 'no';
const mostFollowingLines = 8;

/**
 * Whether a prefix begins with the document's path. Half of what the default model's adapter was trained on does, and other
 * models know it from headers of files. On 60 holes of the quality fixtures it made no difference to the default model.
 */
const pathFirst = 'yes' as 'yes' | 'no';

/** The first line of a file as models know it from training: its path in a comment; '' where there can be none. */
export function pathComment(path: string | null, languageId: string): string {
  if (pathFirst === 'no' || path === null || path === '' || /[\r\n]/.test(path)) return '';
  const comment = commented(path, languageId);
  return comment === null ? '' : `${comment}\n`;
}

/** A snippet as a file of its own under its path, so that a model takes it for code like that of its training. */
export function snippetText({ path, languageId, text }: ContextSnippet): string {
  const head = pathComment(path, languageId);
  return `${head}${text.endsWith('\n') ? text : `${text}\n`}\n`;
}

/** What stands below the cursor, as a comment above the prefix. */
export function followingLinesComment(below: string, languageId: string): string {
  const lines = below.split('\n').filter((line) => line.trim() !== '');
  if (lines.length === 0) return '';
  const comment = commented(['Below:', ...lines.slice(0, mostFollowingLines)].join('\n'), languageId);
  return comment === null ? '' : `${comment}\n`;
}
