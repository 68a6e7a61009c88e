import { codeLlamaModel } from '../../support/models/models';
import { Cria, evaluatedTokens } from '../cria';
import { judged } from '../figures';
import { recording } from '../keystrokes/keystrokes';
import { startLlamaServer } from '../llama-server';
import { llamaVscodeArguments } from '../llama-vscode';
import { asLlamaVscode, pairs, replayInCria, replayInServer } from '../replay';
import { median, worst } from '../statistics';
import { lineChart } from '../svg';
import { rounds, type Workload } from '../workload';

/**
 * Tokens that a key press makes each evaluate, on Code Llama's vocabulary: a random model of 5 MB has it, and counts of
 * tokens do not depend on weights. Jumps and the first key press in a file are left out.
 */
export const typingTokens: Workload = {
  name: 'typing-tokens',
  run: async (bench) => {
    const session = recording('session');
    const most = rounds(bench, Infinity, 120);
    const model = await codeLlamaModel();
    const cria = await Cria.start({ model, settings: { completion: { maxTokens: 16 } } });
    const ours = await replayInCria(cria, session, most).finally(() => cria.stop());
    const computed = ours.filter(({ first, answer }) => first === null && answer && evaluatedTokens(answer) !== null);
    const note =
      `Random model with Code Llama's vocabulary, three files, ${computed.length} of ${ours.length} key presses: those ` +
      'that were computed, not answered from what was known, and not the first after a jump.';
    if (bench.llamaCpp === null) {
      const counts = computed.map(({ answer }) => evaluatedTokens(answer!)!);
      return { figures: figuresOf('', counts, undefined, note) };
    }
    const baseline = async (...more: string[]) => {
      const { server: program } = bench.llamaCpp!;
      const server = await startLlamaServer({
        ...{ program, model, threads: bench.threads },
        arguments: [...llamaVscodeArguments, ...more],
      });
      return pairs(ours, await replayInServer(server, session, ours, asLlamaVscode).finally(() => server.stop()));
    };
    const usual = await baseline();
    const best = await baseline('--spm-infill');
    const ourCounts = (of: typeof usual) => of.map((pair) => evaluatedTokens(pair.ours)!);
    const theirCounts = (of: typeof usual) => of.map((pair) => pair.theirs.evaluatedTokens);
    const points = (counts: readonly number[]) => counts.map((count, index) => [index + 1, count] as const);
    return {
      figures: [
        ...figuresOf(' (against llama.vscode)', ourCounts(usual), theirCounts(usual), note),
        ...figuresOf(' (against --spm-infill)', ourCounts(best), theirCounts(best)),
      ],
      plots: [
        {
          name: 'tokens-per-key-press',
          svg: (subtitle) =>
            lineChart(
              { title: 'Tokens evaluated at each key press', subtitle },
              [
                { name: 'Cria', points: points(ourCounts(usual)) },
                { name: 'llama-server as llama.vscode drives it', points: points(theirCounts(usual)) },
                { name: 'llama-server --spm-infill', points: points(theirCounts(best)) },
              ],
              { x: 'key press', y: 'tokens', log: true },
            ),
        },
      ],
    };
  },
};

const figuresOf = (against: string, ours: readonly number[], theirs?: readonly number[], note?: string) => [
  judged({
    figure: `tokens evaluated a key press, median${against}`,
    unit: 'tokens',
    ours: median(ours),
    ...(theirs ? { baseline: median(theirs) } : {}),
    goal: { of: 'ours', at: 'most', value: 2 },
    ...(note === undefined ? {} : { note }),
  }),
  judged({
    figure: `tokens evaluated a key press, worst${against}`,
    unit: 'tokens',
    ours: worst(ours),
    ...(theirs ? { baseline: worst(theirs) } : {}),
    goal: { of: 'ours', at: 'most', value: 8 },
  }),
];
