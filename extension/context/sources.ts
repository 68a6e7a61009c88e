import * as vscode from 'vscode';
import { isWritten } from '../documents';

/** What is used of VS Code's own git extension. */
interface GitExtension {
  enabled: boolean;
  getAPI(version: 1): GitApi;
}
interface GitApi {
  state: 'uninitialized' | 'initialized';
  onDidChangeState: vscode.Event<unknown>;
  onDidOpenRepository: vscode.Event<unknown>;
  onDidCloseRepository: vscode.Event<unknown>;
  getRepository(uri: vscode.Uri): GitRepository | null;
}
interface GitRepository {
  rootUri: vscode.Uri;
  /** The paths among these that git ignores. Older versions have none. */
  checkIgnore?(paths: string[]): Promise<Set<string>>;
}

/** More open documents than these are not looked at. */
const mostDocuments = 200;

/** Which open documents may lend their text to others: those of the workspace that git does not ignore. */
export class OpenSources implements vscode.Disposable {
  readonly #onChange: () => void;
  readonly #listening: vscode.Disposable[];
  /** What git said, by URI. */
  readonly #ignored = new Map<string, boolean>();
  #git: Promise<GitApi | null> | null = null;

  /** @param onChange Called when the answer may be another one. */
  constructor(onChange: () => void) {
    this.#onChange = onChange;
    this.#listening = [
      vscode.workspace.onDidSaveTextDocument(({ uri }) => {
        if (uri.path.endsWith('/.gitignore')) this.#forget();
      }),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.#ignored.delete(uri.toString())),
    ];
  }

  dispose(): void {
    vscode.Disposable.from(...this.#listening).dispose();
  }

  /** URIs of the documents that may be used now. While git does not answer yet, its documents are not among them. */
  async now(): Promise<string[]> {
    const documents = vscode.workspace.textDocuments
      .filter(({ uri, isClosed }) => !isClosed && isWritten(uri.scheme) && vscode.workspace.getWorkspaceFolder(uri))
      .slice(0, mostDocuments);
    const unknown = documents.filter(({ uri }) => !this.#ignored.has(uri.toString()));
    if (unknown.length > 0) await this.#ask(unknown.map(({ uri }) => uri));
    return documents.map(({ uri }) => uri.toString()).filter((uri) => this.#ignored.get(uri) === false);
  }

  async #ask(uris: readonly vscode.Uri[]): Promise<void> {
    const git = await (this.#git ??= this.#openGit());
    if (git?.state === 'uninitialized') return;
    const byRepository = new Map<GitRepository, vscode.Uri[]>();
    for (const uri of uris) {
      // A cell has the path of its notebook. Files elsewhere are in no repository on this machine.
      const isLocal = ['file', 'vscode-remote', 'vscode-notebook-cell'].includes(uri.scheme);
      const repository = isLocal ? git?.getRepository(vscode.Uri.file(uri.fsPath)) : null;
      if (repository?.checkIgnore) byRepository.set(repository, [...(byRepository.get(repository) ?? []), uri]);
      else this.#ignored.set(uri.toString(), false);
    }
    for (const [repository, inside] of byRepository) {
      try {
        const ignored = await repository.checkIgnore?.(inside.map((uri) => uri.fsPath));
        for (const uri of inside) this.#ignored.set(uri.toString(), ignored?.has(uri.fsPath) === true);
      } catch {
        // What git cannot tell, such as a file in a submodule, is not used.
        for (const uri of inside) this.#ignored.set(uri.toString(), true);
      }
    }
  }

  /** The git extension, or null where it is missing or turned off. */
  async #openGit(): Promise<GitApi | null> {
    const extension = vscode.extensions.getExtension<GitExtension>('vscode.git');
    if (!extension) return null;
    try {
      const { enabled, getAPI } = await extension.activate().then((git) => ({
        enabled: git.enabled,
        getAPI: () => git.getAPI(1),
      }));
      if (!enabled) return null;
      const api = getAPI();
      this.#listening.push(
        api.onDidChangeState(() => this.#forget()),
        api.onDidOpenRepository(() => this.#forget()),
        api.onDidCloseRepository(() => this.#forget()),
      );
      return api;
    } catch {
      // Without git on the machine the extension throws: then nothing is ignored.
      return null;
    }
  }

  #forget(): void {
    this.#ignored.clear();
    this.#onChange();
  }
}
