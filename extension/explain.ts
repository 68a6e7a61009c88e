import * as vscode from 'vscode';
import { commands } from '../shared/ids';
import type { Attachment } from '../shared/protocol';
import { enclosingBlock, enclosingSymbol, type Block, type Symbol } from './enclosing';
import { messages } from './messages';
import { tell } from './notices';
import { codeToExplain, coveredLines, isAttachment } from './selection';

/** How long a language extension may take to name its symbols, in milliseconds; after that the text itself decides. */
const symbolsTimeoutMs = 700;

/** The code that the user wants explained; undefined after the user was told what to do instead. */
export async function selectedCode(editor: vscode.TextEditor | undefined): Promise<Attachment | undefined> {
  if (!editor) {
    await tell('info', messages.noEditor());
    return undefined;
  }
  const { document, selection } = editor;
  const selected = {
    document: {
      path: nameOf(document.uri),
      uri: document.uri.toString(),
      languageId: document.languageId,
      lines: document.getText().split(/\r\n|\r|\n/),
    },
    start: selection.start,
    end: selection.end,
  };
  const { startLine, endLine } = coveredLines(selected);
  const enclosing =
    enclosingSymbol(await symbolsOf(document), startLine, endLine) ??
    enclosingBlock(selected.document.lines, startLine, endLine);
  const code = codeToExplain(selected, withoutTail(enclosing, selected.document.lines));
  if (isAttachment(code)) return code;
  await tell('info', code);
  return undefined;
}

/** The block without blank lines at its end, which some language extensions count in. */
function withoutTail(block: Block | null, lines: readonly string[]): Block | null {
  if (!block) return null;
  let { endLine } = block;
  while (endLine > block.startLine && (lines[endLine] ?? '').trim() === '') endLine--;
  return { ...block, endLine };
}

/** Path in the workspace; outside of one, the file's name alone. */
function nameOf(uri: vscode.Uri): string {
  const relative = vscode.workspace.asRelativePath(uri.with({ fragment: '' }));
  const inWorkspace = vscode.workspace.getWorkspaceFolder(uri) !== undefined;
  return inWorkspace ? relative : (uri.path.split('/').at(-1) ?? uri.path);
}

/** The document's symbols, from a language extension that answers in time; else none. */
async function symbolsOf(document: vscode.TextDocument): Promise<Symbol[]> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => (timer = setTimeout(() => resolve(undefined), symbolsTimeoutMs)));
  try {
    const asked = vscode.commands.executeCommand<(vscode.DocumentSymbol | vscode.SymbolInformation)[] | undefined>(
      'vscode.executeDocumentSymbolProvider',
      document.uri,
    );
    return ((await Promise.race([asked, late])) ?? []).map(plain);
  } catch {
    // A language extension that fails is no reason not to explain: the text itself tells the function.
    return [];
  } finally {
    clearTimeout(timer);
  }
}

function plain(symbol: vscode.DocumentSymbol | vscode.SymbolInformation): Symbol {
  const range = 'location' in symbol ? symbol.location.range : symbol.range;
  return {
    name: symbol.name,
    kind: symbol.kind,
    startLine: range.start.line,
    endLine: range.end.line,
    children: 'children' in symbol ? symbol.children.map(plain) : [],
  };
}

/** Offers the explanation at the lightbulb, where something is selected. */
export class ExplainActions implements vscode.CodeActionProvider {
  /** No kind of change: nothing in the document is touched. */
  static readonly kind = vscode.CodeActionKind.Empty.append('cria.explain');

  provideCodeActions(_document: vscode.TextDocument, range: vscode.Range): vscode.CodeAction[] {
    if (range.isEmpty) return [];
    const action = new vscode.CodeAction('Explain with Cria', ExplainActions.kind);
    action.command = { command: commands.explainSelection, title: action.title };
    return [action];
  }
}
