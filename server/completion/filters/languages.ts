const prose: ReadonlySet<string> = new Set(['markdown', 'plaintext', 'latex', 'restructuredtext']);

/** Whether brackets, words and indentation of a language follow no rules that a filter may rely on. */
export function isProse(languageId: string): boolean {
  return prose.has(languageId);
}
