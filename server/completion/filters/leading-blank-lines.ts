import { isBlank } from '../lines';
import type { Filter } from './filter';

/**
 * Takes away blank lines at the beginning where the cursor stands on a blank line already. The line that then comes
 * first loses the indentation that stands before the cursor; where it has another one, nothing is changed.
 */
export const leadingBlankLines: Filter = {
  name: 'blank lines at the beginning',
  apply(draft, { lineBefore }) {
    const blankLines = /^(?:[ \t]*\n)+/.exec(draft.text)?.[0];
    if (blankLines === undefined || !isBlank(lineBefore)) return draft;
    const rest = draft.text.slice(blankLines.length);
    return rest.startsWith(lineBefore) ? { ...draft, text: rest.slice(lineBefore.length) } : draft;
  },
};
