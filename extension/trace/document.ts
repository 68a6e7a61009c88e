import * as vscode from 'vscode';
import type { ServerStatus } from '../../shared/protocol';
import { isWritten } from '../documents';
import { exclusionHere } from '../status';
import { answerTo } from './answer';
import type { TraceRing } from './entries';
import { nameOf, renderTrace } from './render';

/** How many requests are kept. */
export const traceCapacity = 50;

const scheme = 'cria-trace';

/** The document's name is its title; the ending makes it Markdown, with headings to jump to. */
const uri = vscode.Uri.from({ scheme, path: 'Why No Suggestion.md' });

/** Milliseconds in which changes are collected: a document that changes at each key press cannot be read. */
const refreshMs = 300;

/** The read-only document that says why there is no suggestion. It follows the requests while it is open. */
export class TraceDocument implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.#changed.event;
  readonly #listening: vscode.Disposable;
  readonly #ring: TraceRing;
  readonly #status: () => ServerStatus;
  /** The document of the editor that the user was in last, this one not counted. */
  #asked: vscode.TextDocument | undefined;
  #refresh: NodeJS.Timeout | null = null;

  constructor(ring: TraceRing, status: () => ServerStatus) {
    this.#ring = ring;
    this.#status = status;
    this.#remember(vscode.window.activeTextEditor);
    this.#listening = vscode.Disposable.from(
      this.#changed,
      vscode.workspace.registerTextDocumentContentProvider(scheme, this),
      vscode.window.onDidChangeActiveTextEditor((editor) => {
        this.#remember(editor);
        this.refresh();
      }),
      vscode.workspace.onDidCloseTextDocument((document) => {
        if (document === this.#asked) this.#asked = undefined;
      }),
    );
  }

  /** Shows it in the editor. */
  async open(): Promise<void> {
    this.#changed.fire(uri);
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri));
  }

  /** Brings it up to date soon, where it is open. */
  refresh(): void {
    if (this.#refresh !== null || !vscode.workspace.textDocuments.some((document) => document.uri.scheme === scheme)) {
      return;
    }
    this.#refresh = setTimeout(() => {
      this.#refresh = null;
      this.#changed.fire(uri);
    }, refreshMs);
  }

  provideTextDocumentContent(): string {
    const asked = this.#asked;
    const { entries } = this.#ring;
    const answer = answerTo({
      editor: asked ? { name: nameOf(asked.uri.toString()), uri: asked.uri.toString() } : null,
      excluded: asked ? exclusionHere(asked) : null,
      status: this.#status(),
      entries,
    });
    return renderTrace(answer, entries, traceCapacity);
  }

  dispose(): void {
    if (this.#refresh !== null) clearTimeout(this.#refresh);
    this.#listening.dispose();
  }

  #remember(editor: vscode.TextEditor | undefined): void {
    if (editor && isWritten(editor.document.uri.scheme)) this.#asked = editor.document;
  }
}
