import { element } from '../dom';
import { number, type Bars } from './model';

/** A figure with stacked bars and the same numbers as a table. It keeps its place and whether its table is open. */
export interface Plot {
  root: HTMLElement;
  show(bars: Bars): void;
}

const height = 100;

/**
 * @param place What a label names, as the head of the table's first column.
 * @param lies Whether each bar lies on a line of its own, beside its label.
 */
export function createPlot(title: string, place: string, lies = false): Plot {
  const picture = element('div', { class: 'picture' });
  const legend = element('ul', { class: 'legend', attributes: { 'aria-hidden': true } });
  const table = element('table');
  const details = element(
    'details',
    {},
    element('summary', { text: 'Show as a table' }),
    element('div', { class: 'table' }, table),
  );
  const root = element(
    'figure',
    {},
    element('figcaption', {}, element('h2', { text: title })),
    legend,
    picture,
    details,
  );

  return {
    root,
    show: ({ labels, series }) => {
      const sums = labels.map((_, at) => series.reduce((sum, { values }) => sum + (values[at] ?? 0), 0));
      const most = Math.max(...sums, 0);
      legend.hidden = series.length < 2;
      legend.replaceChildren(
        ...series.map(({ name }, at) => element('li', { class: `key key-${at + 1}`, text: name })),
      );
      const draw = lies ? lying : standing;
      picture.replaceChildren(...(most === 0 ? [nothing()] : draw(title, { labels, series }, most)));
      details.hidden = most === 0;
      table.replaceChildren(...rows(title, place, { labels, series }));
    },
  };
}

function nothing(): HTMLElement {
  return element('p', { class: 'nothing', text: 'Nothing was counted here.' });
}

/** The bars stretch with the page; their labels are text beside them, which does not. */
function standing(title: string, bars: Bars, most: number): Node[] {
  const { labels } = bars;
  const svg = canvas(labels.length, height, describe(title, bars));
  for (const [at] of labels.entries()) {
    const group = shape('g', {});
    // The whole column answers to the pointer, not only its bar.
    group.append(tip(bars, at), shape('rect', { class: 'column', x: at, y: 0, width: 1, height }));
    for (const { index, from, to } of stacked(bars, at, height / most)) {
      const place = { x: at + 0.12, y: height - to, width: 0.76, height: to - from };
      group.append(shape('rect', { class: `bar bar-${index + 1}`, ...place }));
    }
    svg.append(group);
  }
  const across = element('div', { class: 'across' }, element('span', { text: labels[0] ?? '' }));
  if (labels.length > 1) across.append(element('span', { text: labels.at(-1) ?? '' }));
  return [element('span', { class: 'most', text: number(most), attributes: { 'aria-hidden': true } }), svg, across];
}

function lying(title: string, bars: Bars, most: number): Node[] {
  const rows = bars.labels.flatMap((label, at) => {
    const parts = stacked(bars, at, height / most);
    const svg = canvas(height, 1, `${title}, ${label}: ${valuesOf(bars, at)}.`);
    svg.append(tip(bars, at), shape('rect', { class: 'column', x: 0, y: 0, width: height, height: 1 }));
    for (const { index, from, to } of parts) {
      svg.append(shape('rect', { class: `bar bar-${index + 1}`, x: from, y: 0, width: to - from, height: 1 }));
    }
    const sum = bars.series.reduce((all, { values }) => all + (values[at] ?? 0), 0);
    return [
      element('span', { class: 'name', text: label }),
      svg,
      element('span', { class: 'count', text: number(sum) }),
    ];
  });
  return [element('div', { class: 'lying' }, ...rows)];
}

/** Where the parts of one bar begin and end; those of nothing are left out. */
function stacked({ series }: Bars, at: number, scale: number): { index: number; from: number; to: number }[] {
  let from = 0;
  return series.flatMap(({ values }, index) => {
    const part = { index, from: from * scale, to: (from + (values[at] ?? 0)) * scale };
    from += values[at] ?? 0;
    return part.to > part.from ? [part] : [];
  });
}

function canvas(width: number, high: number, label: string): SVGSVGElement {
  const view = { viewBox: `0 0 ${width} ${high}`, preserveAspectRatio: 'none' };
  return shape('svg', { ...view, role: 'img', 'aria-label': label });
}

function tip(bars: Bars, at: number): SVGTitleElement {
  const title = shape('title', {});
  title.textContent = `${bars.labels[at] ?? ''}: ${valuesOf(bars, at)}`;
  return title;
}

function valuesOf({ series }: Bars, at: number): string {
  return series.map(({ name, values }) => `${name} ${number(values[at] ?? 0)}`).join(', ');
}

/** The picture in a sentence; the table has the numbers. */
function describe(title: string, { labels, series }: Bars): string {
  const sums = series.map(({ name, values }) => `${name} ${number(values.reduce((sum, value) => sum + value, 0))}`);
  return `${title}, ${labels[0] ?? ''} to ${labels.at(-1) ?? ''}: ${sums.join(', ')}.`;
}

function rows(title: string, place: string, { labels, series }: Bars): Node[] {
  const head = element('tr', {}, ...[place, ...series.map(({ name }) => name)].map((text) => header(text, 'col')));
  const body = labels.map((label, at) =>
    element(
      'tr',
      {},
      header(label, 'row'),
      ...series.map(({ values }) => element('td', { text: number(values[at] ?? 0) })),
    ),
  );
  return [
    element('caption', { class: 'unseen', text: title }),
    element('thead', {}, head),
    element('tbody', {}, ...body),
  ];
}

function header(text: string, scope: 'col' | 'row'): HTMLElement {
  return element('th', { text, attributes: { scope } });
}

function shape<K extends keyof SVGElementTagNameMap>(
  tag: K,
  attributes: Record<string, string | number>,
): SVGElementTagNameMap[K] {
  const made = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  return made;
}
