import { randomUUID } from 'node:crypto';
import path from 'node:path';
import * as vscode from 'vscode';
import { commands, views } from '../shared/ids';
import { methods } from '../shared/protocol';
import { watchActivity } from './activity/watch';
import { Conversation } from './chat/session';
import { SessionStore } from './chat/store';
import { ChatView } from './chat/view';
import { followContext } from './context/follow';
import { documentSelector } from './documents';
import { ExplainActions, selectedCode } from './explain';
import { chooseModel, showMenu, toggle } from './menu';
import { tell } from './notices';
import { clearAndTell } from './promptCache';
import { askThrough, notifyThrough, superviseServer } from './server';
import { onSettings, turnedOn } from './settings';
import { StatusItem } from './status';
import { errorToTell } from './statusView';
import { followSuggestions } from './suggestions/feature';

/** VS Code calls this once. What must not delay the editor, the language client and the server, comes after it. */
export function activate(context: vscode.ExtensionContext): void {
  const began = performance.now();
  const log = vscode.window.createOutputChannel('Cria', { log: true });

  let told: string | null = null;
  const storage = path.join(context.globalStorageUri.fsPath, 'prompt-cache');
  const suggestions = followSuggestions({
    context,
    log,
    notify: (method, params) => notify(method, params),
    status: () => supervisor.status,
  });
  const supervisor = superviseServer(context.extensionPath, {
    ...suggestions,
    log,
    storage,
    onConnected: () => {
      notify(methods.activity, activity.now);
      editors.connected();
    },
    onStatus: (status) => {
      item.show(status);
      chat.showStatus();
      suggestions.statusChanged();
      const notice = errorToTell(status, told);
      told = notice.told;
      if (notice.tell) void tell('error', notice.tell);
    },
  });
  const notify = notifyThrough(supervisor);
  const editors = followContext(notify);
  const activity = watchActivity(context.subscriptions, (now) => notify(methods.activity, now));
  const item = new StatusItem(supervisor.status);
  const store = new SessionStore(context.workspaceState, (error) =>
    log.error(`The chat was not stored: ${String(error)}`),
  );
  const chat = new ChatView({
    media: vscode.Uri.joinPath(context.extensionUri, 'dist', 'media'),
    conversation: () => conversation,
    status: () => supervisor.status,
    log,
  });
  const conversation = new Conversation({
    ask: askThrough(supervisor),
    stored: store.load(),
    store: (session, when) => store.save(session, when),
    newId: randomUUID,
    onEvent: (event) => chat.show(event),
    onBusy: (busy) => void vscode.commands.executeCommand('setContext', 'cria.chatBusy', busy),
  });

  const explain = async (): Promise<void> => {
    const code = await selectedCode(vscode.window.activeTextEditor);
    if (!code) return;
    await chat.open();
    void conversation.ask('Explain this code.', [code]);
  };
  context.subscriptions.push(
    item,
    chat,
    // The process would end with the extension host anyway; this lets it end in order.
    { dispose: () => void supervisor.stop() },
    { dispose: () => suggestions.flush() },
    editors,
    onSettings(['enabled'], () => supervisor.settingsChanged(false)),
    onSettings(['model', 'engine'], () => supervisor.settingsChanged(true)),
    vscode.window.registerWebviewViewProvider(views.chat, chat),
    vscode.languages.registerCodeActionsProvider(documentSelector, new ExplainActions(), {
      providedCodeActionKinds: [ExplainActions.kind],
    }),
    ...Object.entries({
      [commands.explainSelection]: explain,
      [commands.openChat]: () => chat.open(),
      [commands.newChat]: () => {
        conversation.newChat();
        return chat.open();
      },
      [commands.stopChat]: () => conversation.stop(),
      [commands.toggle]: toggle,
      [commands.menu]: showMenu,
      [commands.chooseModel]: chooseModel,
      [commands.showLog]: () => log.show(),
      [commands.restartServer]: () => supervisor.restart(),
      [commands.clearPromptCache]: () => clearAndTell(supervisor.running, storage),
    }).map(([id, action]) => vscode.commands.registerCommand(id, action)),
    // Last, because the others may log while they end.
    log,
  );

  if (turnedOn()) setImmediate(() => void supervisor.start());
  log.debug(`Activated in ${(performance.now() - began).toFixed(1)} ms.`);
}
