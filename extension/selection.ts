import type { Attachment, UserMessage } from '../shared/protocol';
import type { Block } from './enclosing';
import { messages } from './messages';

/** What of a document the user means, as plain data. Lines and characters are zero-based. */
export interface Selected {
  document: { path: string; uri: string; languageId: string; lines: readonly string[] };
  start: { line: number; character: number };
  end: { line: number; character: number };
}

/** The lines that a selection covers; a selection that ends before the first character of a line does not cover it. */
export function coveredLines({ start, end }: Pick<Selected, 'start' | 'end'>): { startLine: number; endLine: number } {
  const endsBefore = end.character === 0 && end.line > start.line;
  return { startLine: start.line, endLine: endsBefore ? end.line - 1 : end.line };
}

/**
 * The code to explain: the selection, else the enclosing function or class, else what the user should do.
 * @param enclosing The smallest function or class around the selection or the cursor.
 */
export function codeToExplain(selected: Selected, enclosing: Block | null): Attachment | UserMessage {
  const { path, uri, languageId, lines } = selected.document;
  if (lines.every((line) => line.trim() === '')) return messages.emptyFile(path);
  const named = enclosing ? { enclosing: enclosing.name } : {};
  const text = selectedText(selected);
  if (text.trim() !== '') return { path, uri, languageId, ...coveredLines(selected), ...named, text };
  if (!enclosing) return messages.noFunctionHere();
  const { startLine, endLine } = enclosing;
  return { path, uri, languageId, startLine, endLine, ...named, text: lines.slice(startLine, endLine + 1).join('\n') };
}

function selectedText({ document: { lines }, start, end }: Selected): string {
  const first = lines[start.line] ?? '';
  if (start.line === end.line) return first.slice(start.character, end.character);
  const last = (lines[end.line] ?? '').slice(0, end.character);
  return [first.slice(start.character), ...lines.slice(start.line + 1, end.line), last].join('\n');
}

/** Whether it is code rather than a message. */
export function isAttachment(value: Attachment | UserMessage): value is Attachment {
  return 'uri' in value;
}
