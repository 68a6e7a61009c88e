import { roundOf } from '../stop';
import { cutAt, type Filter } from './filter';

/** A bit of text that comes so often in a row, in one line, that nobody meant it; rules such as `-----` are meant. */
const loop = /([\p{L}\p{N}])\1{11,}|([^\n]{1,24}?[\p{L}\p{N}][^\n]{0,24}?)\2{7,}/u;
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

function loops(line: string): boolean {
  return loop.test(line.slice(0, longestLine));
}
