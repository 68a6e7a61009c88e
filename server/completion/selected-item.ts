import type { Cursor } from './cursor';

/** The item that is selected in the editor's list of completions. */
export interface SelectedItem {
  /** UTF-16 offsets of what it replaces. */
  start: number;
  end: number;
  text: string;
}

/**
 * The document as it would be with the item that is selected in the editor's list: a suggestion next to the list has to
 * begin with it. Null where the item does not just go on from what was typed, so that nothing could be shown with it.
 */
export function withSelectedItem(at: Cursor, { start, end, text }: SelectedItem): Cursor | null {
  const typed = at.text.slice(start, at.offset);
  if (start > at.offset || end !== at.offset || !text.startsWith(typed) || text.includes('\n')) return null;
  const ahead = text.slice(typed.length);
  if (ahead === '') return at;
  const { line, character } = at.position;
  return {
    ...at,
    text: at.text.slice(0, at.offset) + ahead + at.text.slice(at.offset),
    offset: at.offset + ahead.length,
    position: { line, character: character + ahead.length },
    ahead,
  };
}
