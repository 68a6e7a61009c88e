import * as vscode from 'vscode';
import type { Definitions, ShownEditors } from '../../shared/protocol';
import { definitionText, namesAt, readDefinitionLines } from './names';
import { OpenSources } from './sources';
import { ContextTeller } from './teller';
import { isWritten } from '../documents';
import type { Notify } from '../server';
import { completionSettings, onSettings, turnedOn } from '../settings';

/** A language extension that takes longer is not waited for. */
const definitionTimeoutMs = 1000;

/** What is told to the server about the user's other code. */
export interface FollowedContext {
  /** To be called with each server that answers. */
  connected(): void;
  dispose(): void;
}

/** Follows which editors are shown and where the cursor rests, and tells the server. No document is opened for it. */
export function followContext(notify: Notify): FollowedContext {
  const sources = new OpenSources(() => teller.moved());
  const teller = new ContextTeller({
    notify,
    editors: () => editorsNow(sources),
    definitions: definitionsAtCursor,
    after: (ms, run) => {
      const timer = setTimeout(run, ms);
      return () => clearTimeout(timer);
    },
  });
  const moved = () => teller.moved();
  const listening = vscode.Disposable.from(
    sources,
    teller,
    vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => {
      if (textEditor === vscode.window.activeTextEditor) moved();
    }),
    vscode.window.onDidChangeActiveTextEditor(moved),
    vscode.window.onDidChangeVisibleTextEditors(moved),
    vscode.workspace.onDidOpenTextDocument(moved),
    vscode.workspace.onDidGrantWorkspaceTrust(moved),
    onSettings(['enabled', 'completion'], () => teller.connected()),
  );
  return { connected: () => teller.connected(), dispose: () => void listening.dispose() };
}

async function editorsNow(sources: OpenSources): Promise<ShownEditors | null> {
  const editor = vscode.window.activeTextEditor;
  const wanted = turnedOn() && vscode.workspace.isTrusted && completionSettings(editor?.document).repositoryContext;
  if (!wanted) return null;
  const active =
    editor && isWritten(editor.document.uri.scheme)
      ? { uri: editor.document.uri.toString(), position: plain(editor.selection.active) }
      : null;
  const visible = vscode.window.visibleTextEditors
    .filter(({ document }) => isWritten(document.uri.scheme))
    .map(({ document }) => document.uri.toString());
  return { active, visible, sources: await sources.now() };
}

/** What the language's own extension says the names at the cursor mean, as far as it stands in open documents. */
async function definitionsAtCursor(usable: readonly string[], signal: AbortSignal): Promise<Definitions | null> {
  const editor = vscode.window.activeTextEditor;
  if (!editor || !isWritten(editor.document.uri.scheme)) return null;
  const { document, selection } = editor;
  const { line, character } = selection.active;
  const uri = document.uri.toString();
  const snippets = new Map<string, Definitions['snippets'][number]>();
  for (const start of namesAt(document.lineAt(line).text, character)) {
    const found = await withTimeout(
      vscode.commands.executeCommand<(vscode.Location | vscode.LocationLink)[] | undefined>(
        'vscode.executeDefinitionProvider',
        document.uri,
        new vscode.Position(line, start),
      ),
    );
    if (signal.aborted) return null;
    for (const location of found ?? []) {
      const snippet = snippetAt(location, [uri, ...usable]);
      if (snippet) snippets.set(`${snippet.uri}#${snippet.startLine}`, snippet);
    }
  }
  return { uri, snippets: [...snippets.values()] };
}

function snippetAt(
  location: vscode.Location | vscode.LocationLink,
  usable: readonly string[],
): Definitions['snippets'][number] | null {
  const [target, { start }] =
    'targetUri' in location ? [location.targetUri, location.targetRange] : [location.uri, location.range];
  const uri = target.toString();
  const document = usable.includes(uri)
    ? vscode.workspace.textDocuments.find((open) => open.uri.toString() === uri && !open.isClosed)
    : undefined;
  if (!document || start.line >= document.lineCount) return null;
  const end = Math.min(document.lineCount, start.line + readDefinitionLines);
  const lines = Array.from({ length: end - start.line }, (_, at) => document.lineAt(start.line + at).text);
  return { uri, languageId: document.languageId, startLine: start.line, text: definitionText(lines) };
}

/** What a provider finds in time; its errors are its own. */
async function withTimeout<T>(found: Thenable<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), definitionTimeoutMs);
  });
  try {
    return await Promise.race([found, late]);
  } catch {
    return undefined;
  } finally {
    clearTimeout(timer);
  }
}

function plain({ line, character }: vscode.Position): { line: number; character: number } {
  return { line, character };
}
