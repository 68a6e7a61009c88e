/** Whose prompt it is, and where it may be kept. */
export interface PromptOwner {
  /** Name of a document or a conversation. */
  cacheKey: string;
  /** `memory`: never on disk. */
  keep: 'memory' | 'disk';
}
