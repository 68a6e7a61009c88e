import type { ChatHeader } from '../shared/chat';
import { button, element, icon } from './dom';
import type { Host } from './host';
import { canAnswer, composerHint } from './words';

/** Where questions are written. */
export interface ComposerView {
  root: HTMLElement;
  show(header: ChatHeader, writing: boolean): void;
  focus(): void;
}

export interface ComposerTools {
  host: Host;
  /** What was asked last in this conversation, for ArrowUp. */
  lastQuestion: () => string | undefined;
}

export function createComposer({ host, lastQuestion }: ComposerTools): ComposerView {
  let usable = false;
  let busy = false;

  const text = element('textarea', {
    attributes: { rows: 1, 'aria-label': 'Question to Cria', 'aria-describedby': 'composer-keys', spellcheck: 'false' },
  });
  const send = button({ class: 'primary send', icon: icon('send'), label: 'Send' }, submit);
  const stop = button({ class: 'primary stop', icon: icon('stop'), label: 'Stop' }, () => {
    host.post({ type: 'stop' });
    text.focus();
  });
  const keys = element('span', {
    class: 'keys',
    text: 'Enter sends, Shift+Enter adds a line',
    attributes: { id: 'composer-keys' },
  });
  const root = element(
    'div',
    { class: 'composer', attributes: { role: 'group', 'aria-label': 'Ask Cria' } },
    element('div', { class: 'field' }, text, element('div', { class: 'field-row' }, keys, send, stop)),
  );

  text.value = host.saved().draft;
  text.addEventListener('input', changed);
  text.addEventListener('keydown', (event) => {
    // While an input method composes a word, its keys are its own.
    if (event.isComposing) return;
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      submit();
    } else if (event.key === 'ArrowUp' && text.value === '') {
      const question = lastQuestion();
      if (question === undefined) return;
      event.preventDefault();
      write(question);
    }
  });
  // The height of a wrapped text depends on the width of the page.
  new ResizeObserver(grow).observe(root);

  function write(value: string): void {
    text.value = value;
    text.setSelectionRange(value.length, value.length);
    changed();
  }

  function changed(): void {
    host.save({ draft: text.value });
    grow();
    showButtons();
  }

  /** As high as the text, as far as the style sheet lets it. */
  function grow(): void {
    text.style.height = 'auto';
    text.style.height = `${text.scrollHeight}px`;
  }

  function submit(): void {
    const question = text.value.trim();
    if (question === '' || !usable || busy) return;
    host.post({ type: 'send', text: question });
    write('');
    text.focus();
  }

  function showButtons(): void {
    send.disabled = !usable || text.value.trim() === '';
    if (send.hidden === busy && stop.hidden !== busy) return;
    // The focus goes on to the text: the button that had it may be gone.
    const hadFocus = document.activeElement === send || document.activeElement === stop;
    send.hidden = busy;
    stop.hidden = !busy;
    if (hadFocus) text.focus();
  }

  return {
    root,
    show: (header, writing) => {
      usable = canAnswer(header);
      busy = writing;
      text.placeholder = composerHint(header);
      grow();
      showButtons();
    },
    focus: () => text.focus(),
  };
}
