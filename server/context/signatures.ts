import { declarationOf, isLabel, styleOf, type Style } from './declarations';

/** What others can use of a document: a function's head, a type, a constant, or a class that holds more of them. */
export interface Signature {
  name: string;
  /** Zero-based first line. */
  line: number;
  /** Whole lines, indented as in the document. */
  text: string;
  /** Position in the list of the class, namespace or module that it stands in, or null. */
  parent: number | null;
  /** For what holds others: the line that ends it. */
  close: string | null;
}

/** Longer heads are cut: nobody reads them, and most are no heads at all. */
const mostHeadLines = 12;
/** Types and constants are taken whole, for their fields are what others use; long ones without comments, and then cut. */
const mostWholeLines = 14;
const mostReadLines = 60;
/** A document has at most so many, in which the last ones of a long file are lost. */
const mostSignatures = 400;
const mostLineUnits = 300;

interface Level {
  indent: number;
  /** Position of the signature whose members stand here, or null where there are none to be told. */
  holder: number | null;
  /** Indentation of the members, known from the first one. */
  members: number | null;
}

/**
 * The declarations of a document that can be seen from outside, in their order. They are told by their first line and by
 * indentation, which people keep in all languages, so that half-written code does no harm.
 */
export function signaturesOf(languageId: string, lines: readonly string[]): Signature[] {
  const style = styleOf(languageId);
  const found: Signature[] = [];
  const levels: Level[] = [{ indent: -1, holder: null, members: 0 }];
  for (let at = 0; at < lines.length && found.length < mostSignatures; at++) {
    const line = lines[at] ?? '';
    if (line.trim() === '' || line.length > mostLineUnits) continue;
    const indent = indentOf(line);
    if (isLabel(line)) continue;
    while (levels.length > 1 && (levels.at(-1)?.indent ?? 0) >= indent) levels.pop();
    const level = levels.at(-1);
    if (!level || (level.members ??= indent) !== indent) continue;
    const declaration = declarationOf(line, style, level.holder !== null);
    if (!declaration) {
      if (closesNothing(line)) levels.push({ indent, holder: null, members: -1 });
      continue;
    }
    const { kind, name } = declaration;
    const isData = kind === 'value' || kind === 'type';
    // A colon in a constant of Python says its type.
    const head = (isData && style.colon ? null : headOf(lines, at, style)) ?? (isData ? openEnded(line, style) : null);
    // A namespace for the whole file holds what is indented like itself.
    if (!head || (kind === 'holder' && head.ended)) continue;
    const block = kind === 'type' || (kind === 'value' && !head.arrow) ? blockOf(lines, at, indent) : null;
    const text = block ? shortened(block) : null;
    const holds = kind === 'holder';
    found.push({
      name,
      line: at,
      text: holds ? head.opened : (text ?? head.text),
      parent: level.holder,
      close: holds && style.braces && head.opened.endsWith(style.opener) ? `${line.slice(0, indent)}}` : null,
    });
    levels.push({ indent, holder: holds ? found.length - 1 : null, members: holds ? null : -1 });
    if (head.lastLine > at) at = head.lastLine;
  }
  return found;
}

/** Columns of white space, a tab counted as one: lines of one block begin alike. */
function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}

/** Whether what is indented below a line belongs to that line: all but what ends something. */
function closesNothing(line: string): boolean {
  return !/^\s*[)\]}]/.test(line);
}

interface Head {
  /** As it is told of a function: without its body. */
  text: string;
  /** As it is told of a class: with what opens its body. */
  opened: string;
  lastLine: number;
  /** Whether the value is a function. */
  arrow: boolean;
  /** Whether it ends with a semicolon, so that no body follows. */
  ended: boolean;
}

/** The head of a declaration, up to its body, or null where it does not end within a few lines. */
function headOf(lines: readonly string[], at: number, style: Style): Head | null {
  let depth = 0;
  const taken: string[] = [];
  for (let line = at; line < Math.min(lines.length, at + mostHeadLines); line++) {
    const text = lines[line] ?? '';
    if (text.length > mostLineUnits) return null;
    const end = endInLine(text, depth, style);
    if (end.at !== null) {
      const before = [...taken, text.slice(0, end.at).trimEnd()].join('\n').trimEnd();
      const arrow = text.startsWith('=>', end.at);
      const body = arrow ? ' => ...' : '';
      return {
        text: before + body + style.end,
        opened: before + style.opener,
        lastLine: line,
        arrow,
        ended: text[end.at] === ';',
      };
    }
    depth = end.depth;
    taken.push(text.trimEnd());
    if (depth <= 0 && endsByLine(text, lines[line + 1] ?? '', style)) {
      const head = taken.join('\n');
      const closed = head.endsWith(';') || !style.braces ? head : head + style.end;
      return { text: closed, opened: head + style.opener, lastLine: line, arrow: false, ended: false };
    }
  }
  return null;
}

