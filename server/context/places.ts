import type { LineEdit } from './open-text';

/** Lines of a document that the user edited or looked at. */
export interface RecentPlace {
  uri: string;
  kind: 'edited' | 'visited';
  startLine: number;
  /** The last line. */
  endLine: number;
}

/** Places that are kept; older ones are forgotten. */
const mostPlaces = 24;
/** Places with fewer lines between them are one. */
const mergeDistance: Record<RecentPlace['kind'], number> = { edited: 4, visited: 12 };
/** A place that grew longer came from a tool or a paste of a file and says nothing of what is worked on. */
export const longestPlace = 80;

/** The places with one more, newest first; those of its kind that it touches become one with it. */
export function withPlace(places: readonly RecentPlace[], place: RecentPlace): RecentPlace[] {
  const near = mergeDistance[place.kind];
  const merged = { ...place };
  const others: RecentPlace[] = [];
  for (const other of places) {
    const touches =
      other.uri === place.uri &&
      other.kind === place.kind &&
      other.startLine <= place.endLine + near &&
      place.startLine <= other.endLine + near;
    if (!touches) others.push(other);
    // What somebody looked at is where the cursor is now; what was edited is all of it.
    else if (place.kind === 'edited') {
      merged.startLine = Math.min(merged.startLine, other.startLine);
      merged.endLine = Math.max(merged.endLine, other.endLine);
    }
  }
  return merged.endLine - merged.startLine >= longestPlace ? others : [merged, ...others].slice(0, mostPlaces);
}

/** The places after an edit: those below it move, those that it touches keep what is left of them. */
export function movedBy(places: readonly RecentPlace[], uri: string, edit: LineEdit): RecentPlace[] {
  const moved = edit.lines - (edit.endLine - edit.startLine + 1);
  if (moved === 0) return [...places];
  const shift = (line: number) => {
    if (line > edit.endLine) return line + moved;
    return line <= edit.startLine ? line : Math.min(line, edit.startLine + edit.lines - 1);
  };
  return places.map((place) =>
    place.uri === uri ? { ...place, startLine: shift(place.startLine), endLine: shift(place.endLine) } : place,
  );
}
