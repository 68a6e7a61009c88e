import * as vscode from 'vscode';
import { section } from '../shared/ids';
import type { Settings } from '../shared/settings';

/** The settings of suggestions as they hold for a document's language, as the user may override them. */
export function completionSettings(document: vscode.TextDocument | undefined): Settings['completion'] {
  const completion = vscode.workspace.getConfiguration(section, document).get<Settings['completion']>('completion');
  if (!completion) throw new Error(`package.json contributes no settings under ${section}.completion`);
  return completion;
}

/** The settings about power as they hold for this window. */
export function powerSettings(): Settings['power'] {
  const power = vscode.workspace.getConfiguration(section).get<Settings['power']>('power');
  if (!power) throw new Error(`package.json contributes no settings under ${section}.power`);
  return power;
}

/** Whether suggestions are counted. */
export function counting(): boolean {
  return vscode.workspace.getConfiguration(section).get<boolean>('statistics', true);
}

/** Whether Cria is turned on. */
export function turnedOn(): boolean {
  return vscode.workspace.getConfiguration(section).get<boolean>('enabled', true);
}

/**
 * Turns Cria on or off: where the workspace says something of its own, there, else for the user.
 * @throws Error of VS Code when settings.json cannot be written.
 */
export async function turn(on: boolean, where: 'asSet' | 'workspace' = 'asSet'): Promise<void> {
  const settings = vscode.workspace.getConfiguration(section);
  const inWorkspace = where === 'workspace' || settings.inspect('enabled')?.workspaceValue !== undefined;
  const target = inWorkspace ? vscode.ConfigurationTarget.Workspace : vscode.ConfigurationTarget.Global;
  await settings.update('enabled', on, target);
}

/**
 * Turns suggestions on or off for a language of the user.
 * @throws Error of VS Code when settings.json cannot be written.
 */
export async function turnLanguage(document: vscode.TextDocument, on: boolean): Promise<void> {
  const settings = vscode.workspace.getConfiguration(section, document);
  const { disabledLanguages, enabled } = completionSettings(document);
  const { languageId } = document;
  const others = disabledLanguages.filter((id) => id !== languageId);
  await settings.update(
    'completion.disabledLanguages',
    on ? others : [...others, languageId],
    vscode.ConfigurationTarget.Global,
  );
  // A language whose own override turned suggestions off is turned on there.
  if (on && !enabled) await settings.update('completion.enabled', true, vscode.ConfigurationTarget.Global, true);
}

/** Writes the path of the user's model. */
export async function setModelPath(path: string): Promise<void> {
  await vscode.workspace.getConfiguration(section).update('model.path', path, vscode.ConfigurationTarget.Global);
}

/** Calls back when one of these settings, named without the section, changes. */
export function onSettings(names: readonly string[], run: () => void): vscode.Disposable {
  return vscode.workspace.onDidChangeConfiguration((change) => {
    if (names.some((name) => change.affectsConfiguration(`${section}.${name}`))) run();
  });
}
