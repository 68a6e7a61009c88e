import { withCodePanels } from './code-block';
import { element } from './dom';
import { patchNode } from './patch';

/** The rendered text of one message. */
export interface Body {
  root: HTMLElement;
  /** Shows the blocks; those that are as they were are not touched. */
  show(blocks: string[]): void;
}

export function createBody(): Body {
  const root = element('div', { class: 'body' });
  let shown: string[] = [];
  return {
    root,
    show: (blocks) => {
      blocks.forEach((html, index) => {
        if (html === shown[index]) return;
        const old = root.children[index];
        const fresh = blockElement(html);
        if (!old) root.append(fresh);
        else if (old.nodeName === fresh.nodeName) patchNode(old, fresh);
        else old.replaceWith(fresh);
      });
      while (root.children.length > blocks.length) root.lastElementChild?.remove();
      shown = blocks;
    },
  };
}

/** Each block is one element, so that the block and its element have the same index. */
function blockElement(html: string): Element {
  const fragment = withCodePanels(html);
  const [only, ...more] = fragment.children;
  const block = only && more.length === 0 ? only : element('div', {}, fragment);
  // Each block may be in a script of another direction; code is always written from the left.
  if (!block.classList.contains('code')) block.setAttribute('dir', 'auto');
  return block;
}
