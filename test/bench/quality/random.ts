/** Numbers from 0 to 1 that the same seed gives again (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A whole number from `from` up to, but not, `to`. */
export const whole = (random: () => number, from: number, to: number): number =>
  from + Math.floor(random() * (to - from));

/** One of the list's members; the list is not empty. */
export const oneOf = <T>(random: () => number, list: readonly T[]): T => list[whole(random, 0, list.length)]!;

/** The list in another order. */
export function shuffled<T>(random: () => number, list: readonly T[]): T[] {
  const order = [...list];
  for (let last = order.length - 1; last > 0; last--) {
    const other = whole(random, 0, last + 1);
    [order[last], order[other]] = [order[other]!, order[last]!];
  }
  return order;
}
