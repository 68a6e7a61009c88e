import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { settingsQuery } from '../../shared/ids';
import { pageHtml } from '../../shared/page';
import { dayName, type FromStatisticsPage, type ToStatisticsPage } from '../../shared/statistics';
import { messages } from '../messages';
import { tell } from '../notices';
import { counting, onSettings } from '../settings';
import type { StatisticsStore } from './store';

const resetLabel = 'Reset';

/** The page with the statistics: one editor tab, made when it is asked for. */
export class StatisticsPanel implements vscode.Disposable {
  /** The folder of `statistics.js` and `statistics.css`. */
  readonly #media: vscode.Uri;
  readonly #icon: vscode.Uri;
  readonly #store: StatisticsStore;
  readonly #listening: vscode.Disposable;
  #panel: vscode.WebviewPanel | null = null;

  constructor(extension: vscode.Uri, store: StatisticsStore) {
    this.#media = vscode.Uri.joinPath(extension, 'dist', 'media');
    this.#icon = vscode.Uri.joinPath(extension, 'media', 'icons', 'cria.png');
    this.#store = store;
    this.#listening = onSettings(['statistics'], () => this.refresh());
  }

  open(): void {
    if (this.#panel) {
      this.#panel.reveal();
      return;
    }
    const options = { enableScripts: true, localResourceRoots: [this.#media] };
    const panel = vscode.window.createWebviewPanel(
      'cria.statistics',
      'Cria: Statistics',
      vscode.ViewColumn.Active,
      options,
    );
    this.#panel = panel;
    panel.iconPath = this.#icon;
    panel.onDidDispose(() => (this.#panel = null));
    panel.onDidChangeViewState(() => this.refresh());
    const { webview } = panel;
    webview.onDidReceiveMessage((raw: unknown) => {
      const message = readStatisticsMessage(raw);
      if (message) void this.#receive(message);
    });
    webview.html = pageHtml({
      title: 'Cria: Statistics',
      scriptUri: webview.asWebviewUri(vscode.Uri.joinPath(this.#media, 'statistics.js')).toString(),
      styleUri: webview.asWebviewUri(vscode.Uri.joinPath(this.#media, 'statistics.css')).toString(),
      cspSource: webview.cspSource,
      nonce: randomBytes(16).toString('base64url'),
      language: 'en',
    });
  }

  /** Brings the page up to date, where it is seen. */
  refresh(): void {
    if (!this.#panel?.visible) return;
    const shown: ToStatisticsPage = {
      type: 'statistics',
      days: this.#store.days,
      today: dayName(new Date()),
      counting: counting(),
    };
    void this.#panel.webview.postMessage(shown);
  }

  dispose(): void {
    this.#listening.dispose();
    this.#panel?.dispose();
  }

  async #receive(message: FromStatisticsPage): Promise<void> {
    switch (message.type) {
      case 'ready':
        this.refresh();
        return;
      case 'openSettings':
        await vscode.commands.executeCommand('workbench.action.openSettings', `${settingsQuery} statistics`);
        return;
      case 'reset': {
        const { text, nextStep } = messages.resetStatistics();
        const chosen = await vscode.window.showWarningMessage(text, { modal: true, detail: nextStep }, resetLabel);
        if (chosen !== resetLabel) return;
        try {
          await this.#store.reset();
        } catch (error) {
          await tell('error', messages.statisticsNotStored(error instanceof Error ? error.message : String(error)));
        }
        this.refresh();
      }
    }
  }
}

/** Reads what the page posted; null for anything else. */
function readStatisticsMessage(value: unknown): FromStatisticsPage | null {
  if (typeof value !== 'object' || value === null) return null;
  const { type } = value as Record<string, unknown>;
  return type === 'ready' || type === 'reset' || type === 'openSettings' ? { type } : null;
}
