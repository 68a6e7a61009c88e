/** Rules about single lines that stop rules and filters share. */

export function isBlank(text: string): boolean {
  return !/\S/.test(text);
}

/** Columns of white space at the beginning of a line; a tab goes on to the next multiple of four. */
export function indentWidth(line: string): number {
  let width = 0;
  for (const character of line) {
    if (character === '\t') width += 4 - (width % 4);
    else if (character === ' ') width += 1;
    else break;
  }
  return width;
}

/** Whether a line has enough letters and digits that seeing it twice tells something. `}`, `);` and `end` have not. */
export function isTelling(line: string): boolean {
  if (/^\s*(?:end|done|else)\W*$/.test(line)) return false;
  return (line.match(/[\p{L}\p{N}]/gu)?.length ?? 0) >= 3;
}

/** Whether two lines say the same. Lines such as `}` and `end` only do at the same indentation. */
export function sameLine(one: string, other: string): boolean {
  if (one.trim() !== other.trim() || isBlank(one)) return false;
  return isTelling(one) || indentWidth(one) === indentWidth(other);
}

/** Whether the line consists of closing brackets and what may follow them. */
export function isCloser(line: string): boolean {
  return /^\s*[)\]}][)\]};,\s]*$/.test(line);
}

/** Whether the line goes on with what the line at its own indentation began: `}`, `else`, `except`, `end`. */
export function continuesBlock(line: string): boolean {
  return /^\s*(?:[)\]}]|<\/|(?:else|elif|except|finally|catch|rescue|ensure|then|end|fi|done|esac)\b)/.test(line);
}

/** Whether the next line belongs to what this line begins: it ends with an opening bracket, `:`, `=>`, `then` … */
export function opensBlock(line: string): boolean {
  return /(?:[{([:]|=>|->|\b(?:then|do|else|begin))\s*$/.test(line);
}

/** The first line that is not blank, or null. */
export function firstLineOf(text: string): string | null {
  return text.split('\n').find((line) => !isBlank(line)) ?? null;
}
