import { familyOf } from './families';
import { importRules } from './import-rules';
import type { ImportLink } from './links';

/** Languages in which the files of a folder see each other without an import. */
const sharedFolders = new Set(['go', 'java', 'kotlin', 'scala', 'swift', 'csharp']);

/**
 * What a document imports, told from its text by the few forms that a language has.
 * @param text The head of the document, where imports stand; at most some ten thousand characters.
 * @param path Whole path of the document with `/`.
 */
export function importsOf(languageId: string, text: string, path: string): ImportLink[] {
  const links: ImportLink[] = [];
  for (const { pattern, read } of importRules[familyOf(languageId)] ?? []) {
    for (const match of text.matchAll(pattern)) {
      const found = read((at) => match[at] ?? '', path);
      for (const link of found) links.push({ exact: [], endings: [], folder: false, names: [], ...link });
    }
  }
  return links.filter(({ exact, endings }) => exact.length + endings.length > 0);
}

/** Whether files of this language see what the other files of their folder declare. */
export function seesItsFolder(languageId: string): boolean {
  return sharedFolders.has(languageId);
}
