import type { ChatHeader } from '../shared/chat';
import { button, element, icon } from './dom';
import type { Host } from './host';
import { problemParts } from './problem';
import { modelState } from './words';

/** The strip above the conversation: which model, what it does, what is wrong with it, and a new conversation. */
export interface HeaderView {
  root: HTMLElement;
  show(header: ChatHeader, writing: boolean): void;
}

export function createHeader(host: Host, onNewChat: () => void): HeaderView {
  const name = element('span', { class: 'model-name' });
  const state = element('span', { class: 'model-state' });
  const progress = element('progress', { attributes: { max: 1, 'aria-label': 'Loading the model', hidden: true } });
  const problem = element('div', { class: 'problem', attributes: { hidden: true } });
  const root = element(
    'header',
    { class: 'header' },
    element('h1', { class: 'unseen', text: 'Chat with Cria' }),
    element(
      'div',
      { class: 'header-row' },
      element('span', { class: 'dot', attributes: { 'aria-hidden': 'true' } }),
      element('span', { class: 'model' }, name, state),
      button({ class: 'quiet', icon: icon('plus'), label: 'New Chat' }, onNewChat),
    ),
    progress,
    problem,
  );
  let shownProblem = '';

  return {
    root,
    show: (header, writing) => {
      root.dataset.state = header.state;
      root.classList.toggle('writing', writing);
      name.textContent = header.model === '' ? 'No model' : header.model;
      name.title = name.textContent;
      state.textContent = modelState(header, writing);
      progress.hidden = header.state !== 'loading';
      if (header.progress === undefined) progress.removeAttribute('value');
      else progress.value = header.progress;

      const error = header.state === 'error' ? header.error : undefined;
      const described = JSON.stringify(error ?? null);
      if (described === shownProblem) return;
      // Only a new problem is drawn anew, so that its button keeps the focus.
      shownProblem = described;
      problem.hidden = error === undefined;
      problem.replaceChildren(...(error ? problemParts(error, (remedy) => host.post({ type: 'remedy', remedy })) : []));
    },
  };
}