/** Where the body begins in a line; else the depth of brackets at its end. Strings and comments hold no brackets. */
function endInLine(line: string, depth: number, style: Style): { at: number | null; depth: number } {
  for (let at = 0; at < line.length; at++) {
    const character = line.charAt(at);
    if (character === '"' || character === "'" || character === '`') at = stringEnd(line, at);
    else if (line.startsWith(style.comment, at) && style.comment !== '') return { at: null, depth };
    else if ('([{'.includes(character)) {
      if (character === '{' && depth === 0 && style.braces && !/[:|&<=,(]\s*$/.test(line.slice(0, at))) {
        return { at, depth };
      }
      depth++;
    } else if (')]}'.includes(character)) depth--;
    else if (depth === 0 && character === ';' && style.braces) return { at, depth };
    else if (depth === 0 && line.startsWith('=>', at) && style.braces) return { at, depth };
    else if (depth === 0 && character === ':' && style.colon) return { at, depth };
  }
  return { at: null, depth };
}

/** The end of a string; a quote without a second one, such as that of a lifetime, is none. */
function stringEnd(line: string, at: number): number {
  const quote = line.charAt(at);
  for (let end = at + 1; end < line.length; end++) {
    if (line[end] === '\\') end++;
    else if (line[end] === quote) return end;
  }
  return at;
}

/** Whether a head that has no more open brackets is complete, because the next line does not go on with it. */
function endsByLine(line: string, next: string, style: Style): boolean {
  if (style.colon) return false;
  return (
    !/(?:[,=|&(]|\bwhere)\s*$/.test(line) &&
    !/^\s*(?:\{|:|->|=>|[|&]|where\b|throws\b|extends\b|implements\b|\.)/.test(next)
  );
}

/** The head of a value that is longer than a head may be. */
function openEnded(line: string, style: Style): Head {
  const text = `${line.replace(/=.*$/, '= ...').trimEnd()}${style.end}`;
  return { text, opened: text, lastLine: -1, arrow: false, ended: false };
}

/** The lines of a declaration with its body, by indentation; null where it is too long to be read. */
function blockOf(lines: readonly string[], at: number, indent: number): string[] | null {
  const block = [lines[at] ?? ''];
  for (let line = at + 1; line < lines.length; line++) {
    const text = (lines[line] ?? '').trimEnd();
    if (text.length > mostLineUnits || block.length > mostReadLines) return null;
    if (text !== '' && indentOf(text) <= indent) {
      if (!/^\s*(?:[)\]}|&]|end\b|\{$)/.test(text) || isComplete(block)) break;
      block.push(text);
      // An opening brace on a line of its own, or one more part of a union.
      if (/^\s*[{|&]/.test(text)) continue;
      return block;
    }
    block.push(text);
  }
  while (block.at(-1) === '') block.pop();
  return block;
}

/** Whether a declaration stands on its first line, so that a closing bracket below is not its own. */
function isComplete(block: readonly string[]): boolean {
  const [first = ''] = block;
  return block.length === 1 && (/[;}]$/.test(first) || first.endsWith(')')) && !/[([{]$/.test(first);
}

/** A block within the length that is allowed, or null where that would leave nothing of its sense. */
function shortened(block: readonly string[]): string | null {
  if (block.length <= mostWholeLines) return block.join('\n');
  const code = block.filter((line) => !/^\s*(?:\/\/|\/?\*|#|--|$)/.test(line));
  if (code.length <= mostWholeLines) return code.join('\n');
  const [first = ''] = code;
  const last = code.at(-1) ?? '';
  if (indentOf(first) !== indentOf(last)) return null;
  return [...code.slice(0, mostWholeLines - 2), `${' '.repeat(indentOf(code[1] ?? ''))}...`, last].join('\n');
}
