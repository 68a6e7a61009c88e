import { diffChars } from 'diff';
import type { Cursor } from './cursor';
import type { Draft } from './filters';

/** A suggestion as the protocol carries it; positions are zero-based lines and UTF-16 characters. */
export interface Suggestion {
  insertText: string;
  range: { start: Cursor['position']; end: Cursor['position'] };
}

/**
 * The suggestion that the editor gets, with the document's own line endings.
 * VS Code shows ghost text only where the replaced text is found, in order, in the new text; where it is not, nothing
 * is replaced.
 */
export function toSuggestion(draft: Draft, at: Pick<Cursor, 'text' | 'offset' | 'position'>): Suggestion {
  const insertText = usesCrlf(at.text) ? draft.text.replaceAll('\n', '\r\n') : draft.text;
  const replaced = at.text.slice(at.offset, at.offset + draft.replaced);
  const length = isContained(replaced, insertText) ? replaced.length : 0;
  const { line, character } = at.position;
  return { insertText, range: { start: { line, character }, end: { line, character: character + length } } };
}

/** Whether the first line ends with CRLF; a document has one kind of line ending, as VS Code sees to it. */
function usesCrlf(text: string): boolean {
  return text[text.indexOf('\n') - 1] === '\r';
}

function isContained(part: string, whole: string): boolean {
  return part === '' || !diffChars(part, whole).some(({ removed }) => removed);
}
