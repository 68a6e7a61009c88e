import { isBlank, isTelling } from '../lines';
import type { Filter } from './filter';
import { isProse } from './languages';

/**
 * Takes away the beginning of a text that only says again what stands before the cursor: the beginning of the cursor's
 * line, or on a blank line the line above it. What then comes first loses the indentation that stands there already.
 */
export const prefixEcho: Filter = {
  name: 'repeats the text before the cursor',
  apply(draft, { lineBefore, prefix, languageId }) {
    if (isProse(languageId)) return draft;
    const begun = lineBefore.trim();
    if (begun !== '') {
      const text = draft.text.trimStart();
      if (!isTelling(begun) || !text.startsWith(begun) || goesOn(begun, text.charAt(begun.length))) return draft;
      const rest = text.slice(begun.length);
      return { ...draft, text: /\s$/.test(lineBefore) ? rest.replace(/^[ \t]+/, '') : rest };
    }
    const above = lastLine(prefix.slice(0, prefix.length - lineBefore.length));
    const [first = '', ...others] = draft.text.split('\n');
    const rest = others.join('\n');
    const echo = isTelling(above) && first.trim() === above && !isBlank(rest) && rest.startsWith(lineBefore);
    return echo ? { ...draft, text: rest.slice(lineBefore.length) } : draft;
  },
};

/** Whether the word at the end of a text goes on: `value` is no echo of `val`. */
function goesOn(text: string, next: string): boolean {
  return /[\p{L}\p{N}_]$/u.test(text) && /^[\p{L}\p{N}_]/u.test(next);
}

/** The last line that is not blank, without its indentation. */
function lastLine(text: string): string {
  const trimmed = text.trimEnd();
  return trimmed.slice(trimmed.lastIndexOf('\n') + 1).trim();
}
