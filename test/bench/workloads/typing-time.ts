import { Cria, evaluatedTokens, type Pressed } from '../cria';
import { judged, type Figure } from '../figures';
import { recording, type Recording } from '../keystrokes/keystrokes';
import { startLlamaServer, type ServerAnswer } from '../llama-server';
import { llamaVscodeArguments } from '../llama-vscode';
import { asLlamaVscode, pairs, replayInCria, replayInServer, streamed, streamedInOrder, type Driver } from '../replay';
import type { Pair, Replayed } from '../replay';
import { median, percentile } from '../statistics';
import { lineChart } from '../svg';
import { rounds, type Bench, type Workload } from '../workload';

/** Time from a key press to its suggestion, where the file is warm, against llama-server with the same model file. */
export const typingTime: Workload = {
  name: 'typing-time',
  run: async (bench) => {
    const typing = recording('typing');
    const cria = await Cria.start({ model: bench.model.path });
    const ours = await replayInCria(cria, typing, Infinity, rounds(bench, 40, 8));
    const bytes = await cria.residentBytes().finally(() => cria.stop());
    const warm = ours.flatMap(({ first, answer }) => (first === null && answer && computed(answer) ? [answer.ms] : []));
    const told = [
      judged({
        figure: 'key press to suggestion, warm, median',
        unit: 'ms',
        ours: median(warm),
        baseline: 150,
        note: `Baselines of this row and the next: published by JetBrains for full line completion, on other hardware. ${warm.length} key presses.`,
      }),
      judged({ figure: 'memory of the server, all told', unit: 'MB', ours: bytes / 1e6, baseline: 500 }),
    ];
    if (bench.llamaCpp === null) return { figures: told };

    const usual = pairs(ours, await baseline(bench, typing, ours, asLlamaVscode));
    const { adapter } = bench.model;
    const best = adapter
      ? await baseline(bench, typing, ours, streamedInOrder(adapter.infill.tokens))
      : await baseline(bench, typing, ours, streamed, '--spm-infill');
    const both = pairs(ours, best).filter((pair) => pair.ours.text !== '' && pair.theirs.text.trim() !== '');
    const bestPoints = pairs(ours, best).flatMap((pair, index) =>
      both.some(({ ours: our }) => our === pair.ours) ? [[index + 1, pair.theirs.firstLineMs] as const] : [],
    );
    const points = (values: readonly number[]) => values.map((value, index) => [index + 1, value] as const);
    return {
      figures: [
        ...figuresOf(
          'llama.vscode',
          usual,
          0.15,
          (answer) => answer.ms,
          `${usual.length} key presses of which both answered; ${usual.filter((pair) => pair.theirs.text.trim() === '').length} of the baseline's answers were empty.`,
        ),
        ...figuresOf(
          '--spm-infill',
          both,
          0.8,
          (answer) => answer.firstLineMs,
          `The baseline at its best: a stream of which only the first line is waited for, ${adapter ? 'tokens in the order that the adapter was trained for, ' : ''}${both.length} key presses for which both suggested something.`,
        ),
        ...told,
      ],
      plots: [
        {
          name: 'time-to-suggestion',
          svg: (subtitle) =>
            lineChart(
              { title: 'Key press to suggestion, warm', subtitle },
              [
                { name: 'Cria', points: points(usual.map((pair) => pair.ours.ms)) },
                { name: 'llama-server as llama.vscode drives it', points: points(usual.map((pair) => pair.theirs.ms)) },
                { name: 'llama-server, SPM, first line', points: bestPoints },
              ],
              { x: 'key press', y: 'ms', log: true },
            ),
        },
      ],
    };
  },
};

const computed = (answer: Pressed) => evaluatedTokens(answer) !== null;

async function baseline(
  { model, threads, llamaCpp }: Bench,
  typing: Recording,
  ours: readonly Replayed<Pressed>[],
  driver: Driver,
  ...more: string[]
): Promise<Replayed<ServerAnswer>[]> {
  const { adapter } = model;
  const server = await startLlamaServer({
    ...{ program: llamaCpp!.server, model: model.path, threads },
    ...(adapter ? { adapter, infillTokens: adapter.infill.tokens } : {}),
    arguments: [...llamaVscodeArguments, ...more],
  });
  return replayInServer(server, typing, ours, driver).finally(() => server.stop());
}

function figuresOf(
  against: string,
  of: readonly Pair[],
  goal: number,
  theirMs: (answer: ServerAnswer) => number,
  note: string,
): Figure[] {
  const ours = of.map((pair) => pair.ours.ms);
  const theirs = of.map((pair) => theirMs(pair.theirs));
  const row = (name: string, share: (values: readonly number[]) => number) =>
    judged({
      figure: `time to suggestion, warm, ${name} (against ${against})`,
      unit: 'ms',
      ours: share(ours),
      baseline: share(theirs),
      goal: { at: 'most', value: goal },
      ...(name === 'median' ? { note } : {}),
    });
  return [row('median', median), row('95th percentile', (values) => percentile(values, 0.95))];
}
