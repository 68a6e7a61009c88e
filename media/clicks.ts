import type { Announcer } from './announcer';
import { codeOfButton, showCopied } from './code-block';
import type { Host } from './host';

/**
 * Handles what can be clicked inside rendered messages, in one place for all of them, because their nodes come
 * and go. Links are opened by the extension, which asks first; the page itself never goes anywhere.
 */
export function handleClicks(box: HTMLElement, host: Host, announcer: Announcer): void {
  box.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    if (link) {
      // VS Code listens further out and would open the link a second time.
      event.preventDefault();
      event.stopPropagation();
      const href = link.getAttribute('href');
      if (href !== null) host.post({ type: 'openLink', href });
      return;
    }
    const asked = codeOfButton(event.target);
    if (!asked) return;
    host.post({ type: 'copy', text: asked.code });
    showCopied(asked.copy);
    announcer.say('Copied');
  });
  // The middle button would open a window of its own; dragging a link would leave the page.
  box.addEventListener('auxclick', (event) => event.preventDefault());
  box.addEventListener('dragstart', (event) => event.preventDefault());
}
