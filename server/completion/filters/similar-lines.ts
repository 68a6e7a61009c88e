import { isBlank, isTelling } from '../lines';
import { cutAt, type Filter } from './filter';
import { similarity } from './similarity';

/** Two lines in a row that are so much alike as those below are taken for the same thing, said a little differently. */
const alike = 0.85;

/**
 * Cuts the text where it begins to write again, with small changes, what stands below the cursor: one line that differs
 * in white space, quotation marks, commas and semicolons only, or two in a row that are much alike. Lines that differ in
 * a number are steps of a series.
 */
export const similarLines: Filter = {
  name: 'much like the lines below',
  apply(draft, { lineBefore, below }) {
    const [next, second] = below.split('\n', 40).filter((line) => !isBlank(line));
    if (next === undefined || !isTelling(next)) return draft;
    let start = 0;
    const lines = draft.text.split('\n');
    for (const [number, line] of lines.entries()) {
      const whole = number === 0 ? lineBefore + line : line;
      const following = lines.slice(number + 1).find((other) => !isBlank(other));
      if (isTelling(whole) && repeats(whole, next, following, second)) return cutAt(draft, Math.max(0, start - 1));
      start += line.length + 1;
    }
    return draft;
  },
};

function repeats(line: string, next: string, following: string | undefined, second: string | undefined): boolean {
  if (bare(line) === bare(next)) return true;
  if (following === undefined || second === undefined || !isTelling(second)) return false;
  return muchAlike(line, next) && muchAlike(following, second);
}

function muchAlike(one: string, other: string): boolean {
  const digits = (line: string) => line.replace(/\D+/g, ' ').trim();
  return digits(one) === digits(other) && similarity(one.trim(), other.trim(), alike) >= alike;
}

/** A line without what does not change its meaning. */
function bare(line: string): string {
  return line
    .replace(/[,;]\s*$/, '')
    .replace(/\s+/g, '')
    .replace(/['"`]/g, '"');
}
