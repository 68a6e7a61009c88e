import { TextDocument } from 'vscode-languageserver-textdocument';
import { repositoryContext, type ContextTools, type RepositoryContext } from '../../server/context/context';
import type { OpenText } from '../../server/context/open-text';
import { defaultSettings, type Settings } from '../../shared/settings';

/** Languages of the files in tests, by extension. */
const languages: Readonly<Record<string, string>> = {
  ts: 'typescript',
  js: 'javascript',
  py: 'python',
  go: 'go',
  rs: 'rust',
  java: 'java',
  c: 'c',
  h: 'c',
  rb: 'ruby',
  cs: 'csharp',
  php: 'php',
  md: 'markdown',
  yaml: 'yaml',
};

/** Open documents and the context of them, as a server holds both. Files are given by path and text. */
export class Workspace {
  readonly folder = 'file:///work/shop';
  readonly documents = new Map<string, TextDocument>();
  /** UTF-16 units of text that were read, by path. */
  readonly read = new Map<string, number>();
  readonly settings: Settings = defaultSettings();
  readonly context: RepositoryContext;

  constructor(files: Readonly<Record<string, string>>, tools: Partial<ContextTools> = {}) {
    this.context = repositoryContext({
      document: (uri) => this.#counted(this.documents.get(uri)),
      settings: () => this.settings,
      folders: () => [this.folder],
      ...tools,
    });
    for (const [path, text] of Object.entries(files)) this.open(path, text);
  }

  /** A path in the workspace, or a whole URI, as a URI. */
  uri(path: string): string {
    return path.includes(':') ? path : `${this.folder}/${path}`;
  }

  open(path: string, text: string, languageId = languages[path.split('.').at(-1) ?? ''] ?? 'plaintext'): void {
    const uri = this.uri(path);
    this.documents.set(uri, TextDocument.create(uri, languageId, 1, text));
    this.context.opened(uri);
  }

  close(path: string): void {
    this.documents.delete(this.uri(path));
    this.context.closed(this.uri(path));
  }

  show(path: string, line = 0, sources?: string[]): void {
    const uri = this.uri(path);
    const active = { uri, position: { line, character: 0 } };
    this.context.shown({
      active,
      visible: [uri],
      ...(sources ? { sources: sources.map((one) => this.uri(one)) } : {}),
    });
  }

  /** Replaces whole lines `from` up to, without, `to`. */
  type(path: string, from: number, to: number, text: string): void {
    const uri = this.uri(path);
    const document = this.documents.get(uri);
    if (!document) throw new Error(`${path} is not open`);
    const change = { range: { start: { line: from, character: 0 }, end: { line: to, character: 0 } }, text };
    this.documents.set(uri, TextDocument.update(document, [change], document.version + 1));
    this.context.changed(uri, [change]);
  }

  /** Quiet points until there is nothing left to read. */
  rest(): void {
    while (this.context.idle());
  }

  snippets(path: string) {
    return this.context.snippetsFor(this.uri(path));
  }

  /** Texts of the snippets of one kind, by path. */
  texts(path: string, why: string): Record<string, string> {
    return Object.fromEntries(
      this.snippets(path)
        .filter((snippet) => snippet.why === why)
        .map(({ path: from, text }) => [from, text]),
    );
  }

  #counted(document: TextDocument | undefined): OpenText | undefined {
    if (!document) return undefined;
    return {
      uri: document.uri,
      languageId: document.languageId,
      version: document.version,
      lineCount: document.lineCount,
      offsetAt: (position) => document.offsetAt(position),
      getText: (range) => {
        const text = document.getText(range);
        const path = document.uri.slice(this.folder.length + 1);
        this.read.set(path, (this.read.get(path) ?? 0) + text.length);
        return text;
      },
    };
  }
}
