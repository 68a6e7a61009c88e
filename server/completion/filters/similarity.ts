/** Lines are compared up to this length. */
const mostCharacters = 200;

/**
 * How much alike two lines are, 0 to 1: one less the share of characters that have to be put in, taken out or exchanged.
 * @param atLeast the search ends with 0 as soon as it cannot be reached any more.
 */
export function similarity(one: string, other: string, atLeast = 0): number {
  const a = one.slice(0, mostCharacters);
  const b = other.slice(0, mostCharacters);
  const longest = Math.max(a.length, b.length);
  if (longest === 0) return 1;
  const most = Math.floor(longest * (1 - atLeast));
  if (Math.abs(a.length - b.length) > most) return 0;

  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const next = [row];
    for (let column = 1; column <= b.length; column++) {
      const exchanged = (last[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1);
      next.push(Math.min(exchanged, (last[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1));
    }
    if (Math.min(...next) > most) return 0;
    last = next;
  }
  return 1 - (last[b.length] ?? longest) / longest;
}
