import type { UserMessage } from '../shared/protocol';
import { button, element } from './dom';
import { remedyLabels } from './words';

type Remedy = NonNullable<UserMessage['remedy']>;

/** What happened, what to do next, and buttons: the remedy, where there is one, before the `others`. */
export function problemParts(problem: UserMessage, onRemedy: (remedy: Remedy) => void, ...others: Node[]): Node[] {
  const { text, nextStep, remedy } = problem;
  const first = remedy && button({ class: 'primary', text: remedyLabels[remedy] }, () => onRemedy(remedy));
  return [
    element('p', { class: 'problem-text', text }),
    element('p', { text: nextStep }),
    element('div', { class: 'actions' }, first ?? null, ...others),
  ];
}
