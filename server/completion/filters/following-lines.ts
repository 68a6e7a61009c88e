import { unpaired } from '../brackets';
import { firstLineOf, isCloser, sameLine } from '../lines';
import { cutAt, type Filter } from './filter';

/** Cuts the text where it begins to write the lines again that stand below the cursor. */
export const followingLines: Filter = {
  name: 'repeats the lines below',
  apply(draft, { lineBefore, below }) {
    const next = firstLineOf(below);
    if (next === null) return draft;
    let start = 0;
    for (const [number, line] of draft.text.split('\n').entries()) {
      const before = draft.text.slice(0, start);
      const needed = isCloser(line) && unpaired(before).opened.length > 0;
      if (!needed && sameLine(number === 0 ? lineBefore + line : line, next))
        return cutAt(draft, Math.max(0, start - 1));
      start += line.length + 1;
    }
    return draft;
  },
};
