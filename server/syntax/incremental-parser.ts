import { Parser, type Language, type Point, type Tree } from '@vscode/tree-sitter-wasm';

/**
 * Parses texts that are much alike, one after the other: each time only what differs from the last text is parsed anew.
 * The tree belongs to the parser and is freed at the next call.
 */
export interface IncrementalParser {
  parse(text: string): Tree | null;
  dispose(): void;
}

export function incrementalParser(language: Language): IncrementalParser {
  const parser = new Parser();
  parser.setLanguage(language);
  let last: { text: string; tree: Tree } | null = null;
  return {
    parse(text) {
      if (last?.text === text) return last.tree;
      if (last) applyEdit(last.tree, last.text, text);
      const tree = parser.parse(text, last?.tree ?? null);
      last?.tree.delete();
      last = tree && { text, tree };
      return tree;
    },
    dispose() {
      last?.tree.delete();
      last = null;
      parser.delete();
    },
  };
}

/** Tells the tree of one text in which one part another text differs. */
function applyEdit(tree: Tree, from: string, to: string): void {
  const start = commonStart(from, to);
  const end = commonEnd(from, to, Math.min(from.length, to.length) - start);
  const oldEndIndex = from.length - end;
  const newEndIndex = to.length - end;
  const startPosition = pointAt(from, start, { row: 0, column: 0 }, 0);
  tree.edit({
    ...{ startIndex: start, oldEndIndex, newEndIndex, startPosition },
    oldEndPosition: pointAt(from, oldEndIndex, startPosition, start),
    newEndPosition: pointAt(to, newEndIndex, startPosition, start),
  });
}

function commonStart(one: string, other: string): number {
  const most = Math.min(one.length, other.length);
  let length = 0;
  while (length < most && one.charCodeAt(length) === other.charCodeAt(length)) length++;
  return length;
}

function commonEnd(one: string, other: string, most: number): number {
  let length = 0;
  while (length < most && one.charCodeAt(one.length - 1 - length) === other.charCodeAt(other.length - 1 - length)) {
    length++;
  }
  return length;
}

/** Row and column of an index, counted on from a known place before it. */
function pointAt(text: string, index: number, known: Point, knownIndex: number): Point {
  let { row } = known;
  let lineStart = knownIndex - known.column;
  for (let at = text.indexOf('\n', knownIndex); at >= 0 && at < index; at = text.indexOf('\n', at + 1)) {
    row++;
    lineStart = at + 1;
  }
  return { row, column: index - lineStart };
}
