import { isBlank } from '../lines';
import { cutAt, type Filter } from './filter';

/** Drops a text in which nothing can be seen. */
export const blank: Filter = {
  name: 'blank',
  apply: (draft) => (isBlank(draft.text) ? cutAt(draft, 0) : draft),
};
