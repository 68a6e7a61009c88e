import assert from 'node:assert/strict';
import { applyFilters, type Filter, type Place } from '../../server/completion/filters';
import type { Cursor } from '../../server/completion/cursor';
import { windowAround } from '../../server/completion/window';

/** Reads a document in which `║` is the cursor. */
export function cursorAt(marked: string, facts: Partial<Cursor> = {}): Cursor {
  const offset = marked.indexOf('║');
  assert.ok(offset >= 0, 'the document has no ║');
  const text = marked.replace('║', '');
  const above = text.slice(0, offset).split('\n');
  const position = { line: above.length - 1, character: above.at(-1)?.length ?? 0 };
  return {
    ...{ uri: 'file:///project/a.ts', languageId: 'typescript', version: 1, workspaceFolders: ['file:///project'] },
    ...{ text, offset, position, ...facts },
  };
}

/** The place of a marked document, with a window that holds all of it. */
export function placeOf(marked: string, languageId: string): Place {
  const budget = { prefix: 100_000, suffix: 100_000 };
  return { ...windowAround(cursorAt(marked), budget), languageId };
}

/** Reads a suggestion between `⟦` and `⟧`. */
export function suggestionOf(marked: string): string {
  assert.match(marked, /^⟦[^]*⟧$/, 'the suggestion is not between ⟦ and ⟧');
  return marked.slice(1, -1);
}

/** The filter makes the one suggestion of the other; `⟦⟧` means that it drops it. */
export function cuts(filter: Filter, document: string, from: string, to: string, languageId = 'typescript'): void {
  const draft = filter.apply({ text: suggestionOf(from), replaced: 0 }, placeOf(document, languageId));
  assert.equal(`⟦${draft.text}⟧`, to, document);
  assert.notEqual(from, to, 'use keeps() for what stays as it is');
}

/** The filter leaves the suggestion as it is. */
export function keeps(filter: Filter, document: string, suggestion: string, languageId = 'typescript'): void {
  const draft = { text: suggestionOf(suggestion), replaced: 0 };
  assert.deepEqual(filter.apply(draft, placeOf(document, languageId)), draft, document);
}

/** After all filters, the suggestion makes this document of it. */
export function joins(document: string, suggestion: string, joined: string, languageId = 'typescript'): void {
  const { draft } = applyFilters({ text: suggestionOf(suggestion), replaced: 0 }, placeOf(document, languageId));
  const [before = '', after = ''] = document.split('║');
  assert.equal(draft === null ? 'dropped' : before + draft.text + after.slice(draft.replaced), joined);
}
