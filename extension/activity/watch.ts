import * as vscode from 'vscode';
import type { Activity } from '../../shared/protocol';
import { onSettings, powerSettings } from '../settings';
import { ActivityWatch } from './activity';
import { onBattery } from './battery';

/** Follows this window's focus, its trust and the machine's battery, as long as `subscriptions` live. */
export function watchActivity(
  subscriptions: { dispose(): unknown }[],
  send: (activity: Activity) => void,
): ActivityWatch {
  const watch = new ActivityWatch(
    {
      send,
      settings: powerSettings,
      onBattery: () => onBattery(process.platform),
      after: (ms, run) => {
        const timer = setTimeout(run, ms);
        return () => clearTimeout(timer);
      },
      every: (ms, run) => {
        const timer = setInterval(run, ms);
        return () => clearInterval(timer);
      },
    },
    vscode.window.state.focused,
    vscode.workspace.isTrusted,
  );
  subscriptions.push(
    watch,
    vscode.window.onDidChangeWindowState(({ focused }) => watch.focusChanged(focused)),
    vscode.workspace.onDidGrantWorkspaceTrust(() => watch.trustGranted()),
    onSettings(['power'], () => watch.settingsChanged()),
  );
  return watch;
}
