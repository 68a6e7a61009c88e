import { element } from './dom';

/** Speaks to screen readers, and to nobody else. */
export interface Announcer {
  root: HTMLElement;
  say(text: string): void;
}

/** Longer answers are only begun: who wants all of it finds it in the conversation. */
const longestSpoken = 3000;

export function createAnnouncer(): Announcer {
  const root = element('div', { class: 'unseen', attributes: { role: 'status', 'aria-live': 'polite' } });
  return {
    root,
    say: (text) => {
      // A new paragraph is announced even where it says the same as the one before.
      root.replaceChildren(element('p', { text: text.slice(0, longestSpoken) }));
    },
  };
}
