import { unpaired } from '../brackets';
import { cutAt, type Filter } from './filter';

/**
 * Cuts the end of a text that repeats the real text right of the cursor:
 * - all of it, or its beginning where that is punctuation or at least three letters, so that `a` before `abc` stays;
 * - the punctuation at its end, where the text would close with it what is closed on the right: `b);` before `, c);`.
 */
export const restOfLine: Filter = {
  name: 'repeats the rest of the line',
  apply(draft, { restOfLine: rest, closersOnly }) {
    if (closersOnly) return draft;
    const text = draft.text.replace(/[ \t]+$/, '');
    const right = rest.replace(/[ \t]+$/, '');
    const repeated = commonBeginning(text, right) || commonEnd(text, right);
    return repeated > 0 ? cutAt(draft, text.length - repeated) : draft;
  },
};

/** Length of the end of the text that is the beginning of what stands right of it, where that tells something. */
function commonBeginning(text: string, right: string): number {
  for (let length = Math.min(text.length, right.length); length > 0; length--) {
    const overlap = right.slice(0, length);
    if (!text.endsWith(overlap) || overlap.trim() === '') continue;
    if (length === right.length || /^[^\p{L}\p{N}_]+$/u.test(overlap) || overlap.trim().length >= 3) return length;
  }
  return 0;
}

/** Length of the punctuation with which both end, where it closes something that the text did not open. */
function commonEnd(text: string, right: string): number {
  const end = punctuationAtEnd(text);
  if (end === '' || end !== punctuationAtEnd(right)) return 0;
  const halfString = ['"', "'", '`'].some((quote) => end.includes(quote) && text.split(quote).length % 2 === 0);
  return halfString || /^[;,]$/.test(end) || unpaired(text).closed.length > 0 ? end.length : 0;
}

function punctuationAtEnd(text: string): string {
  return /[^\p{L}\p{N}_]*$/u.exec(text)?.[0] ?? '';
}
