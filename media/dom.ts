/** What an element gets besides its children. `false` and `undefined` leave an attribute out. */
export interface Attributes {
  class?: string;
  text?: string;
  attributes?: Record<string, string | number | boolean | undefined>;
  onClick?: (event: MouseEvent) => void;
}

/** Makes an element. Text is set as text, so that nothing in it can become markup. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  { class: className, text, attributes = {}, onClick }: Attributes = {},
  ...children: (Node | null)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  if (className !== undefined) made.className = className;
  if (text !== undefined) made.textContent = text;
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) made.setAttribute(name, value === true ? '' : String(value));
  }
  if (onClick) (made as HTMLElement).addEventListener('click', onClick);
  made.append(...children.filter((child) => child !== null));
  return made;
}

/** A push button. Where only an icon is seen, `label` is its name and its tooltip. */
export function button(
  look: { class?: string; text?: string; icon?: SVGElement; label?: string },
  onClick: (event: MouseEvent) => void,
): HTMLButtonElement {
  const { class: className = '', text, icon, label } = look;
  return element(
    'button',
    { class: className, attributes: { type: 'button', 'aria-label': label, title: label }, onClick },
    icon ?? null,
    text === undefined ? null : element('span', { text }),
  );
}

const outlines = {
  plus: 'M8 2.5v11M2.5 8h11',
  send: 'M2.5 8h10.5M8.5 3.5 13 8l-4.5 4.5',
  stop: 'M4 4h8v8H4z',
  down: 'M8 2.5v10.5M3.5 8.5 8 13l4.5-4.5',
  file: 'M3.5 1.5h6l3 3v10h-9zM9 1.5V5h3.5',
  chevron: 'M6 3.5 10.5 8 6 12.5',
} as const;

/** A small picture in the colour of the text around it; screen readers pass over it. */
export function icon(name: keyof typeof outlines): SVGElement {
  const space = 'http://www.w3.org/2000/svg';
  const picture = document.createElementNS(space, 'svg');
  picture.setAttribute('viewBox', '0 0 16 16');
  picture.setAttribute('class', `icon icon-${name}`);
  picture.setAttribute('aria-hidden', 'true');
  const line = document.createElementNS(space, 'path');
  line.setAttribute('d', outlines[name]);
  picture.append(line);
  return picture;
}
