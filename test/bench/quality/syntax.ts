import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Language, Parser, type Node, type Tree } from '@vscode/tree-sitter-wasm';

const folder = path.dirname(require.resolve('@vscode/tree-sitter-wasm'));

/** Grammars by VS Code's language identifier. */
const grammars: Record<string, string> = {
  typescript: 'typescript',
  typescriptreact: 'tsx',
  javascript: 'javascript',
  javascriptreact: 'javascript',
  python: 'python',
  go: 'go',
  rust: 'rust',
  java: 'java',
};

/** Node types in which people write prose: comments, and strings that may have several lines. */
const proseTypes = new Set(['comment', 'line_comment', 'block_comment', 'string', 'template_string']);

/** Syntax as tree-sitter sees it. It is the bench's own, so that the server's check does not judge itself. */
export interface Grammars {
  /** Number of places that do not parse. */
  errors: (language: string, text: string) => number;
  /** Whether an offset stands in a comment, or in a string of several lines. */
  prose: (language: string, text: string) => (offset: number) => boolean;
}

export async function loadGrammars(languages: Iterable<string>): Promise<Grammars> {
  await Parser.init({ locateFile: (name: string) => path.join(folder, name) });
  const parsers = new Map<string, Parser>();
  for (const language of new Set(languages)) {
    const grammar = grammars[language];
    if (grammar === undefined) throw new Error(`There is no grammar for ${language}.`);
    const parser = new Parser();
    parser.setLanguage(await Language.load(readFileSync(path.join(folder, `tree-sitter-${grammar}.wasm`))));
    parsers.set(language, parser);
  }
  const withTree = <T>(language: string, text: string, read: (tree: Tree) => T): T => {
    const tree = parsers.get(language)?.parse(text);
    if (!tree) throw new Error(`${language} was not loaded.`);
    try {
      return read(tree);
    } finally {
      tree.delete();
    }
  };
  return {
    errors: (language, text) => withTree(language, text, ({ rootNode }) => errorsIn(rootNode)),
    prose: (language, text) => withTree(language, text, ({ rootNode }) => inside(proseIn(rootNode))),
  };
}

function errorsIn(node: Node): number {
  if (!node.hasError && !node.isMissing) return 0;
  let count = node.isError || node.isMissing ? 1 : 0;
  for (const child of node.children) if (child) count += errorsIn(child);
  return count;
}

function proseIn(node: Node): { from: number; to: number }[] {
  if (proseTypes.has(node.type)) {
    const oneLine = node.startPosition.row === node.endPosition.row;
    return node.type.endsWith('string') && oneLine ? [] : [{ from: node.startIndex, to: node.endIndex }];
  }
  return node.children.flatMap((child) => (child ? proseIn(child) : []));
}

const inside =
  (spans: { from: number; to: number }[]) =>
  (offset: number): boolean =>
    spans.some(({ from, to }) => from <= offset && offset < to);
