import type { Attachment } from '../shared/protocol';
import { withCodePanels } from './code-block';
import { button, element, icon } from './dom';
import type { Markdown } from './markdown';
import { attachmentLabel, attachmentTitle } from './words';

/** One piece of code that goes with a question: a chip that opens it in the editor, and the code itself on demand. */
export function attachmentView(attachment: Attachment, markdown: Markdown, onOpen: () => void): HTMLElement {
  const code = element('div', { class: 'attachment-code', attributes: { hidden: true } });
  const label = attachmentLabel(attachment);
  const disclosure = button({ class: 'quiet', icon: icon('chevron'), label: `Show the code of ${label}` }, () => {
    code.hidden = !code.hidden;
    disclosure.setAttribute('aria-expanded', String(!code.hidden));
    // The code is rendered when it is first asked for: it may be long, and is mostly known to its reader.
    if (!code.hasChildNodes()) code.append(withCodePanels(markdown.code(attachment.text, attachment.languageId)));
  });
  disclosure.setAttribute('aria-expanded', 'false');
  const open = button({ class: 'chip', icon: icon('file'), text: label }, onOpen);
  open.title = attachmentTitle(attachment);
  return element('div', { class: 'attachment' }, element('div', { class: 'attachment-row' }, open, disclosure), code);
}
