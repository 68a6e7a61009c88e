import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { locateModel } from '../../server/models/locate';
import { defaultSettings } from '../../shared/settings';
import { LspClient } from '../support/lsp-client';
import { bareLoop, type Run } from './bare-loop';

const usage = `Usage: npm run bench [-- --rounds N | --chunks]

Compares Cria's server with the bare loop of node-llama-cpp on the same model, threads and context, in turn,
and prints medians and ratios. The model is CRIA_MODEL or the default model. Build first: npm run build.

  --chunks   how the prompt rate of the bare loop depends on the size of its chunks, against chunks of 512 tokens
`;

/** Long enough that chunks of the prompt count, short enough that a CPU does it in seconds. */
const promptTokens = 1024;
const decodeTokens = 96;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string', default: '5' },
      chunks: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) {
    process.stdout.write(usage);
    return;
  }
  const modelPath = locateModel(defaultSettings()).path;
  if (values.chunks) {
    await compareChunks(modelPath);
    return;
  }
  const firstSuggestion: number[] = [];
  for (let round = 0; round < 3; round++) firstSuggestion.push(await timeToFirstSuggestion());

  const client = await LspClient.start({
    settings: { chat: { temperature: 0, repeatPenalty: 1, topP: 1, maxTokens: decodeTokens, systemPrompt: '' } },
  });
  const report = await client.model();
  const bare = await bareLoop({ modelPath, threads: report.threads, contextSize: report.contextSize });
  const source = sourceText();
  const text = source.slice(0, Math.floor((source.length * promptTokens) / bare.count(source)));
  const ours: Run[] = [];
  const theirs: Run[] = [];
  try {
    for (let round = 0; round <= Number(values.rounds); round++) {
      // Another beginning each time, so that no KV cache helps.
      const prompt = `${round}${round}${round} ${text}`;
      const our = await serverRun(client, prompt);
      const their = await bare.run(prompt, our.promptTokens, decodeTokens);
      // The first round warms both up.
      if (round > 0) {
        ours.push(our);
        theirs.push(their);
      }
    }
  } finally {
    await client.stop();
    await bare.dispose();
  }
  const promptRate = (run: Run) => (run.promptTokens / run.promptMs) * 1000;
  const decodeRate = (run: Run) => (run.decodedTokens / run.decodeMs) * 1000;
  process.stdout.write(
    `${report.name} on ${report.deviceName}, ${report.threads} thread(s), ${ours.length} rounds\n\n`,
  );
  print('prompt, tokens a second', ours.map(promptRate), theirs.map(promptRate), 0.97);
  print('decode, tokens a second', ours.map(decodeRate), theirs.map(decodeRate), 0.95);
  process.stdout.write(`server start to first suggestion, ms: ${median(firstSuggestion).toFixed(0)} (median of 3)\n`);
}

/** Why the scheduler's chunks are no smaller than they are (server/engine/embedded/lane.ts). */
async function compareChunks(modelPath: string): Promise<void> {
  const bare = await bareLoop({ modelPath, threads: 1, contextSize: 4096 });
  const sizes = [512, 32, 64, 128, 256];
  const rates = new Map<number, number[]>(sizes.map((size) => [size, []]));
  for (let round = 0; round < 3; round++) {
    for (const size of sizes) rates.get(size)?.push(await bare.chunked(sourceText(), promptTokens, size));
  }
  await bare.dispose();
  const whole = median(rates.get(512) ?? []);
  for (const [size, measured] of rates) {
    const rate = median(measured);
    process.stdout.write(
      `chunks of ${size} tokens: ${rate.toFixed(1)} tokens a second, ratio ${(rate / whole).toFixed(3)}\n`,
    );
  }
}

const sourceText = () => readFileSync(path.resolve(__dirname, '../../shared/protocol.ts'), 'utf8').repeat(2);

async function serverRun(client: LspClient, prompt: string): Promise<Run> {
  const { result } = await client.chat([{ role: 'user', text: prompt }]);
  const { figures } = result;
  return {
    promptTokens: figures.promptTokens - figures.reusedTokens,
    promptMs: figures.promptMs,
    decodedTokens: figures.generatedTokens - 1,
    decodeMs: figures.decodeMs,
  };
}

/** Milliseconds from the start of the process to the first suggestion in a small file. */
async function timeToFirstSuggestion(): Promise<number> {
  const started = performance.now();
  const client = await LspClient.start();
  const uri = 'untitled:first.py';
  await client.open(uri, 'python', 'def is_even(n):\n    return ');
  await client.complete(uri, { line: 1, character: 11 });
  const ms = performance.now() - started;
  await client.stop();
  return ms;
}

function print(figure: string, ours: number[], baseline: number[], goal: number): void {
  const pairs = ours.map((value, index) => value / (baseline[index] ?? NaN));
  const ratio = median(pairs);
  process.stdout.write(
    `${figure}: Cria ${median(ours).toFixed(1)}, bare loop ${median(baseline).toFixed(1)}, ` +
      `ratio ${ratio.toFixed(3)} (${Math.min(...pairs).toFixed(3)} to ${Math.max(...pairs).toFixed(3)}), ` +
      `goal ${goal}: ${ratio >= goal ? 'met' : 'missed'}\n`,
  );
}

function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? NaN) + upper) / 2;
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});
