/** Code from another place that may help a completion. */
export interface ContextSnippet {
  /** Path in the workspace with `/`, for the model to read; of a notebook's cell that of its notebook. */
  path: string;
  languageId: string;
  /** Whole lines with LF endings, without a line ending at the end. */
  text: string;
  /**
   * `import`: signatures of what the document imports; `definition`: of a name near the cursor; `recent`: edited or
   * visited lately; `similar`: uses the same names.
   */
  why: 'import' | 'definition' | 'recent' | 'similar';
}
