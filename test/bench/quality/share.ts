/** Share of the list that the condition holds for; NaN where the list is empty. */
export const share = <T>(list: readonly T[], holds: (one: T) => boolean): number =>
  list.filter(holds).length / list.length;
