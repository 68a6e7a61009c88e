import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { thresholds } from '../../../server/completion/score';
import { locateModel } from '../../../server/models/locate';
import { defaultSettings } from '../../../shared/settings';
import { table, type Figure } from '../figures';
import { thisMachine } from '../machine';
import { curveText } from './calibration';
import { baselinesOn, chosen, oursOn, type Baseline } from './compare';
import { punched, readHoles, readSource } from './holes';
import type { Outcome } from './outcome';
import { plots } from './plot';
import { rowsOf, writeRows } from './rows';
import { figuresOf, scoredOf, showingFigures, summaryOf } from './summary';
import { loadGrammars } from './syntax';

const usage = `Usage: npm run bench:quality [-- --holes N --model FILE --trigger manual --server FILE --ours --curve --json FILE --rows FILE --plots]

Takes pieces out of source files that the model's adapter was not trained on and has them written again, by Cria's
server over LSP and by llama-server with the same model file. Build first: npm run build. Greedy decoding: the figures
depend on the model and the code, not on how busy the machine is.

  --holes N       the first N holes only; every N has the same mix of kinds
  --model FILE    a GGUF file; default: CRIA_MODEL, else the default model
  --trigger WHO   automatic (default), as while typing, or manual, as with Alt+\\
  --server FILE   a bundled server other than dist/server.js, to compare two of them
  --ours          without the baseline
  --all           every way to drive llama-server, the hopeless one too
  --curve         how far the score is the chance to be right, and what thresholds show
  --json FILE     the table as a list of {figure, unit, ours, baseline, ratio, goal, met}
  --rows FILE     each suggestion with its features and what came of it, for fit.ts
  --plots         writes the curve's charts to test/bench/results/
`;

const results = path.resolve(__dirname, '../results');
const say = (line: string) => process.stderr.write(`${line}\n`);
const tell = (text: string) => process.stdout.write(`${text}\n`);

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      holes: { type: 'string' },
      model: { type: 'string' },
      trigger: { type: 'string', default: 'automatic' },
      server: { type: 'string' },
      ours: { type: 'boolean' },
      all: { type: 'boolean' },
      curve: { type: 'boolean' },
      json: { type: 'string' },
      rows: { type: 'string' },
      plots: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) {
    tell(usage);
    return;
  }
  const settings = defaultSettings();
  const modelPath = locateModel({ model: { ...settings.model, path: values.model ?? '' } }).path;
  const places = readHoles()
    .slice(0, values.holes === undefined ? undefined : Number(values.holes))
    .map((hole) => punched(hole, readSource(hole.file)));
  const grammars = await loadGrammars(places.map(({ hole }) => hole.language));

  const trigger = values.trigger === 'manual' ? 'manual' : 'automatic';
  const options = { modelPath, trigger, ...(values.server === undefined ? {} : { server: values.server }) } as const;
  const { model, outcomes } = await oursOn(places, options, grammars, say);
  const { kind, date } = thisMachine();
  tell(`${model}, ${places.length} holes, ${trigger} trigger; ${kind}, ${date}\n`);

  if (values.rows !== undefined) writeRows(values.rows, rowsOf(outcomes));
  const scored = scoredOf(outcomes);
  if (values.curve) tell(curveText(scored, thresholds));
  if (values.plots) savePlots(plots(scored, `${model}, ${date}`));

  const baselines = values.ours ? [] : await baselinesOn(places, modelPath, grammars, say, values.all);
  tell(waysTable([{ way: 'Cria', outcomes }, ...baselines.map(named)]));
  const figures = figuresFor(outcomes, baselines);
  tell(table(figures));
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(figures, null, 2)}\n`);
}

function figuresFor(outcomes: readonly Outcome[], baselines: readonly Baseline[]): Figure[] {
  const showing = defaultSettings().completion.showing;
  const threshold = thresholds[showing];
  const suggested = outcomes.filter(({ document }) => document !== null);
  const shown = suggested.filter(({ score }) => (score ?? 1) >= threshold);
  const heldBack = suggested.filter(({ score }) => (score ?? 1) < threshold);
  const shownFigures = showingFigures({ shown, heldBack, holes: outcomes.length }, showing);
  if (baselines.length === 0) return [...figuresOf(outcomes, null), ...shownFigures];
  const { usual, best } = chosen(baselines);
  const theirs = { usual: usual.outcomes, best: best.outcomes, usualName: nameOf(usual), bestName: nameOf(best) };
  return [...figuresOf(outcomes, theirs), ...shownFigures];
}

const nameOf = ({ way, cut }: Baseline) => `llama-server, ${way}, ${cut}`;

const named = (baseline: Baseline) => ({ way: nameOf(baseline), outcomes: baseline.outcomes });

/** All ways side by side. */
function waysTable(ways: readonly { way: string; outcomes: readonly Outcome[] }[]): string {
  const percent = (value: number) => (Number.isNaN(value) ? '–' : `${(100 * value).toFixed(1)} %`).padStart(8);
  const width = Math.max(...ways.map(({ way }) => way.length));
  const rows = ways.map(({ way, outcomes }) => {
    const { exact, right, similarity, shown, parses } = summaryOf(outcomes);
    return `${way.padEnd(width)} ${percent(exact)} ${percent(right)}      ${similarity.toFixed(3)} ${percent(shown)} ${percent(parses)}`;
  });
  return [`${''.padEnd(width)}    exact    right similarity suggested  parses`, ...rows, ''].join('\n');
}

function savePlots({ reliability, thresholds: byThreshold }: ReturnType<typeof plots>): void {
  mkdirSync(results, { recursive: true });
  writeFileSync(path.join(results, 'quality-reliability.svg'), reliability);
  writeFileSync(path.join(results, 'quality-thresholds.svg'), byThreshold);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});
