import type { CursorWindow } from '../window';

/** A suggestion on its way through the filters. Line endings are LF. */
export interface Draft {
  /** What is put in at the cursor; empty: nothing is shown. */
  text: string;
  /** UTF-16 units right of the cursor, on its line, that the text stands for. */
  replaced: number;
}

/** Where the suggestion is to stand. */
export interface Place extends Omit<CursorWindow, 'start' | 'end'> {
  languageId: string;
  /** More of the document than the model sees, for what has to parse: whole lines, LF line endings. */
  around?: { before: string; after: string };
}

/** A pure rule that changes or drops a suggestion and never touches what stands around it. */
export interface Filter {
  /** As the trace tells it. */
  name: string;
  /** The draft as it should be; its text is empty where the filter drops it. */
  apply(draft: Draft, place: Place): Draft;
}

/** The draft without what follows the first so many characters. */
export function cutAt(draft: Draft, length: number): Draft {
  return length >= draft.text.length ? draft : { text: draft.text.slice(0, length), replaced: 0 };
}
