/** A function or class in a document. Lines are zero-based; `endLine` is its last line. */
export interface Block {
  /** As `function add`. */
  name: string;
  startLine: number;
  endLine: number;
}

/** A symbol as language extensions give them, with its kind as a number of VS Code's `SymbolKind`. */
export interface Symbol {
  name: string;
  kind: number;
  startLine: number;
  endLine: number;
  children: readonly Symbol[];
}

/** Kinds of symbols that make a block worth explaining, by their number in VS Code's `SymbolKind`. */
const kindWords = new Map([
  [4, 'class'],
  [5, 'method'],
  [8, 'constructor'],
  [9, 'enum'],
  [10, 'interface'],
  [11, 'function'],
  [22, 'struct'],
]);

/** The smallest function or class among the symbols, and within them, that holds all these lines. */
export function enclosingSymbol(symbols: readonly Symbol[], startLine: number, endLine: number): Block | null {
  let smallest: Block | null = null;
  for (const symbol of symbols) {
    if (symbol.startLine > startLine || symbol.endLine < endLine) continue;
    const found = enclosingSymbol(symbol.children, startLine, endLine) ?? blockOf(symbol);
    // Older language extensions give a flat list in which a class stands before its methods.
    if (found && (!smallest || found.endLine - found.startLine < smallest.endLine - smallest.startLine))
      smallest = found;
  }
  return smallest;
}

function blockOf({ name, kind, startLine, endLine }: Symbol): Block | null {
  const word = kindWords.get(kind);
  return word === undefined ? null : { name: `${word} ${name}`, startLine, endLine };
}

/**
 * The smallest function or class that holds all these lines, told from the text alone, for documents without a language
 * extension: the nearest declaration above whose block, by braces or by indentation, reaches the last line.
 */
export function enclosingBlock(lines: readonly string[], startLine: number, endLine: number): Block | null {
  for (let at = Math.min(startLine, lines.length - 1); at >= 0; at--) {
    const name = declarationName(lines, at);
    if (name === null) continue;
    const last = blockEnd(lines, at);
    if (last !== null && last >= endLine) return { name, startLine: at, endLine: last };
  }
  return null;
}

const modifiers =
  '(?:(?:export|default|public|private|protected|internal|static|abstract|final|override|async|pub(?:\\([^)]*\\))?|unsafe|const|virtual|inline|extern|declare|open|data|sealed|partial|readonly|synchronized)\\s+)*';

const patterns: readonly [RegExp, (name: string) => string][] = [
  [
    new RegExp(`^\\s*${modifiers}(?:function\\*?|def|func|fn|fun|sub)\\s+(?:\\([^)]*\\)\\s*)?([\\w$.?!]+)`),
    (name) => `function ${name}`,
  ],
  [new RegExp(`^\\s*${modifiers}class\\s+([\\w$]+(?:::[\\w$]+)*)`), (name) => `class ${name}`],
  [new RegExp(`^\\s*${modifiers}interface\\s+([\\w$]+)`), (name) => `interface ${name}`],
  [/^\s*(?:pub(?:\([^)]*\))?\s+)?trait\s+(\w+)/, (name) => `trait ${name}`],
  [/^\s*(?:typedef\s+)?(?:pub(?:\([^)]*\))?\s+)?struct\s+(\w+)/, (name) => `struct ${name}`],
  [/^\s*type\s+(\w+)\s+struct\b/, (name) => `struct ${name}`],
  [/^\s*module\s+([A-Z][\w:]*)\s*$/, (name) => `module ${name}`],
  [
    new RegExp(
      `^\\s*${modifiers}(?:let|var|const)?\\s*([\\w$]+)\\s*(?::[^=]+)?=\\s*(?:async\\s+)?(?:function\\b|\\([^()]*\\)\\s*(?::[^=]+)?=>|[\\w$]+\\s*=>)`,
    ),
    (name) => `function ${name}`,
  ],
];

