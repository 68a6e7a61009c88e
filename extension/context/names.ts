import { enclosingBlock } from '../enclosing';

/** Names that are looked up at one place of the cursor. */
const mostNames = 3;
const mostDefinitionLines = 20;
/** Lines in which the end of a definition is looked for; a longer one is cut. */
export const readDefinitionLines = 60;
/** Words that have no definition, in most languages. */
const keywords = new Set(
  `as async await break case catch class const continue def default do elif else enum export extends false final fn for
  from func function if impl implements import in interface is let match mod mut new nil None not null or package pass
  private protected pub public return self static struct super switch this throw true True False try type typeof use
  using val var void while with yield`.split(/\s+/),
);

/**
 * Where the names of a line begin that may matter at a cursor: the one it stands at or behind, and those before it, the
 * nearest first.
 */
export function namesAt(line: string, character: number): number[] {
  const found: number[] = [];
  const seen = new Set<string>();
  const names = [...line.matchAll(/[\p{L}_$][\p{L}\p{N}_$]*/gu)].filter(({ index }) => index <= character);
  for (const { 0: name, index } of names.reverse()) {
    if (name.length < 2 || keywords.has(name) || seen.has(name)) continue;
    seen.add(name);
    found.push(index);
    if (found.length === mostNames) break;
  }
  return found;
}

/**
 * The definition that begins with the first of these lines: its function or class, or the one line.
 * @param lines At most {@link readDefinitionLines}.
 */
export function definitionText(lines: readonly string[]): string {
  const end = enclosingBlock(lines, 0, 0)?.endLine ?? 0;
  return lines.slice(0, Math.min(end + 1, mostDefinitionLines)).join('\n');
}
