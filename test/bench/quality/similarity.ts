/** Whether two texts are the same but for white space at their ends. */
export const isExact = (written: string, expected: string): boolean => written.trimEnd() === expected.trimEnd();

/** 1 less the edit distance by the length of the longer text: 1 for the same text, 0 for nothing in common. */
export function editSimilarity(a: string, b: string): number {
  const longer = Math.max(a.length, b.length);
  return longer === 0 ? 1 : 1 - editDistance(a, b) / longer;
}

/** Insertions, deletions and replacements of UTF-16 units that make one text of the other. */
export function editDistance(a: string, b: string): number {
  let above = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const replaced = above[column - 1]! + (a[row - 1] === b[column - 1] ? 0 : 1);
      current.push(Math.min(above[column]! + 1, current[column - 1]! + 1, replaced));
    }
    above = current;
  }
  return above[b.length]!;
}

/**
 * Whether everything that a suggestion says is right: it is what is missing, or whole lines from its beginning. Whoever
 * accepts it has nothing to delete.
 */
export function isRight(written: string, expected: string): boolean {
  const said = written.trimEnd();
  if (said === '') return false;
  return isExact(said, expected) || expected.startsWith(`${said}\n`);
}
