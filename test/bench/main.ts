import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { StepError } from '../../scripts/setup/step';
import { compareChunks } from './chunks';
import { Cria } from './cria';
import { table, type Figure } from './figures';
import { llamaCpp, type LlamaCpp } from './llama-cpp';
import { thisMachine } from './machine';
import { ratioPlot } from './ratio-plot';
import { benchModel, type Bench, type Plot, type Workload } from './workload';
import { besideChat } from './workloads/beside-chat';
import { cancelling } from './workloads/cancelling';
import { comingBack } from './workloads/coming-back';
import { fileSize } from './workloads/file-size';
import { memory } from './workloads/memory';
import { postProcessing } from './workloads/post-processing';
import { rates } from './workloads/rates';
import { start } from './workloads/start';
import { typedThrough } from './workloads/typed-through';
import { typingTime } from './workloads/typing-time';
import { typingTokens } from './workloads/typing-tokens';

const workloads: Workload[] = [
  ...[typingTokens, typingTime, comingBack, besideChat, cancelling, typedThrough],
  ...[postProcessing, fileSize, rates, memory, start],
];

const usage = `Usage: npm run bench [-- --only NAME] [--quick] [--json FILE] [--save] [--chunks]

Measures Cria's server over the Language Server Protocol against llama.cpp's own programs on the same model, threads and
machine, and prints one table. The model is CRIA_MODEL or the default model. Build first: npm run build. The first run
builds llama.cpp into the cache folder; without cmake and a compiler it measures what needs no baseline.

  --only NAME   one workload, may be given again: ${workloads.map(({ name }) => name).join(', ')}
  --quick       fewer rounds, three minutes instead of twelve: to see that it works
  --json FILE   the figures as a list of { figure, unit, ours, baseline, ratio, goal, met }
  --save        writes figures and plots into test/bench/results
  --chunks      how the prompt rate of the bare loop depends on the size of its chunks, and nothing else
`;

const results = path.join(__dirname, 'results');

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      only: { type: 'string', multiple: true },
      quick: { type: 'boolean', default: false },
      json: { type: 'string' },
      save: { type: 'boolean', default: false },
      chunks: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  const say = (line: string) => void process.stderr.write(`${line}\n`);
  if (values.help) {
    process.stdout.write(usage);
    return;
  }
  const model = benchModel();
  if (values.chunks) {
    process.stdout.write(await compareChunks(model.path));
    return;
  }
  const chosen = chosenWorkloads(values.only);
  const bench: Bench = { quick: values.quick, model, threads: await threads(), llamaCpp: await builtOrNull(say), say };
  const { figures, plots, failed } = await runAll(chosen, bench);

  const { kind, date } = thisMachine();
  const subtitle = `${path.basename(model.path)}; ${kind}; ${bench.threads} thread(s); ${date}`;
  process.stdout.write(`${subtitle}\n\n${table(figures)}`);
  const json = `${JSON.stringify(figures, null, 2)}\n`;
  if (values.json !== undefined) writeFileSync(values.json, json);
  if (values.save) {
    mkdirSync(results, { recursive: true });
    writeFileSync(path.join(results, 'bench.json'), json);
    for (const { name, svg } of [...plots, ratioPlot(figures)]) {
      writeFileSync(path.join(results, `${name}.svg`), svg(subtitle));
    }
  }
  if (failed) process.exitCode = 1;
}

function chosenWorkloads(only: readonly string[] | undefined): Workload[] {
  const unknown = only?.find((name) => !workloads.some((workload) => workload.name === name));
  if (unknown !== undefined) throw new StepError(`There is no workload "${unknown}".`, usage);
  return workloads.filter(({ name }) => only?.includes(name) ?? true);
}

/** A workload that fails is told and passed over, so that the others are measured. */
async function runAll(chosen: readonly Workload[], bench: Bench) {
  const figures: Figure[] = [];
  const plots: Plot[] = [];
  let failed = false;
  for (const workload of chosen) {
    const started = performance.now();
    try {
      const outcome = await workload.run(bench);
      figures.push(...outcome.figures);
      plots.push(...(outcome.plots ?? []));
    } catch (error) {
      failed = true;
      bench.say(`${workload.name} failed: ${textOf(error)}`);
    }
    bench.say(`${workload.name}: ${((performance.now() - started) / 1000).toFixed(0)} s`);
  }
  return { figures, plots, failed };
}

async function builtOrNull(say: (line: string) => void): Promise<LlamaCpp | null> {
  try {
    return await llamaCpp(say);
  } catch (error) {
    say(`llama.cpp's programs are not there to compare with. ${textOf(error)}`);
    return null;
  }
}

/** Threads that Cria takes on this machine. */
async function threads(): Promise<number> {
  const cria = await Cria.start();
  const report = await cria.client.model();
  await cria.stop();
  return report.threads;
}

function textOf(error: unknown): string {
  if (error instanceof StepError) return `${error.message} ${error.nextStep}`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

main().catch((error: unknown) => {
  process.stderr.write(`${textOf(error)}\n`);
  process.exitCode = 1;
});
