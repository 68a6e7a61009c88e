import * as vscode from 'vscode';
import { commands } from '../shared/ids';
import type { ServerStatus } from '../shared/protocol';
import { isWritten } from './documents';
import { exclusionOf } from './exclusion';
import { completionSettings } from './settings';
import { statusView } from './statusView';

/** The status bar item: the server's state, and whether the active editor is left out. */
export class StatusItem implements vscode.Disposable {
  readonly #item: vscode.StatusBarItem;
  readonly #parts: { dispose(): unknown }[];
  #status: ServerStatus;

  constructor(status: ServerStatus) {
    this.#status = status;
    this.#item = vscode.window.createStatusBarItem('status', vscode.StatusBarAlignment.Right, 100);
    this.#item.name = 'Cria';
    this.#item.command = commands.menu;
    const draw = () => this.#draw();
    this.#parts = [
      this.#item,
      vscode.window.onDidChangeActiveTextEditor(draw),
      vscode.workspace.onDidChangeConfiguration(draw),
      vscode.workspace.onDidGrantWorkspaceTrust(draw),
    ];
    this.#draw();
    this.#item.show();
  }

  show(status: ServerStatus): void {
    this.#status = status;
    this.#draw();
  }

  dispose(): void {
    vscode.Disposable.from(...this.#parts).dispose();
  }

  #draw(): void {
    const document = vscode.window.activeTextEditor?.document;
    const view = statusView(this.#status, document ? exclusionHere(document) : null);
    this.#item.text = view.text;
    this.#item.tooltip = new vscode.MarkdownString(view.tooltip);
    this.#item.accessibilityInformation = { label: view.label, role: 'button' };
    this.#item.backgroundColor = view.isError ? new vscode.ThemeColor('statusBarItem.errorBackground') : undefined;
  }
}

/** Why a document gets no suggestions, or null. The server decides by its own rules; this tells the user beforehand. */
export function exclusionHere(document: vscode.TextDocument): string | null {
  const { enabled, disabledLanguages, exclude, maxFileSize, untrustedWorkspaces } = completionSettings(document);
  const lastLine = document.lineAt(document.lineCount - 1).range.end;
  return exclusionOf({
    languageId: document.languageId,
    written: isWritten(document.uri.scheme),
    trusted: vscode.workspace.isTrusted,
    allowedUntrusted: untrustedWorkspaces,
    enabled,
    disabledLanguages,
    excludedBy: exclude.find((pattern) => vscode.languages.match({ pattern }, document) > 0) ?? null,
    size: document.offsetAt(lastLine) / 1024,
    maxSize: maxFileSize,
  });
}
