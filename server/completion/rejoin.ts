import type { Draft, Place } from './filters';
import { closers } from './filters/closers';
import { followingLines } from './filters/following-lines';

/** What joins a text with the brackets that an editor closes, right of the cursor and on a line of their own. */
const joins = [followingLines, closers];

/**
 * What is left of a suggestion that was shown, joined with what the editor wrote while it was typed. It was judged when it
 * was shown, and filters that see the place of now could think otherwise: what is on the screen stays.
 * @returns null where the editor wrote all of it.
 */
export function rejoined(text: string, place: Place): Draft | null {
  let draft: Draft = { text, replaced: 0 };
  for (const filter of joins) draft = filter.apply(draft, place);
  const kept = draft.text === text ? text : draft.text.trimEnd();
  return kept.trim() === '' ? null : { ...draft, text: kept };
}
