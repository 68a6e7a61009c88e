import * as vscode from 'vscode';
import type { UserMessage } from '../shared/protocol';
import { sentence } from './messages';
import { remedies, type Remedy } from './remedies';

/** Runs what helps against a problem. */
export async function runRemedy(remedy: Remedy): Promise<void> {
  const { command, args } = remedies[remedy];
  await vscode.commands.executeCommand(command, ...args);
}

type Kind = 'info' | 'warning' | 'error';

/** Shows a message with the button that helps, where one does. */
export async function tell(kind: Kind, message: UserMessage): Promise<void> {
  const { remedy } = message;
  const buttons = remedy === undefined ? [] : [remedies[remedy].label];
  const chosen = await show(kind, sentence(message), buttons);
  if (chosen !== undefined && remedy !== undefined) await runRemedy(remedy);
}

function show(kind: Kind, text: string, buttons: string[]): Thenable<string | undefined> {
  switch (kind) {
    case 'info':
      return vscode.window.showInformationMessage(text, ...buttons);
    case 'warning':
      return vscode.window.showWarningMessage(text, ...buttons);
    case 'error':
      return vscode.window.showErrorMessage(text, ...buttons);
  }
}
