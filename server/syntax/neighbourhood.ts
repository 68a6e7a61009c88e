import { continuesBlock, indentWidth, isBlank, isCloser } from '../completion/lines';

/** Lines above and below the cursor that are looked at, and UTF-16 units of them on each side. */
const mostLines = 120;
const mostCharacters = 8_000;

/** Code around a cursor that is parsed instead of the whole document. */
export interface Neighbourhood {
  before: string;
  after: string;
  /** Whether it ends inside of blocks, whose ends nobody has seen. */
  cut: boolean;
}

/**
 * The nearest part of the code that makes sense by itself, as far as indentation tells: from the start of a declaration
 * above the cursor to the end of one below it, between the headers of the blocks around them and what closes these.
 * Its size does not depend on the document's. While a line is typed its beginning and its end stay where they are, so
 * that little has to be parsed again.
 */
export function neighbourhood(before: string, after: string): Neighbourhood {
  const lineStart = before.lastIndexOf('\n') + 1;
  const above = linesOf(before.slice(0, lineStart));
  const near = lastLines(above);
  const below = firstLines(after);
  const floor = near.some(tells) ? outermost(near) : outermost(below.slice(1));
  const start = near.findIndex((line) => tells(line) && !ends(line) && indentWidth(line) <= floor);
  const kept = start < 0 ? [] : near.slice(start);
  const headers = start < 0 ? [] : headersAbove(above.slice(0, above.length - kept.length), floor);
  const { lines, cut } = endOf(below, floor);
  return {
    before: headers.join('') + kept.filter((line) => !flatBlock.test(line)).join('') + before.slice(lineStart),
    after:
      below
        .slice(0, lines)
        .filter((line) => !flatBlock.test(line))
        .join('') + (cut ? '' : closersOf(headers)),
    cut,
  };
}

/** Begins or ends a block whose contents are not indented: what is inside makes sense without it. */
const flatBlock = /^(?:(?:inline )?namespace\b[^;]*\{|extern "C" \{|\}\s*\/[/*].*\b(?:namespace|extern)\b.*)\s*$/;

/** The outermost indentation among lines, those of closing brackets apart. */
function outermost(lines: string[]): number {
  return Math.min(...lines.filter((line) => tells(line) && !ends(line)).map(indentWidth), 1000);
}

/** Whether the indentation of a line tells where it belongs: that of comments and of preprocessors' lines does not. */
function tells(line: string): boolean {
  return !isBlank(line) && !/^\s*(?:\/\/|\*|#(?:[\s!]|(?:if|else|elif|end|def|incl|reg|prag|und|err)))/.test(line);
}

/** The lines that begin the blocks around a line of this indentation, the outermost first. */
function headersAbove(lines: string[], indentation: number): string[] {
  const headers: string[] = [];
  let width = indentation;
  // `} else {` and `) {` go on with a header that stands at the same indentation.
  let half = false;
  for (const line of lines.toReversed()) {
    if (width === 0 && !half) break;
    const own = indentWidth(line);
    if (!tells(line) || own > width || (own === width && !half)) continue;
    headers.unshift(line);
    width = own;
    half = continuesBlock(line);
  }
  return headers;
}

/** What closes the blocks that these lines begin. */
function closersOf(headers: string[]): string {
  const closers = headers
    .filter((header) => !continuesBlock(header))
    .map((header) => {
      const last = header.trimEnd().at(-1) ?? '';
      return '([{'.includes(last) ? { '(': ')', '[': ']', '{': '}' }[last] : undefined;
    });
  return closers
    .reverse()
    .filter((closer) => closer !== undefined)
    .map((closer) => `\n${closer}`)
    .join('');
}

/** Number of lines up to the end of the last declaration that ends here; all of them where none does. */
function endOf(lines: string[], floor: number): { lines: number; cut: boolean } {
  const outside = lines.findIndex((line, number) => number > 0 && tells(line) && indentWidth(line) < floor);
  const reach = outside < 0 ? lines.length : outside;
  const telling = [...lines.slice(0, reach).entries()].filter(([number, line]) => number > 0 && tells(line));
  const last = telling.findLastIndex(([, line]) => indentWidth(line) <= floor);
  const [number, line] = telling[last] ?? [reach, ''];
  if (ends(line)) return { lines: number + 1, cut: false };
  // Annotations belong to what stands below them.
  const first = telling.slice(0, Math.max(0, last)).findLastIndex(([, before]) => !/^\s*(?:@|#\[)/.test(before)) + 1;
  return first > 0 ? { lines: telling[first]?.[0] ?? reach, cut: false } : { lines: reach, cut: outside < 0 };
}

function ends(line: string): boolean {
  return isCloser(line) || /^\s*(?:end|fi|done|esac)\b/.test(line);
}

/** The last whole lines. */
function lastLines(lines: string[]): string[] {
  let characters = 0;
  const first = lines.findLastIndex((line) => (characters += line.length) > mostCharacters);
  return lines.slice(Math.max(first + 1, lines.length - mostLines));
}

/** The rest of the cursor's line and whole lines below it. */
function firstLines(text: string): string[] {
  const near = text.slice(0, mostCharacters);
  const lines = linesOf(near);
  return (near.length < text.length && lines.length > 1 ? lines.slice(0, -1) : lines).slice(0, mostLines);
}

/** Lines, each with its line ending. */
function linesOf(text: string): string[] {
  return text === '' ? [] : text.split(/(?<=\n)/);
}
