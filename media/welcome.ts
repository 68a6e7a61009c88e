import { button, element } from './dom';
import { examples } from './words';

/** What an empty conversation shows. */
export interface WelcomeView {
  root: HTMLElement;
  /** Whether the examples can be asked now. */
  enable(possible: boolean): void;
}

export function createWelcome(onAsk: (question: string) => void): WelcomeView {
  const buttons = examples.map((text) => button({ class: 'example', text }, () => onAsk(text)));
  const root = element(
    'section',
    { class: 'welcome', attributes: { 'aria-label': 'Start', hidden: true } },
    element('p', { class: 'welcome-title', text: 'Ask Cria about code' }),
    element('p', {
      text: 'Everything stays on this machine: the model runs here, and neither questions nor code leave it.',
    }),
    element(
      'ul',
      { class: 'examples', attributes: { 'aria-label': 'Examples' } },
      ...buttons.map((made) => element('li', {}, made)),
    ),
  );
  return {
    root,
    enable: (possible) => {
      for (const made of buttons) made.disabled = !possible;
    },
  };
}
