import { indentWidth, isBlank, opensBlock } from '../lines';
import type { Filter } from './filter';

/**
 * Takes away indentation that goes beyond what the line above allows, from all lines of the text: one step deeper where
 * that line opens a block, else none. Prose and data languages indent as they like.
 */
export const indentation: Filter = {
  name: 'deeper than its block',
  apply(draft, { languageId, lineBefore, prefix }) {
    const extra = /^[ \t]+(?=\S)/.exec(draft.text)?.[0];
    if (extra === undefined || !isBlank(lineBefore) || freeForm.has(languageId)) return draft;
    const above = prefix.slice(0, prefix.length - lineBefore.length).split('\n');
    const header = above.findLast((line) => !isBlank(line)) ?? '';
    const allowed = indentWidth(header) + indentStep(above);
    if (opensBlock(header) && indentWidth(lineBefore + extra) <= allowed) return draft;

    const deep = lineBefore + extra;
    const [first = '', ...rest] = draft.text.split('\n');
    const moved = rest.map((line) => (line.startsWith(deep) ? lineBefore + line.slice(deep.length) : line));
    return { ...draft, text: [first.slice(extra.length), ...moved].join('\n') };
  },
};

const freeForm = new Set(['markdown', 'plaintext', 'yaml', 'latex', 'restructuredtext', 'haskell']);

/** The smallest indentation of the lines above, in columns; four where none is indented. */
function indentStep(lines: string[]): number {
  const widths = lines.filter((line) => !isBlank(line)).map(indentWidth);
  return Math.min(...widths.filter((width) => width > 0), 4);
}
