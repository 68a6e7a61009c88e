import { closes, unpaired } from '../brackets';
import { closers } from './closers';
import { cutAt, type Filter, type Place } from './filter';

/** Cuts a text before a closing bracket that closes nothing which is still open. Prose is left alone. */
export const brackets: Filter = {
  name: 'unbalanced brackets',
  apply(draft, place) {
    if (prose.has(place.languageId)) return draft;
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

const prose: ReadonlySet<Place['languageId']> = new Set(['markdown', 'plaintext', 'latex', 'restructuredtext']);

/**
 * How many of the open brackets the text below does not close, the innermost first. Of all numbers with which the
 * rest pairs up without a clash, it is the one that leaves the fewest brackets alone.
 */
function missingClosers(open: string[], below: string[]): number {
  let best = { missing: open.length, alone: below.length };
  for (let missing = open.length - 1; missing >= 0; missing--) {
    const outer = open.slice(0, open.length - missing).reverse();
    const pairs = Math.min(outer.length, below.length);
    const fits = below.slice(0, pairs).every((bracket, number) => closes(bracket, outer[number]));
    const alone = outer.length + below.length - 2 * pairs;
    if (fits && alone <= best.alone) best = { missing, alone };
  }
  return best.missing;
}
