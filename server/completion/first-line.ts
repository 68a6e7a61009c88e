import { unpaired } from './brackets';
import { isBlank } from './lines';

/**
 * Length of a text up to the end of its first line that can stand alone: whole, not blank, and leaving no list or
 * argument list open; null where there is none yet. A block may stay open.
 * @param from length of the beginning that stands in the document already.
 */
export function firstWholeLine(text: string, from = 0): number | null {
  for (let end = text.indexOf('\n', from); end >= 0; end = text.indexOf('\n', end + 1)) {
    if (isBlank(text.slice(from, end))) continue;
    const { opened } = unpaired(text.slice(0, end));
    if (!opened.includes('(') && !opened.includes('[')) return end;
  }
  return null;
}
