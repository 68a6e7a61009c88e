/** What a line of a document imports. Paths have `/`; where they have no extension, any will do. */
export interface ImportLink {
  /** Whole paths, from the line and the path of its own document. */
  exact: string[];
  /** Ends of paths, where the line does not say where they begin. */
  endings: string[];
  /** Whether the paths are folders, all of whose files are meant. */
  folder: boolean;
  /** Names that are imported; none: all of them. */
  names: string[];
}

/** The folder that holds a path. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

/** A path without its extension. */
export function stemOf(path: string): string {
  return path.replace(/\.[^./]*$/, '');
}

/** A path that a document at `from` names by `relative`. */
export function resolvePath(from: string, relative: string): string {
  const parts = folderOf(from).split('/');
  for (const part of relative.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}

/** Files that stand for their folder. */
const folderFiles = /\/(?:index|__init__|mod|init|_index)$/;

/** Whether a link means the document at this path. */
export function linksTo({ exact, endings, folder }: ImportLink, path: string): boolean {
  const isMeant = (candidate: string) =>
    exact.includes(candidate) || endings.some((end) => candidate === end || candidate.endsWith(`/${end}`));
  if (folder) return isMeant(folderOf(path));
  const stem = stemOf(path);
  return (
    isMeant(path) ||
    isMeant(stem) ||
    (folderFiles.test(stem) && isMeant(folderOf(stem))) ||
    // TypeScript's imports name the JavaScript that comes out of it; Sass leaves out a leading `_`.
    (/\.[cm]?tsx?$/.test(path) && ['.js', '.mjs', '.cjs', '.jsx'].some((end) => isMeant(stem + end))) ||
    (/\.s[ac]ss$/.test(path) && isMeant(stem.replace(/\/_([^/]+)$/, '/$1')))
  );
}

/** Whether two files lie in the same folder. */
export function sameFolder(a: string, b: string): boolean {
  return folderOf(a) === folderOf(b);
}
