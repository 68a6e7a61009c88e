/** A document that the client has open. `TextDocument` of vscode-languageserver-textdocument is one. */
export interface OpenText {
  readonly uri: string;
  readonly languageId: string;
  readonly version: number;
  readonly lineCount: number;
  getText(range?: { start: Place; end: Place }): string;
  offsetAt(position: Place): number;
}

/** Zero-based line and UTF-16 character. */
interface Place {
  line: number;
  character: number;
}

/**
 * Whole lines with LF endings, as many as have room from the first one on.
 * @param endLine The line after the last one; both are moved into the document.
 * @param most UTF-16 units that may be read.
 */
export function readLines(document: OpenText, startLine: number, endLine: number, most: number): string[] {
  const first = Math.max(0, startLine);
  const start = { line: first, character: 0 };
  const from = document.offsetAt(start);
  let last = Math.min(endLine, document.lineCount);
  while (last > first && document.offsetAt({ line: last, character: 0 }) - from > most) {
    last = first + Math.floor((last - first) / 2);
  }
  if (last <= first) return [];
  const text = document.getText({ start, end: { line: last, character: 0 } });
  const lines = text.split(/\r\n|\r|\n/);
  // All but a document's last line end with a line ending, behind which a split finds one more, empty line.
  return lines.slice(0, last - first);
}

/** Lines of a document that were replaced by others. */
export interface LineEdit {
  /** First and last line that were touched, before the edit. */
  startLine: number;
  endLine: number;
  /** Lines that stand there after the edit, one at least. */
  lines: number;
}

/** A change as the protocol tells it; without a range the whole text is new. */
export interface TextChange {
  range?: { start: { line: number }; end: { line: number } };
  text: string;
}

/** The lines that a change touches, or null where it replaces the whole text. Its cost is that of the new text. */
export function lineEditOf({ range, text }: TextChange): LineEdit | null {
  if (!range) return null;
  const kept = range.end.line - range.start.line + 1;
  return {
    startLine: range.start.line,
    endLine: range.start.line + Math.max(1, kept) - 1,
    lines: 1 + (text.match(/\r\n|\r|\n/g)?.length ?? 0),
  };
}
