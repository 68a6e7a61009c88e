import { cutAt, type Filter } from './filter';

/** Cuts white space at the end. Only ASCII: a no-break or ideographic space was meant. */
export const trailingWhiteSpace: Filter = {
  name: 'trailing white space',
  apply: (draft) => {
    const kept = draft.text.replace(/[ \t\r\n]+$/, '').length;
    return kept === draft.text.length ? draft : { ...cutAt(draft, kept), replaced: draft.replaced };
  },
};
