import { closes, isQuote, stringEnd } from '../brackets';
import type { Filter } from './filter';

/**
 * Joins a text with the closing brackets and quotation marks right of the cursor, which the model was not told of.
 * Those that the text writes itself are replaced by it; the others stay behind it.
 */
export const closers: Filter = {
  name: 'joined with the closing brackets',
  apply(draft, { restOfLine, closersOnly, lineBefore }) {
    if (!closersOnly || restOfLine.trim() === '') return draft;
    const { supplied, behind } = suppliedClosers(draft.text, restOfLine, lineBefore);
    const replaced = restOfLine.slice(0, supplied);
    // With the semicolon the statement is over: what the model says behind it on the line is chatter.
    const chatter = replaced.endsWith(';') ? (/^[^\n]*/.exec(draft.text.slice(behind))?.[0].length ?? 0) : 0;
    return { text: draft.text.slice(0, behind) + draft.text.slice(behind + chatter), replaced: supplied };
  },
};

/**
 * @returns `supplied`: length of the beginning of the rest of the line that the text writes itself;
 *   `behind`: index in the text after the last of these closers.
 */
function suppliedClosers(text: string, rest: string, lineBefore: string): { supplied: number; behind: number } {
  const opened: string[] = [];
  let supplied = 0;
  // `;` and `,` only count right behind another closer, or at the end.
  let behind = 0;
  let index = 0;
  const expected = () => rest.slice(supplied).search(/\S/);
  const take = (at: number) => {
    supplied += expected() + 1;
    behind = at + 1;
  };
  const next = () => (expected() < 0 ? '' : rest.charAt(supplied + expected()));

  if (isQuote(next()) && insideString(lineBefore, next())) {
    const end = stringEnd(next() + text, 0);
    if (end === null) return { supplied, behind };
    take(end - 1);
    // Quotation marks of Python's long strings come in threes.
    for (index = end; isQuote(next()) && text.charAt(index) === next(); index++) take(index);
  }
  for (; index < text.length && expected() >= 0; index++) {
    const character = text.charAt(index);
    if (';,:'.includes(character)) {
      const last = index === text.trimEnd().length - 1;
      if (character === next() && opened.length === 0 && ((supplied > 0 && index === behind) || last)) take(index);
    } else if (isQuote(character)) index = stringEnd(text, index) ?? index;
    else if ('([{'.includes(character)) opened.push(character);
    else if (')]}'.includes(character)) {
      if (closes(character, opened.at(-1))) opened.pop();
      else if (opened.length === 0 && character === next()) take(index);
      else break;
    }
  }
  return { supplied, behind };
}

/** Whether the line up to the cursor leaves a string open that this quotation mark ends. */
function insideString(lineBefore: string, quote: string): boolean {
  for (let index = 0; index < lineBefore.length; index++) {
    if (lineBefore.charAt(index) === '\\') index++;
    else if (isQuote(lineBefore.charAt(index))) {
      const end = stringEnd(lineBefore, index);
      if (end === null && lineBefore.charAt(index) === quote) return true;
      index = end ?? index;
    }
  }
  return false;
}
