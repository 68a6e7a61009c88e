import type { TextChange } from '../suggestions/lifecycle';

/** Places of a document, in UTF-16 units from its start: accepted text that is still there. In order, none empty. */
export type Pieces = readonly { start: number; end: number }[];

/**
 * What is left of the pieces after a change, where it is then. What is written into the middle of one parts it in two.
 * @param change In the coordinates from before the change.
 */
export function piecesAfter(pieces: Pieces, { offset, removed, text }: TextChange): Pieces {
  const removedTo = offset + removed;
  const by = text.length - removed;
  return pieces.flatMap(({ start, end }) => [
    ...(start < offset ? [{ start, end: Math.min(end, offset) }] : []),
    ...(end > removedTo ? [{ start: Math.max(start, removedTo) + by, end: end + by }] : []),
  ]);
}

/** Units in all the pieces. */
export function lengthOf(pieces: Pieces): number {
  return pieces.reduce((sum, { start, end }) => sum + end - start, 0);
}

/**
 * The pieces after several changes that happened at once. VS Code gives them from the document's end to its start, so
 * that each can be applied as if it were alone.
 */
export function piecesAfterAll(pieces: Pieces, changes: readonly TextChange[]): Pieces {
  return [...changes].sort((a, b) => b.offset - a.offset).reduce(piecesAfter, pieces);
}
