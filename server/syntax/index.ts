import { Language, Parser } from '@vscode/tree-sitter-wasm';
import { syntaxChecker, type SyntaxChecker } from './checker';
import { grammarFolder, readWasm } from './grammar-files';
import { incrementalParser, type IncrementalParser } from './incremental-parser';
import { grammarOf, type Grammar } from './languages';

export type { JoinedCode, SyntaxChecker, SyntaxVerdict } from './checker';

/** A checker whose grammars are loaded when they are first asked for. Until one is there nothing is checked. */
export interface Syntax extends SyntaxChecker {
  /**
   * Loads the grammar of a language. Resolves, when it is ready, with true, or with false where there is none; never
   * rejects.
   */
  prepare(languageId: string): Promise<boolean>;
  dispose(): void;
}

export interface SyntaxOptions {
  /** Folder of the WebAssembly files; default: where they are in this build. */
  folder?: string;
  /** Called where a grammar cannot be loaded; its language then goes unchecked. */
  failed?: (message: string) => void;
}

/** Makes the checker; reads nothing before it is asked. */
export function loadSyntax({ folder = grammarFolder(), failed = () => undefined }: SyntaxOptions = {}): Syntax {
  const parsers = new Map<Grammar, IncrementalParser>();
  const loading = new Map<Grammar, Promise<boolean>>();
  let runtime: Promise<void> | null = null;
  let disposed = false;

  const load = async (grammar: Grammar): Promise<boolean> => {
    try {
      const bytes = await readWasm(folder, `tree-sitter-${grammar}`);
      if (bytes === null) return false;
      await (runtime ??= startRuntime(folder));
      const language = await Language.load(bytes);
      if (disposed) return false;
      parsers.set(grammar, incrementalParser(language));
      return true;
    } catch (error) {
      failed(
        `The grammar of ${grammar} could not be loaded: ${error instanceof Error ? error.message : String(error)}`,
      );
      return false;
    }
  };
  const prepare = (languageId: string): Promise<boolean> => {
    const grammar = grammarOf(languageId);
    if (grammar === null) return Promise.resolve(false);
    const known = loading.get(grammar) ?? load(grammar);
    loading.set(grammar, known);
    return known;
  };
  const parserOf = (languageId: string): IncrementalParser | null => {
    const grammar = grammarOf(languageId);
    if (grammar === null) return null;
    void prepare(languageId);
    return parsers.get(grammar) ?? null;
  };
  return {
    ...syntaxChecker(parserOf),
    prepare,
    dispose() {
      disposed = true;
      for (const parser of parsers.values()) parser.dispose();
      parsers.clear();
    },
  };
}

async function startRuntime(folder: string): Promise<void> {
  const wasmBinary = await readWasm(folder, 'tree-sitter');
  if (wasmBinary === null) throw new Error(`${folder} has no runtime`);
  // The runtime takes any of Emscripten's options; its types name one of them.
  await Parser.init({ wasmBinary, locateFile: (file: string) => file } as Parameters<typeof Parser.init>[0]);
}