/** `name(…) {` with what may stand before the name: a method, or a function of C, C++, C#, or Java. */
const withParameters = /^[\w$\s*&:<>,[\]~#@]*?(?:^|[\s*&:])([\w$~#]+)\s*\(/;
const notNames = new Set(
  'if for while switch catch return else do try finally with using lock new throw typeof sizeof await yield assert case and or not in unless until when match elif except print'.split(
    ' ',
  ),
);

/** The name of the function or class that a line declares, with its kind, or null. */
function declarationName(lines: readonly string[], at: number): string | null {
  const line = lines[at] ?? '';
  for (const [pattern, name] of patterns) {
    const found = pattern.exec(line)?.[1];
    if (found !== undefined) return name(found);
  }
  const name = withParameters.exec(line)?.[1];
  if (name === undefined || line.split(/\W+/).some((word) => notNames.has(word) && isBefore(line, word, name)))
    return null;
  return opensAfterParameters(lines, at) ? `function ${name}` : null;
}

/** Whether the word stands before the name, or is it: `return f(x)` and `if (x) {` declare nothing. */
function isBefore(line: string, word: string, name: string): boolean {
  return line.search(new RegExp(`\\b${word}\\b`)) <= line.indexOf(name);
}

/** Whether a brace follows the parameters, on this line or the next ones, so that it is no call. */
function opensAfterParameters(lines: readonly string[], at: number): boolean {
  const head = lines
    .slice(at, at + 12)
    .map(withoutTexts)
    .join('\n');
  let depth = 0;
  for (let i = head.indexOf('('); i < head.length; i++) {
    if (head[i] === '(') depth++;
    else if (head[i] === ')' && --depth === 0) return /^[\w\s:<>[\]|&,.*?-]*\{/.test(head.slice(i + 1));
  }
  return false;
}

/** A line without its strings and its comment, whose braces count for nothing. */
function withoutTexts(line: string): string {
  return line
    .replace(/"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|`(?:\\.|[^`\\])*`/g, '""')
    .replace(/\/\/.*$|\/\*.*?\*\//g, '');
}

/** The last line of the block that a declaration begins, or null where it has none. */
function blockEnd(lines: readonly string[], at: number): number | null {
  return bracesEnd(lines, at) ?? indentationEnd(lines, at);
}

/** The line with the brace that closes the block; null where the declaration opens none. */
function bracesEnd(lines: readonly string[], at: number): number | null {
  let depth = 0;
  let parentheses = 0;
  for (let line = at; line < lines.length; line++) {
    for (const character of withoutTexts(lines[line] ?? '')) {
      if (character === '(') parentheses++;
      else if (character === ')') parentheses--;
      // Braces among parameters belong to a type or a default.
      else if (parentheses > 0 && depth === 0) continue;
      else if (character === '{') depth++;
      else if (character === '}' && --depth <= 0) return depth === 0 ? line : null;
      // Python's and Ruby's heads end without a brace.
      else if ((character === ':' || character === ';') && depth === 0 && endsHere(lines[line] ?? '', character))
        return null;
    }
    if (depth === 0 && parentheses === 0 && !headGoesOn(lines[line] ?? '', lines[line + 1] ?? '')) return null;
  }
  return null;
}

/** Whether a declaration without a brace so far goes on: with its brace, its result, its bounds or what it extends. */
function headGoesOn(line: string, next: string): boolean {
  return /(?:,|\bwhere)\s*$/.test(line) || /^\s*(?:\{|:|->|(?:where|throws|extends|implements)\b)/.test(next);
}

function endsHere(line: string, character: string): boolean {
  return withoutTexts(line).replace(/#.*$/, '').trimEnd().endsWith(character);
}

/** The last line that is indented deeper than the declaration; with Ruby's `end`, where there is one. */
function indentationEnd(lines: readonly string[], at: number): number | null {
  const own = indentation(lines[at] ?? '');
  let last = at;
  for (let line = at + 1; line < lines.length; line++) {
    const text = lines[line] ?? '';
    if (text.trim() === '') continue;
    if (indentation(text) <= own) {
      if (/^\s*(?:end\b|\)|\])/.test(text) && indentation(text) === own) last = line;
      if (/^\s*[)\]].*:\s*$/.test(text)) continue;
      break;
    }
    last = line;
  }
  return last > at ? last : null;
}

/** Columns before the first character that is no space; a tab counts as four. */
function indentation(line: string): number {
  return (/^\s*/.exec(line)?.[0] ?? '').replaceAll('\t', '    ').length;
}
