import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import type { ChatHeader, FromPage, ToPage } from '../../shared/chat';
import { views } from '../../shared/ids';
import { pageHtml } from '../../shared/page';
import type { Attachment, ServerStatus } from '../../shared/protocol';
import { messages } from '../messages';
import { runRemedy, tell } from '../notices';
import { PagePost, readPageMessage, webLink } from './page';
import type { ChatEvent, Conversation } from './session';

export interface ChatViewTools {
  /** The folder of `chat.js` and `chat.css`. */
  media: vscode.Uri;
  conversation: () => Conversation;
  status: () => ServerStatus;
  log: vscode.LogOutputChannel;
}

/**
 * The view in the sidebar. Its page may be thrown away at any time, when it is hidden or moved, and asks for the whole
 * session when it is made anew.
 */
export class ChatView implements vscode.WebviewViewProvider, vscode.Disposable {
  readonly #tools: ChatViewTools;
  readonly #views = new Set<vscode.WebviewView>();
  readonly #post = new PagePost((message) => {
    for (const { webview } of this.#views) void webview.postMessage(message);
  });
  /** Whether the page that opens next is to put the cursor in its composer. */
  #focusWanted = false;

  constructor(tools: ChatViewTools) {
    this.#tools = tools;
  }

  resolveWebviewView(view: vscode.WebviewView): void {
    const { webview } = view;
    const { media } = this.#tools;
    webview.options = { enableScripts: true, localResourceRoots: [media] };
    this.#views.add(view);
    view.onDidDispose(() => this.#views.delete(view));
    webview.onDidReceiveMessage((raw: unknown) => {
      const message = readPageMessage(raw);
      if (message) void this.#receive(message, webview);
      else this.#tools.log.warn('The chat page sent a message that is not one of its own.');
    });
    webview.html = pageHtml({
      title: 'Cria',
      scriptUri: webview.asWebviewUri(vscode.Uri.joinPath(media, 'chat.js')).toString(),
      styleUri: webview.asWebviewUri(vscode.Uri.joinPath(media, 'chat.css')).toString(),
      cspSource: webview.cspSource,
      nonce: randomBytes(16).toString('base64url'),
      language: 'en',
    });
  }

  /** Shows a change of the conversation. */
  show(event: ChatEvent): void {
    this.#post.send(event.type === 'session' ? this.#whole() : event);
  }

  /** Shows a change of the server's status. */
  showStatus(): void {
    this.#post.send({ type: 'header', header: header(this.#tools.status()) });
  }

  /** Opens the view, wherever the user has put it, with the cursor in its composer. */
  async open(): Promise<void> {
    this.#focusWanted = true;
    const [view] = this.#views;
    // VS Code loses the command of a view that was moved to a place of its own; a view that was made can show itself.
    if (view) view.show();
    else await vscode.commands.executeCommand(`${views.chat}.focus`);
    this.#post.send({ type: 'focusComposer' });
  }

  dispose(): void {
    this.#post.dispose();
  }

  #whole(): ToPage {
    return { type: 'session', session: this.#tools.conversation().session, header: header(this.#tools.status()) };
  }

  async #receive(message: FromPage, page: vscode.Webview): Promise<void> {
    const conversation = this.#tools.conversation();
    switch (message.type) {
      case 'ready':
        // What waits to be posted is in the session already, and must not come after it.
        this.#post.flush();
        void page.postMessage(this.#whole());
        if (this.#focusWanted) void page.postMessage({ type: 'focusComposer' } satisfies ToPage);
        this.#focusWanted = false;
        return;
      case 'send':
        if (message.text.trim() !== '') await conversation.ask(message.text);
        return;
      case 'stop':
        conversation.stop();
        return;
      case 'newChat':
        conversation.newChat();
        return;
      case 'retry':
        return conversation.retry(message.messageId);
      case 'copy':
        return vscode.env.clipboard.writeText(message.text);
      case 'openAttachment':
        return openAttachment(attachmentOf(conversation, message.messageId, message.index));
      case 'openLink': {
        const link = webLink(message.href);
        if (link === null) this.#tools.log.info(`A link was not opened, because it is no web address: ${message.href}`);
        else await vscode.env.openExternal(vscode.Uri.parse(link, true));
        return;
      }
      case 'remedy':
        return runRemedy(message.remedy);
    }
  }
}

function header(status: ServerStatus): ChatHeader {
  return {
    model: status.model?.name ?? status.modelName ?? '',
    state: status.state,
    ...(status.progress === undefined ? {} : { progress: status.progress }),
    ...(status.error ? { error: status.error } : {}),
  };
}

function attachmentOf(conversation: Conversation, messageId: string, index: number): Attachment | undefined {
  return conversation.session.messages.find(({ id }) => id === messageId)?.attachments?.[index];
}

/** Opens the code that went with a question, selected. */
async function openAttachment(attachment: Attachment | undefined): Promise<void> {
  if (!attachment) return;
  try {
    const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(attachment.uri, true));
    const lines = new vscode.Range(attachment.startLine, 0, attachment.endLine, Number.MAX_SAFE_INTEGER);
    await vscode.window.showTextDocument(document, { selection: document.validateRange(lines) });
  } catch {
    // Whatever the reason, the document is out of reach.
    await tell('warning', messages.attachmentGone(attachment.path));
  }
}
