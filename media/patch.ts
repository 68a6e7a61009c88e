/**
 * Makes `old` like `fresh` and keeps every node that can stay. An answer that grows thus keeps the reader's
 * selection, the focus, and how far a block of code is scrolled, and nothing flickers.
 * Both must have the same node name; `fresh` is used up.
 */
export function patchNode(old: Node, fresh: Node): void {
  if (old instanceof Element && fresh instanceof Element) {
    patchAttributes(old, fresh);
    patchChildren(old, fresh);
  } else if (old instanceof Text && fresh instanceof Text && old.data !== fresh.data) {
    // Appending leaves a selection in what stood there before as it is; replacing would drop it.
    if (fresh.data.startsWith(old.data)) old.appendData(fresh.data.slice(old.length));
    else old.data = fresh.data;
  }
}

function patchChildren(target: Node, source: Node): void {
  let old = target.firstChild;
  for (let fresh = source.firstChild; fresh;) {
    const following = fresh.nextSibling;
    const current: ChildNode | null = old;
    old = current?.nextSibling ?? null;
    if (!current) target.appendChild(fresh);
    else if (current.nodeName === fresh.nodeName) patchNode(current, fresh);
    else target.replaceChild(fresh, current);
    fresh = following;
  }
  while (old) {
    const gone: ChildNode = old;
    old = old.nextSibling;
    target.removeChild(gone);
  }
}

function patchAttributes(old: Element, fresh: Element): void {
  for (const { name } of [...old.attributes]) if (!fresh.hasAttribute(name)) old.removeAttribute(name);
  for (const { name, value } of fresh.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
}
