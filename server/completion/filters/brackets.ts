import { closes, missingClosers, unpaired } from '../brackets';
import { closers } from './closers';
import { cutAt, type Filter } from './filter';
import { isProse } from './languages';

/** Cuts a text before a closing bracket that closes nothing which is still open. Prose is left alone. */
export const brackets: Filter = {
  name: 'unbalanced brackets',
  apply(draft, place) {
    if (isProse(place.languageId)) return draft;
    const written = unpaired(draft.text).closed;
    if (written.length === 0) return draft;
    const open = unpaired(place.prefix).opened;
    const below = unpaired(place.restOfLine.slice(draft.replaced) + place.below).closed.map(({ bracket }) => bracket);
    // A window that begins inside the document does not see all that is open.
    const unseen = !place.wholePrefix && below.length === 0;
    const missing = missingClosers(open, below);
    const surplus = written.find(({ bracket }, number) => {
      const opening = open.at(-1 - number);
      if (opening === undefined) return !unseen;
      return number >= missing || !closes(bracket, opening);
    });
    // What is left may no longer write the closers that it replaced.
    return surplus ? closers.apply(cutAt(draft, surplus.index), place) : draft;
  },
};
