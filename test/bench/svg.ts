/** A line of points, x and y in the units of the axes. */
export interface Series {
  name: string;
  points: readonly (readonly [x: number, y: number])[];
}

export interface ChartText {
  title: string;
  /** Machine and date. */
  subtitle: string;
}

const [width, left, right, top] = [760, 64, 24, 78];
const colours = ['#2a7de1', '#d1495b', '#e0a100', '#5b8c5a'];
/** Readable on a light page and on a dark one. */
const style =
  '<style>text{font:12px system-ui,sans-serif;fill:#333}.title{font-size:15px;font-weight:600}.axis{stroke:#8888}' +
  '.grid{stroke:#8883}@media(prefers-color-scheme:dark){text{fill:#ddd}}</style>';

/** Series over a common axis; `log` counts zero as the lowest power of ten that is shown. */
export function lineChart(
  { title, subtitle }: ChartText,
  series: readonly Series[],
  axes: { x: string; y: string; log?: boolean },
): string {
  const height = 340;
  const bottom = height - 44;
  const all = series.flatMap(({ points }) => points);
  const mostX = Math.max(1, ...all.map(([x]) => x));
  const mostY = Math.max(1, ...all.map(([, y]) => y));
  const floor = axes.log ? 0.5 : 0;
  const scaled = (y: number) => (axes.log ? Math.log(Math.max(y, floor) / floor) / Math.log(mostY / floor) : y / mostY);
  const toX = (x: number) => round(left + (x / mostX) * (width - left - right));
  const toY = (y: number) => round(bottom - scaled(y) * (bottom - top));
  const ticks = axes.log ? powersOfTen(mostY) : steps(mostY);
  return document(height, [
    ...heading(title, subtitle),
    ...series.map(({ name }, index) => legend(name, index, series)),
    ...ticks.map(
      (tick) =>
        `<path class="grid" d="M${left} ${toY(tick)}H${width - right}"/>${label(left - 8, toY(tick) + 4, String(tick), 'end')}`,
    ),
    `<path class="axis" fill="none" d="M${left} ${top}V${bottom}H${width - right}"/>`,
    label(left, bottom + 18, '0'),
    label(width - right, bottom + 18, String(mostX), 'end'),
    label((left + width - right) / 2, bottom + 34, axes.x, 'middle'),
    label(left - 52, top - 10, axes.y),
    ...series.map(
      ({ points }, index) =>
        `<polyline fill="none" stroke-width="1.6" stroke="${colourOf(index)}" points="${points.map(([x, y]) => `${toX(x)},${toY(y)}`).join(' ')}"/>`,
    ),
  ]);
}

export interface Bar {
  name: string;
  value: number;
  /** Where a mark stands: the goal. */
  goal?: number;
  good?: boolean | null;
}

/** Horizontal bars with a mark for each goal; `most` is where the axis ends, longer bars are cut there. */
export function barChart({ title, subtitle }: ChartText, bars: readonly Bar[], most: number): string {
  const [row, start] = [42, 16];
  const height = top + bars.length * row + 16;
  const toX = (value: number) => round(start + (Math.min(value, most) / most) * (width - start - 70));
  return document(height, [
    ...heading(title, subtitle),
    ...bars.flatMap(({ name, value, goal, good }, index) => {
      const y = top + index * row;
      const colour = good === false ? colourOf(1) : good === null ? '#888' : colourOf(0);
      return [
        label(start, y - 6, name),
        `<rect x="${start}" y="${y}" width="${round(toX(value) - start)}" height="15" rx="2" fill="${colour}"/>`,
        ...(goal === undefined ? [] : [`<path stroke="#e0a100" stroke-width="2" d="M${toX(goal)} ${y - 3}v21"/>`]),
        label(Math.max(toX(value), goal === undefined ? 0 : toX(goal)) + 6, y + 12, shortNumber(value)),
      ];
    }),
  ]);
}

const document = (height: number, parts: readonly string[]) =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">\n` +
  `${style}\n${parts.join('\n')}\n</svg>\n`;

const heading = (title: string, subtitle: string) => [
  `<text class="title" x="16" y="24">${escaped(title)}</text>`,
  label(16, 42, subtitle),
];

function legend(name: string, index: number, series: readonly Series[]): string {
  const before = series.slice(0, index).reduce((sum, other) => sum + 34 + other.name.length * 6.6, 0);
  const x = round(left + before);
  return `<path stroke="${colourOf(index)}" stroke-width="3" d="M${x} 57h16"/>${label(x + 21, 61, name)}`;
}

const label = (x: number, y: number, text: string, anchor = 'start') =>
  `<text x="${round(x)}" y="${round(y)}" text-anchor="${anchor}">${escaped(text)}</text>`;

const colourOf = (index: number) => colours[index % colours.length] ?? '#888';

const escaped = (text: string) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');

const round = (value: number) => Math.round(value * 10) / 10;

const shortNumber = (value: number) => (value >= 10 ? value.toFixed(0) : value.toFixed(value >= 1 ? 2 : 3));

const powersOfTen = (most: number) =>
  Array.from({ length: Math.floor(Math.log10(most)) + 1 }, (_, power) => 10 ** power);

/** Four or five round steps up to the largest value. */
function steps(most: number): number[] {
  const rough = most / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power;
  return Array.from({ length: Math.floor(most / step) + 1 }, (_, index) => index * step);
}
