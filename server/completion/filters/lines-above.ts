import { isBlank, isTelling } from '../lines';
import { cutAt, type Filter } from './filter';

/** Drops a text whose lines are those that stand right above it. Short lines such as `}` may come twice. */
export const linesAbove: Filter = {
  name: 'repeats the lines above',
  apply(draft, { prefix, lineBefore }) {
    const written = linesOf(lineBefore + draft.text);
    const above = linesOf(prefix.slice(0, prefix.length - lineBefore.length)).slice(-written.length);
    const same = above.length === written.length && written.every((line, number) => line === above[number]);
    return same && written.some(isTelling) ? cutAt(draft, 0) : draft;
  },
};

function linesOf(text: string): string[] {
  return text
    .split('\n')
    .filter((line) => !isBlank(line))
    .map((line) => line.trim());
}
