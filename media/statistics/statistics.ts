import type { FromStatisticsPage, ToStatisticsPage } from '../../shared/statistics';
import { button, element } from '../dom';
import {
  languagesOf,
  periods,
  suggestionsByDay,
  suggestionsByLanguage,
  sumOf,
  summaryOf,
  tilesOf,
  timesOf,
  tokensByDay,
  type Choice,
  type Tile,
} from './model';
import { createPlot } from './plot';

declare function acquireVsCodeApi(): {
  postMessage(message: FromStatisticsPage): void;
  getState(): unknown;
  setState(state: Choice): void;
};

const allLanguages = '';

/** The page with the statistics: what it shows was counted by the extension; it chooses, adds up and draws. */
function start(app: HTMLElement): void {
  const api = acquireVsCodeApi();
  let choice = savedChoice(api.getState());
  let shown: ToStatisticsPage | null = null;

  const period = element(
    'select',
    { attributes: { id: 'period' } },
    ...periods.map((days) => element('option', { text: `Last ${days} days`, attributes: { value: days } })),
  );
  const language = element('select', { attributes: { id: 'language' } });
  const reset = button({ class: 'secondary', text: 'Reset…' }, () => api.postMessage({ type: 'reset' }));
  const summary = element('p', { class: 'summary', attributes: { role: 'status' } });
  const tiles = element('dl', { class: 'tiles' });
  const plots = {
    days: createPlot('Suggestions by day', 'Day'),
    languages: createPlot('Suggestions by language', 'Language', true),
    times: createPlot('Time to suggestion', 'Time'),
    tokens: createPlot('Tokens computed by day', 'Day'),
  };
  const counted = element(
    'div',
    { class: 'counted' },
    summary,
    tiles,
    element('div', { class: 'plots' }, ...Object.values(plots).map(({ root }) => root)),
  );
  const empty = element(
    'div',
    { class: 'empty' },
    element('p', { text: 'Nothing was counted yet.' }),
    element('p', { text: 'Suggestions that you see while you type are counted here, and what becomes of them.' }),
  );
  const off = element(
    'div',
    { class: 'off' },
    element('p', { text: 'Counting is turned off.' }),
    button({ class: 'primary', text: 'Open Settings' }, () => api.postMessage({ type: 'openSettings' })),
  );
  const choices = element(
    'div',
    { class: 'choices' },
    element('label', { text: 'Period', attributes: { for: 'period' } }),
    period,
    element('label', { text: 'Language', attributes: { for: 'language' } }),
    language,
    reset,
  );
  const note = element('p', { class: 'note', text: 'Counted on this machine, kept for 90 days, sent nowhere.' });
  app.replaceChildren(
    element(
      'main',
      {},
      element('header', {}, element('h1', { text: 'Suggestions' }), choices),
      note,
      off,
      empty,
      counted,
    ),
  );

  function draw(): void {
    if (!shown) return;
    const { days, today, counting } = shown;
    const hasCounts = Object.keys(days).length > 0;
    off.hidden = counting;
    choices.hidden = !hasCounts;
    counted.hidden = !hasCounts;
    empty.hidden = hasCounts || !counting;
    app.classList.add('known');
    if (!hasCounts) return;
    const languages = languagesOf(days, today, choice.period);
    // A language that is not there in this period stays chosen, and shows that nothing was counted.
    const offered =
      choice.language === null || languages.includes(choice.language) ? languages : [...languages, choice.language];
    language.replaceChildren(
      ...['All languages', ...offered].map((text, at) =>
        element('option', { text, attributes: { value: at === 0 ? allLanguages : text } }),
      ),
    );
    language.value = choice.language ?? allLanguages;
    period.value = String(choice.period);
    const sum = sumOf(days, today, choice);
    const said = summaryOf(sum, choice);
    // Said again only where it is something else: screen readers speak up at each change.
    if (summary.textContent !== said) summary.textContent = said;
    tiles.replaceChildren(...tilesOf(sum).map(tile));
    plots.days.show(suggestionsByDay(days, today, choice));
    plots.languages.root.hidden = choice.language !== null;
    plots.languages.show(suggestionsByLanguage(days, today, choice));
    plots.times.show(timesOf(sum));
    plots.tokens.show(tokensByDay(days, today, choice));
  }

  function choose(): void {
    choice = { period: Number(period.value), language: language.value === allLanguages ? null : language.value };
    api.setState(choice);
    draw();
  }

  period.addEventListener('change', choose);
  language.addEventListener('change', choose);
  window.addEventListener('message', (event: MessageEvent<ToStatisticsPage>) => {
    shown = event.data;
    draw();
  });
  api.postMessage({ type: 'ready' });
}

function tile({ name, value, detail }: Tile): HTMLElement {
  return element(
    'div',
    { class: 'tile' },
    element('dt', { text: name }),
    element(
      'dd',
      {},
      element('span', { class: 'value', text: value }),
      element('span', { class: 'detail', text: detail }),
    ),
  );
}

/** Reads a choice that an older version of the page may have saved. */
function savedChoice(value: unknown): Choice {
  const { period, language } = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>;
  return {
    period: periods.find((days) => days === period) ?? 30,
    language: typeof language === 'string' ? language : null,
  };
}

const app = document.getElementById('app');
if (!app) throw new Error('The page of the statistics has no element "app".');
start(app);
