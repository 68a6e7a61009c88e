import type { ChatHeader, ToPage } from '../shared/chat';
import { createAnnouncer } from './announcer';
import { createComposer } from './composer';
import { createHeader } from './header';
import { createHighlighter } from './highlight';
import { connectHost } from './host';
import { createMarkdown } from './markdown';
import { createMessages } from './messages';
import { createWelcome } from './welcome';
import { canAnswer, modelState } from './words';

/** The chat page: puts its parts together and hands them what the extension sends. */
function start(app: HTMLElement): void {
  const host = connectHost();
  const announcer = createAnnouncer();
  const welcome = createWelcome((question) => host.post({ type: 'send', text: question }));
  const composer = createComposer({ host, lastQuestion: () => messages.lastQuestion() });
  const messages = createMessages({
    host,
    announcer,
    markdown: createMarkdown(createHighlighter()),
    welcome: welcome.root,
    onRetry: () => composer.focus(),
  });
  const header = createHeader(host, () => {
    host.post({ type: 'newChat' });
    composer.focus();
  });
  app.replaceChildren(header.root, messages.root, composer.root, announcer.root);

  let model: ChatHeader = { model: '', state: 'unloaded' };

  function showState(): void {
    const writing = messages.isWriting();
    header.show(model, writing);
    composer.show(model, writing);
    messages.showHeader(model);
    welcome.enable(canAnswer(model));
  }

  function takeHeader(next: ChatHeader): void {
    const changed = next.state !== model.state;
    model = next;
    if (!changed) return;
    const { error } = next;
    announcer.say(error ? `${error.text} ${error.nextStep}` : `${next.model}: ${modelState(next, false)}`);
  }

  function receive(message: ToPage): void {
    switch (message.type) {
      case 'session':
        model = message.header;
        messages.showSession(message.session);
        app.classList.add('known');
        break;
      case 'message':
        messages.showMessage(message.message);
        break;
      case 'delta':
        messages.append(message.messageId, message.text);
        return;
      case 'header':
        takeHeader(message.header);
        break;
      case 'focusComposer':
        composer.focus();
        return;
    }
    showState();
  }

  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || event.isComposing || !messages.isWriting()) return;
    event.preventDefault();
    host.post({ type: 'stop' });
  });
  host.onMessage(receive);
  host.post({ type: 'ready' });
}

const app = document.getElementById('app');
if (!app) throw new Error('The chat page has no element "app".');
start(app);
