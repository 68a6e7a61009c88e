/** The editors that can be seen, by the URIs of their documents. */
export interface ShownEditors {
  active: { uri: string; position: { line: number; character: number } } | null;
  visible: string[];
  /**
   * Open documents whose text may help in others: those that version control does not ignore. Absent: as before, and
   * where none were ever told, the client cannot know.
   */
  sources?: string[];
}

/** Text of definitions that the editor's own providers found for names around a cursor. Replaces the last ones of the document. */
export interface Definitions {
  uri: string;
  snippets: { uri: string; languageId: string; startLine: number; text: string }[];
}
