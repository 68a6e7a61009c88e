/** Where a completion is asked for. */
export interface Cursor {
  uri: string;
  languageId: string;
  version: number;
  /** The whole document as the editor has it. */
  text: string;
  /** UTF-16 offset of the cursor in the text. */
  offset: number;
  /** The same place as zero-based line and UTF-16 character. */
  position: { line: number; character: number };
  /** URIs of the workspace's folders. */
  workspaceFolders: string[];
  /** What the text has before the cursor that the document has not: the rest of an item that the editor would put in. */
  ahead?: string;
}

/** `automatic` while typing, `manual` when the user asked. */
export type Trigger = 'automatic' | 'manual';

/** Whose prompts a document's are, for the engine. */
export function cacheKey({ uri }: Pick<Cursor, 'uri'>): string {
  return `completion:${uri}`;
}

/** Whether the offset stands between the halves of a surrogate pair. */
export function splitsCharacter(text: string, offset: number): boolean {
  return isHigh(text.charCodeAt(offset - 1)) && isLow(text.charCodeAt(offset));
}

const isHigh = (unit: number) => unit >= 0xd800 && unit <= 0xdbff;
const isLow = (unit: number) => unit >= 0xdc00 && unit <= 0xdfff;
