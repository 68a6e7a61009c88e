/** What decides whether a document gets suggestions, besides the server's own view of it. */
export interface Place {
  languageId: string;
  /** Whether it is a document that people write. */
  written: boolean;
  trusted: boolean;
  allowedUntrusted: boolean;
  /** `completion.enabled` as it holds for the language. */
  enabled: boolean;
  disabledLanguages: readonly string[];
  /** The glob that leaves the file out, or null. */
  excludedBy: string | null;
  /** Kilobytes of text. */
  size: number;
  maxSize: number;
}

/** Why a document gets no suggestions, for its author, or null. */
export function exclusionOf(place: Place): string | null {
  if (!place.written) return 'this is not a document that you write';
  if (!place.trusted && !place.allowedUntrusted) return 'the workspace is not trusted';
  if (!place.enabled || place.disabledLanguages.includes(place.languageId)) {
    return `suggestions are turned off for ${place.languageId}`;
  }
  if (place.excludedBy !== null) return `the file is excluded by ${place.excludedBy}`;
  if (place.size > place.maxSize) return `the file is larger than ${place.maxSize} kilobytes`;
  return null;
}
