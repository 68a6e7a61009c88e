import { commands, settingsQuery } from '../shared/ids';

/** What the menu of the status bar item depends on. */
export interface MenuState {
  on: boolean;
  hasWorkspace: boolean;
  /** The active editor's language, and whether it gets suggestions; null without an editor. */
  language: { id: string; enabled: boolean } | null;
}

export type MenuAction =
  | { kind: 'turn'; on: boolean; where: 'asSet' | 'workspace' }
  | { kind: 'turnLanguage'; on: boolean }
  | { kind: 'command'; command: string; args: string[] };

export interface MenuItem {
  label: string;
  action: MenuAction;
}

/** The entries of the menu, the likeliest first. */
export function menuItems({ on, hasWorkspace, language }: MenuState): MenuItem[] {
  const run = (label: string, command: string, ...args: string[]): MenuItem => ({
    label,
    action: { kind: 'command', command, args },
  });
  const why = run('$(question) Why No Suggestion?', commands.whyNoSuggestion);
  const items: MenuItem[] = [run('$(comment-discussion) Open Chat', commands.openChat), why];
  if (!on) items.unshift({ label: '$(play) Turn On', action: { kind: 'turn', on: true, where: 'asSet' } });
  if (on) {
    items.push({ label: '$(circle-slash) Turn Off', action: { kind: 'turn', on: false, where: 'asSet' } });
    if (hasWorkspace) {
      const action: MenuAction = { kind: 'turn', on: false, where: 'workspace' };
      items.push({ label: '$(circle-slash) Turn Off in This Workspace', action });
    }
    if (language) {
      const label = language.enabled
        ? `$(eye-closed) Turn Off Suggestions for ${language.id}`
        : `$(eye) Turn On Suggestions for ${language.id}`;
      items.push({ label, action: { kind: 'turnLanguage', on: !language.enabled } });
    }
  }
  return [
    ...items,
    run('$(file-binary) Choose Model…', commands.chooseModel),
    run('$(graph) Show Statistics', commands.showStatistics),
    run('$(trash) Clear Prompt Cache', commands.clearPromptCache),
    run('$(output) Show Log', commands.showLog),
    run('$(debug-restart) Restart Server', commands.restartServer),
    run('$(gear) Settings', 'workbench.action.openSettings', settingsQuery),
  ];
}
