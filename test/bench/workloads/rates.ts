import { mustRun } from '../../../scripts/setup/tools';
import { bareLoop, type Run } from '../bare-loop';
import { Cria } from '../cria';
import { judged } from '../figures';
import { sourceLines } from '../keystrokes/keystrokes';
import { median } from '../statistics';
import { rounds, type Bench, type Workload } from '../workload';

const decodeTokens = 96;
/** UTF-16 units of a token of source text, roughly. */
const unitsPerToken = 3;

interface Rates {
  /** Tokens a second. */
  prompt: number;
  decode: number;
}

/**
 * Prompt and decode rate of a chat through the server, against llama-bench, or where that is not there against the bare
 * loop of node-llama-cpp. The same tokens in number and the same depth, in turns, so that both have the same machine.
 */
export const rates: Workload = {
  name: 'rates',
  run: async (bench) => {
    const chat = { temperature: 0, repeatPenalty: 1, topP: 1, maxTokens: decodeTokens, systemPrompt: '' };
    const cria = await Cria.start({ settings: { chat } });
    const { threads, contextSize } = await cria.client.model();
    const bare = bench.llamaCpp ? null : await bareLoop({ modelPath: bench.model.path, threads, contextSize });
    const text = sourceLines('util.js.txt')
      .join('\n')
      .slice(0, rounds(bench, 768, 256) * unitsPerToken);
    const ours: Rates[] = [];
    const theirs: Rates[] = [];
    try {
      for (let round = 0; round <= rounds(bench, 4, 1); round++) {
        // Another beginning each time, so that no KV cache helps.
        const prompt = `${round}${round}${round} ${text}`;
        const run = await serverRun(cria, prompt, round);
        // The first round warms the server up; llama-bench does that by itself.
        if (round === 0) continue;
        ours.push(ratesOf(run));
        theirs.push(
          bare
            ? ratesOf(await bare.run(prompt, run.promptTokens, decodeTokens))
            : await llamaBench(bench, run.promptTokens, run.decodedTokens),
        );
      }
    } finally {
      await cria.stop();
      await bare?.dispose();
    }
    const baseline = bare ? 'the bare loop' : 'llama-bench';
    const row = (kind: keyof Rates, value: number) =>
      judged({
        figure: `${kind} rate through the server, against ${baseline}`,
        unit: 'tokens/s',
        ours: median(ours.map((one) => one[kind])),
        baseline: median(theirs.map((one) => one[kind])),
        goal: { at: 'least', value },
      });
    return { figures: [row('decode', 0.95), row('prompt', 0.97)] };
  },
};

async function serverRun(cria: Cria, prompt: string, round: number): Promise<Run> {
  const { result } = await cria.client.chat([{ role: 'user', text: prompt }], undefined, undefined, `rates-${round}`);
  const { figures } = result;
  return {
    promptTokens: figures.promptTokens - figures.reusedTokens,
    promptMs: figures.promptMs,
    // The first token comes out of the prompt's evaluation.
    decodedTokens: figures.generatedTokens - 1,
    decodeMs: figures.decodeMs,
  };
}

const ratesOf = ({ promptTokens: tokens, promptMs, decodedTokens, decodeMs }: Run): Rates => ({
  prompt: (tokens / promptMs) * 1000,
  decode: (decodedTokens / decodeMs) * 1000,
});

/** The prompt from nothing, and decoding behind a prompt of that length. */
async function llamaBench({ llamaCpp, model, threads }: Bench, prompt: number, decode: number): Promise<Rates> {
  const common = ['-m', model.path, '-t', String(threads), '-b', '512', '-fa', 'on', '-r', '1', '-o', 'json'];
  const rate = async (...test: string[]) => {
    const output = await mustRun(llamaCpp!.bench, [...common, ...test]);
    const [result] = JSON.parse(output.slice(output.indexOf('['))) as { avg_ts: number }[];
    return result?.avg_ts ?? NaN;
  };
  return {
    prompt: await rate('-p', String(prompt), '-n', '0'),
    decode: await rate('-p', '0', '-n', String(decode), '-d', String(prompt)),
  };
}
