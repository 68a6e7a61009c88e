import { leavesBlock } from '../stop';
import { cutAt, type Filter } from './filter';
import { isProse } from './languages';

/**
 * Cuts the text before the first line that is indented less than the cursor's block; lines such as `}` and `else` go
 * with the block. A list in a prose text has no such rule.
 */
export const scope: Filter = {
  name: 'leaves its block',
  apply(draft, place) {
    if (isProse(place.languageId)) return draft;
    const [first = '', ...others] = draft.text.split('\n');
    let start = first.length + 1;
    for (const line of others) {
      if (leavesBlock(line, first, place)) return cutAt(draft, start - 1);
      start += line.length + 1;
    }
    return draft;
  },
};
