/** Select a function and run "Cria: Explain Selection", from the context menu or the command palette. */

/** How often each word stands in a text; words are compared without regard to case. */
export function wordCounts(text: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const word of text.toLowerCase().match(/\p{Letter}+/gu) ?? []) {
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return counts;
}

/** The words that stand most often in a text, the most frequent first. */
export function mostFrequent(text: string, howMany: number): string[] {
  const ranked = [...wordCounts(text)].sort(([, a], [, b]) => b - a);
  return ranked.slice(0, howMany).map(([word]) => word);
}
