import type { ChatHeader, ChatMessage, ChatSession } from '../shared/chat';
import type { Announcer } from './announcer';
import { handleClicks } from './clicks';
import { button, element, icon } from './dom';
import type { Host } from './host';
import type { Markdown } from './markdown';
import { createMessage, type MessageView } from './message';
import { createScroll } from './scroll';
import { activity, earlier, spokenEnd } from './words';

/** The conversation. */
export interface MessagesView {
  root: HTMLElement;
  /** Replaces all that is shown; the same conversation stays where its reader was. */
  showSession(session: ChatSession): void;
  /** Adds a message, or replaces the one with its id. */
  showMessage(message: ChatMessage): void;
  append(messageId: string, text: string): void;
  showHeader(header: ChatHeader): void;
  isWriting(): boolean;
  lastQuestion(): string | undefined;
}

/** So many of the latest messages are on the page at first; each request for earlier ones adds as many. */
const page = 60;

/** Milliseconds after which a place in the conversation that was scrolled to is saved. */
const saveDelayMs = 150;

export interface MessagesTools {
  host: Host;
  markdown: Markdown;
  announcer: Announcer;
  /** Shown while there are no messages. */
  welcome: HTMLElement;
  /** The Retry button was used, and is about to go. */
  onRetry: () => void;
}

export function createMessages({ host, markdown, announcer, welcome, onRetry }: MessagesTools): MessagesView {
  let sessionId = '';
  let messages: ChatMessage[] = [];
  let firstShown = 0;
  const views = new Map<string, MessageView>();
  const waiting = new Set<string>();
  let frame = 0;
  let saving: ReturnType<typeof setTimeout> | undefined;

  const more = button({ class: 'secondary earlier' }, () => {
    const before = content.offsetHeight - box.scrollTop;
    showFrom(Math.max(0, firstShown - page));
    scroll.to(content.offsetHeight - before);
    if (more.hidden) box.focus();
  });
  const list = element('div', { class: 'list' });
  const doing = element('p', { class: 'activity', attributes: { hidden: true } });
  const content = element('div', { class: 'content' }, welcome, more, list, doing);
  const box = element(
    'div',
    { class: 'messages', attributes: { role: 'log', 'aria-live': 'off', 'aria-label': 'Conversation', tabindex: 0 } },
    content,
  );
  const jump = button({ class: 'jump', icon: icon('down'), text: 'Jump to latest' }, () => {
    box.focus({ preventScroll: true });
    scroll.toEnd();
  });
  const root = element('main', { class: 'conversation' }, box, jump);

  const scroll = createScroll(box, content, () => {
    drawJump();
    saving ??= setTimeout(savePlace, saveDelayMs);
  });
  jump.addEventListener('blur', () => requestAnimationFrame(drawJump));
  window.addEventListener('pagehide', savePlace);

  /** It stays while it has the focus: a button that goes away would leave the keyboard nowhere. */
  function drawJump(): void {
    jump.hidden = scroll.atEnd() && document.activeElement !== jump;
  }

  function savePlace(): void {
    clearTimeout(saving);
    saving = undefined;
    if (sessionId === '') return;
    const place = { sessionId, top: box.scrollTop, atEnd: scroll.atEnd(), shown: messages.length - firstShown };
    host.save({ place });
  }

  function addView({ id, role }: ChatMessage): MessageView {
    const retry = () => {
      host.post({ type: 'retry', messageId: id });
      onRetry();
    };
    const view = createMessage(role, {
      markdown,
      onRetry: retry,
      onRemedy: (remedy) => host.post({ type: 'remedy', remedy }),
      onOpen: (index) => host.post({ type: 'openAttachment', messageId: id, index }),
    });
    views.set(id, view);
    return view;
  }

  /** Makes the messages from this index on stand on the page. */
  function showFrom(index: number): void {
    firstShown = index;
    more.hidden = index === 0;
    more.textContent = earlier(Math.min(page, index));
    const nodes = messages.slice(index).map((message) => {
      const known = views.get(message.id);
      const view = known ?? addView(message);
      if (!known) view.draw(message);
      return view.root;
    });
    list.replaceChildren(...nodes);
  }

  function showState(): void {
    doing.hidden = !isWriting();
    box.setAttribute('aria-busy', String(isWriting()));
    welcome.hidden = messages.length > 0;
  }

  /** However fast an answer comes, it is drawn once for each picture that the screen shows. */
  function drawSoon(id: string): void {
    waiting.add(id);
    frame ||= requestAnimationFrame(drawWaiting);
  }

  function drawWaiting(): void {
    cancelAnimationFrame(frame);
    frame = 0;
    for (const message of messages) if (waiting.has(message.id)) views.get(message.id)?.draw(message);
    waiting.clear();
    scroll.follow();
  }

  function isWriting(): boolean {
    return messages.at(-1)?.state === 'streaming';
  }

  handleClicks(box, host, announcer);

  return {
    root,
    showSession: (session) => {
      const same = session.id === sessionId;
      if (same) savePlace();
      const { place } = host.saved();
      const back = place?.sessionId === session.id ? place : undefined;
      sessionId = session.id;
      messages = [...session.messages];
      if (!same) views.clear();
      const ids = new Set(messages.map(({ id }) => id));
      for (const id of views.keys()) if (!ids.has(id)) views.delete(id);
      for (const message of messages) views.get(message.id)?.draw(message);
      waiting.clear();
      showFrom(Math.max(0, messages.length - Math.max(page, back?.shown ?? 0)));
      showState();
      if (back && !back.atEnd) scroll.to(back.top);
      else scroll.toEnd();
    },
    showMessage: (message) => {
      const index = messages.findLastIndex(({ id }) => id === message.id);
      const before = messages[index];
      if (index === -1) messages.push(message);
      else messages[index] = message;
      if (index === -1) list.append(addView(message).root);
      waiting.add(message.id);
      drawWaiting();
      showState();
      if (index === -1 && message.role === 'user') scroll.toEnd();
      if (before?.state === 'streaming' && message.state !== 'streaming') {
        announcer.say(spokenEnd(message, views.get(message.id)?.plainText() ?? ''));
      }
    },
    append: (messageId, text) => {
      const index = messages.findLastIndex(({ id }) => id === messageId);
      const message = messages[index];
      if (message?.state !== 'streaming') return;
      messages[index] = { ...message, text: message.text + text };
      drawSoon(messageId);
    },
    showHeader: (header) => {
      doing.textContent = activity(header);
    },
    isWriting,
    lastQuestion: () => messages.findLast(({ role }) => role === 'user')?.text,
  };
}
