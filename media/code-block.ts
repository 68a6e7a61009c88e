import { element } from './dom';
import { sanitized } from './sanitize';

/** Marks the button of a code block; its clicks are handled where the messages are, see {@link codeOfButton}. */
const copyClass = 'copy';

/**
 * Sanitised nodes in which each block of code has become a panel with its language and a button to copy it.
 * What may be wider than the page scrolls by itself, and can be reached with the keyboard for that.
 */
export function withCodePanels(html: string): DocumentFragment {
  const fragment = sanitized(html);
  for (const pre of fragment.querySelectorAll('pre')) {
    const language = pre.getAttribute('data-language') ?? '';
    pre.removeAttribute('data-language');
    const panel = element('div', { class: 'code', attributes: { role: 'group', 'aria-label': codeLabel(language) } });
    pre.replaceWith(panel);
    pre.tabIndex = 0;
    const copy = element('button', {
      class: copyClass,
      text: 'Copy',
      attributes: { type: 'button', 'aria-label': `Copy ${codeLabel(language).toLowerCase()}` },
    });
    panel.append(
      element(
        'div',
        { class: 'code-bar' },
        element('span', { class: 'code-language', text: language || 'text' }),
        copy,
      ),
      pre,
    );
  }
  for (const table of fragment.querySelectorAll<HTMLElement>('.table')) {
    table.tabIndex = 0;
    table.setAttribute('role', 'group');
    table.setAttribute('aria-label', 'Table');
  }
  return fragment;
}

/** The code that a click on a Copy button asks for; nothing where the click was elsewhere. */
export function codeOfButton(target: EventTarget | null): { copy: HTMLElement; code: string } | undefined {
  const copy = target instanceof Element ? target.closest<HTMLElement>(`.${copyClass}`) : null;
  const code = copy?.closest('.code')?.querySelector('pre')?.textContent;
  return copy && typeof code === 'string' ? { copy, code: code.replace(/\n$/, '') } : undefined;
}

/** Says on the button itself, for a moment, that its code was copied. */
export function showCopied(copy: HTMLElement): void {
  copy.textContent = 'Copied';
  setTimeout(() => (copy.textContent = 'Copy'), 1500);
}

function codeLabel(language: string): string {
  return language === '' ? 'Code' : `Code in ${language}`;
}
