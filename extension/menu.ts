import * as vscode from 'vscode';
import { section } from '../shared/ids';
import { messages } from './messages';
import { menuItems, type MenuAction } from './menuItems';
import { tell } from './notices';
import { completionSettings, setModelPath, turn, turnedOn, turnLanguage } from './settings';

/** Shows the menu of the status bar item and does what was chosen. */
export async function showMenu(): Promise<void> {
  const document = vscode.window.activeTextEditor?.document;
  const items = menuItems({
    on: turnedOn(),
    hasWorkspace: vscode.workspace.workspaceFolders !== undefined,
    language: document ? { id: document.languageId, enabled: languageEnabled(document) } : null,
  });
  const chosen = await vscode.window.showQuickPick(items, { title: 'Cria', placeHolder: 'Choose what to do' });
  if (chosen) await act(chosen.action, document);
}

async function act(action: MenuAction, document: vscode.TextDocument | undefined): Promise<void> {
  switch (action.kind) {
    case 'turn':
      return writing(() => turn(action.on, action.where));
    case 'turnLanguage':
      return document ? writing(() => turnLanguage(document, action.on)) : undefined;
    case 'command':
      await vscode.commands.executeCommand(action.command, ...action.args);
  }
}

function languageEnabled(document: vscode.TextDocument): boolean {
  const { enabled, disabledLanguages } = completionSettings(document);
  return enabled && !disabledLanguages.includes(document.languageId);
}

/** Turns Cria off where it is on, and on where it is off. */
export async function toggle(): Promise<void> {
  await writing(() => turn(!turnedOn()));
}

/** Lets the user choose a GGUF file, on the machine that the server runs on, and writes it to the settings. */
export async function chooseModel(): Promise<void> {
  const current = vscode.workspace.getConfiguration(section).get<string>('model.path', '');
  const chosen = await vscode.window.showOpenDialog({
    title: 'Choose a model for Cria',
    openLabel: 'Use This Model',
    filters: { 'GGUF models': ['gguf'] },
    ...(current === '' ? {} : { defaultUri: vscode.Uri.file(current) }),
  });
  const file = chosen?.[0];
  if (!file) return;
  if (file.scheme === 'file' || file.scheme === 'vscode-remote') await writing(() => setModelPath(file.fsPath));
  else await tell('error', messages.notAModel(file.toString(true)));
}

/** A setting that cannot be written, as in a broken settings.json, is told and changes nothing. */
async function writing(write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (error) {
    await tell('error', messages.settingNotWritten(error instanceof Error ? error.message : String(error)));
  }
}
