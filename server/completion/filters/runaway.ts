import { roundOf } from '../stop';
import { cutAt, type Filter } from './filter';

/** A bit of a line that comes so often in a row was not meant; a single letter has to come oftener. */
const mostRounds = 8;
const mostLetters = 12;
const longestBit = 48;
const longestLine = 2_000;

/**
 * Cuts a text that runs in a circle: before the line that repeats a bit of itself over and over, and after the first
 * round of lines that come three times. Where the line above does so too, it is a table.
 */
export const runaway: Filter = {
  name: 'runs in a circle',
  apply(draft, { prefix, lineBefore }) {
    const lines = draft.text.split('\n');
    const above = prefix.slice(0, prefix.length - lineBefore.length).trimEnd();
    const table = loops(above.slice(above.lastIndexOf('\n') + 1));
    let start = 0;
    for (const [number, line] of lines.entries()) {
      if (!table && loops(line)) return cutAt(draft, Math.max(0, start - 1));
      start += line.length + 1;
      const round = roundOf(lines.slice(0, number + 1), lineBefore);
      if (round !== null) return cutAt(draft, lines.slice(0, round).join('\n').length);
    }
    return draft;
  },
};

/** Whether a bit with letters or digits in it comes over and over; rules such as `-----` are meant. */
function loops(whole: string): boolean {
  const line = whole.slice(0, longestLine);
  for (let bit = 1; bit <= longestBit && bit * mostRounds <= line.length; bit++) {
    const most = bit === 1 ? mostLetters : mostRounds;
    let same = 0;
    for (let at = bit; at < line.length; at++) {
      same = line.charCodeAt(at) === line.charCodeAt(at - bit) ? same + 1 : 0;
      if (same >= bit * (most - 1) && /[\p{L}\p{N}]/u.test(line.slice(at - bit + 1, at + 1))) return true;
    }
  }
  return false;
}
