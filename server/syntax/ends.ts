import { missingClosers, unpaired } from '../completion/brackets';
import { indentWidth, isBlank } from '../completion/lines';

/** What a suggestion and the code around it are to this file; see JoinedCode. */
interface Joined {
  languageId: string;
  before: string;
  written: string;
  replaced: string;
  after: string;
  growing: boolean;
}

/**
 * Closing brackets, to stand right behind what was written, for what was open before the cursor and is not closed below;
 * for a text that goes on also for what it opened itself.
 */
export function closersBehind({ before, written, after, growing }: Joined): string {
  const below = unpaired(after).closed.map(({ bracket }) => bracket);
  const open = unpaired(growing ? before + written : before).opened;
  const left = growing ? open : open.slice(0, Math.max(0, open.length - unpaired(written).closed.length));
  const missing = missingClosers(left, below);
  const closers = left
    .slice(left.length - missing)
    .reverse()
    .map(closerOf)
    .join('');
  const lastLine = written.slice(written.lastIndexOf('\n') + 1);
  return /\/\/|#/.test(lastLine) ? `\n${closers}` : closers;
}

/**
 * What ends the blocks that are open where the code is cut off. A suggestion may only open one for them where the lines
 * below are indented as if it did, or where it goes on.
 */
export function endsBelow(text: string, code: Joined): string {
  const ends = endsOf(text, code.languageId);
  if (code.growing || goesDeeper(code)) return ends.join('');
  const most = endsOf(code.before + code.replaced + code.after, code.languageId).length;
  return ends.slice(Math.max(0, ends.length - most)).join('');
}

/** What ends the blocks that a text leaves open, the innermost first. */
function endsOf(text: string, languageId: string): string[] {
  if (languageId !== 'ruby') {
    return unpaired(text)
      .opened.reverse()
      .map((bracket) => `\n${closerOf(bracket)}`);
  }
  const begun = text.match(rubyBlock)?.length ?? 0;
  const ended = text.match(/^[ \t]*end\b/gm)?.length ?? 0;
  return Array.from({ length: Math.max(0, begun - ended) }, () => '\nend');
}

const rubyBlock = /^[ \t]*(?:class|module|def|if|unless|while|until|case|begin|for)\b|\bdo(?: *\|[^|\n]*\|)?[ \t]*$/gm;

/** Whether the line below is indented more than the cursor's line. */
function goesDeeper({ before, after }: Joined): boolean {
  const line = before.slice(before.lastIndexOf('\n') + 1);
  const below = after.split('\n', 20).find((other, number) => number > 0 && !isBlank(other));
  return below !== undefined && indentWidth(below) > indentWidth(line);
}

function closerOf(bracket: string): string {
  return bracket === '(' ? ')' : bracket === '[' ? ']' : '}';
}
