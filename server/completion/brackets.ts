/** Brackets of a text that have no partner in it. */
export interface Unpaired {
  /** Opening brackets, outermost first. */
  opened: string[];
  /** Closing brackets, in order, with their index in the text. */
  closed: { bracket: string; index: number }[];
}

const partner: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };

/** Whether the closing bracket belongs to the opening one. */
export function closes(closing: string, opening: string | undefined): boolean {
  return partner[closing] === opening;
}

/**
 * Brackets without a partner. Brackets in strings do not count. A quotation mark begins a string only where it is closed
 * on the same line, so that apostrophes in comments and Rust's lifetimes do no harm. No language is parsed here.
 */
export function unpaired(text: string): Unpaired {
  const opened: string[] = [];
  const closed: Unpaired['closed'] = [];
  const special = /[\\"'`()[\]{}]/g;
  for (let found = special.exec(text); found; found = special.exec(text)) {
    const { index } = found;
    const [character] = found;
    if (character === '\\') special.lastIndex++;
    else if (isQuote(character)) special.lastIndex = (stringEnd(text, index) ?? index) + 1;
    else if ('([{'.includes(character)) opened.push(character);
    else if (closes(character, opened.at(-1))) opened.pop();
    else closed.push({ bracket: character, index });
  }
  return { opened, closed };
}

export function isQuote(character: string): boolean {
  return character === '"' || character === "'" || character === '`';
}

/** Index of the quotation mark that ends the string begun at `start`, or null where its line ends first. */
export function stringEnd(text: string, start: number): number | null {
  const quote = text.charAt(start);
  const special = /[\\"'`\n]/g;
  special.lastIndex = start + 1;
  for (let found = special.exec(text); found; found = special.exec(text)) {
    const [character] = found;
    if (character === quote) return found.index;
    if (character === '\n') return null;
    if (character === '\\') special.lastIndex++;
  }
  return null;
}

/**
 * How many of the open brackets the text below does not close, the innermost first. Of all numbers with which the
 * rest pairs up without a clash, it is the one that leaves the fewest brackets alone.
 */
export function missingClosers(open: readonly string[], below: readonly string[]): number {
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
