import type { ChatMessage } from '../shared/chat';
import type { UserMessage } from '../shared/protocol';
import { attachmentView } from './attachment';
import { createBody } from './body';
import { button, element } from './dom';
import { settledPart, type Markdown } from './markdown';
import { problemParts } from './problem';
import { cutAnswer, droppedTurns, noAnswer } from './words';

/** One message on the page. It is drawn only by {@link MessageView.draw}. */
export interface MessageView {
  root: HTMLElement;
  draw(message: ChatMessage): void;
  /** The text as it was drawn last, without its markup. */
  plainText(): string;
}

export interface MessageTools {
  markdown: Markdown;
  onRetry: () => void;
  onRemedy: (remedy: NonNullable<UserMessage['remedy']>) => void;
  /** Asks for the attachment of this index in the editor. */
  onOpen: (index: number) => void;
}

export function createMessage(role: ChatMessage['role'], tools: MessageTools): MessageView {
  const { markdown, onRetry, onRemedy, onOpen } = tools;
  const notice = element('p', { class: 'notice', attributes: { hidden: true } });
  const body = createBody();
  const attachments = element('div', { class: 'attachments', attributes: { hidden: true } });
  const footer = element('div', { class: 'footer', attributes: { hidden: true } });
  const root = element(
    'article',
    { class: `message ${role}` },
    element('h2', { class: 'unseen', text: role === 'user' ? 'You' : 'Cria' }),
    notice,
    body.root,
    attachments,
    footer,
  );
  const shown = { attachments: '[]', end: '' };

  function drawAttachments(list: NonNullable<ChatMessage['attachments']>): void {
    const described = JSON.stringify(list);
    if (described === shown.attachments) return;
    shown.attachments = described;
    attachments.hidden = list.length === 0;
    attachments.replaceChildren(
      ...list.map((attachment, index) => attachmentView(attachment, markdown, () => onOpen(index))),
    );
  }

  function drawFooter({ state, problem, cut }: ChatMessage): void {
    const described = JSON.stringify([state, problem, cut]);
    if (described === shown.end) return;
    shown.end = described;
    const ended = state === 'stopped' || state === 'error';
    footer.hidden = !ended && cut === undefined;
    footer.classList.toggle('problem', ended && problem !== undefined);
    if (!ended) {
      footer.replaceChildren(...(cut === undefined ? [] : [element('p', { class: 'ended', text: cutAnswer(cut) })]));
      return;
    }
    const said = element('p', { class: 'ended', text: state === 'stopped' ? 'Stopped' : 'Failed' });
    const retry = button({ class: 'secondary retry', text: 'Retry' }, onRetry);
    if (problem) footer.replaceChildren(said, ...problemParts(problem, onRemedy, retry));
    else footer.replaceChildren(said, retry);
  }

  return {
    root,
    draw: (message) => {
      const { text, state, droppedTurns: dropped = 0 } = message;
      root.dataset.state = state;
      root.setAttribute('aria-busy', String(state === 'streaming'));
      notice.hidden = dropped === 0;
      notice.textContent = dropped === 0 ? '' : droppedTurns(dropped);
      if (role === 'user') body.show(markdown.question(text));
      else if (state === 'streaming') body.show(markdown.answer(settledPart(text)));
      else body.show(markdown.answer(state === 'done' && text.trim() === '' ? noAnswer : text));
      drawAttachments(message.attachments ?? []);
      drawFooter(message);
    },
    plainText: () => body.root.innerText,
  };
}
