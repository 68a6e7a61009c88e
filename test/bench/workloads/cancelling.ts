import { CancellationTokenSource, type CancellationToken } from 'vscode-languageserver/node';
import type { EngineCounters } from '../../../shared/protocol';
import { Cria } from '../cria';
import { judged } from '../figures';
import { sourceLines } from '../keystrokes/keystrokes';
import { percentile, worst } from '../statistics';
import { rounds, type Workload } from '../workload';

/** One cancelled run. */
interface Cancelled {
  /** Milliseconds of steps, as seen before the cancel. */
  stepMs: number[];
  /** Milliseconds from the cancel until the server says that the device is idle. */
  idleMs: number;
  /** Steps that began after the cancel. */
  steps: number;
}

/** How long the device works on after a cancel: while a chat is decoded, and while its prompt is evaluated. */
export const cancelling: Workload = {
  name: 'cancelling',
  run: async (bench) => {
    const cria = await Cria.start({ settings: { chat: { maxTokens: 512, temperature: 0 } } });
    const decoding: Cancelled[] = [];
    const prompts: Cancelled[] = [];
    const lines = sourceLines('util.js.txt');
    const all = rounds(bench, 10, 3);
    try {
      await cria.ask([{ role: 'user', text: 'Hello' }], 'greeting');
      for (let round = 0; round < all; round++) {
        // Another moment of a step each time, as people's cancels come.
        const phase = round / all;
        const long = lines.slice(90 * round, 90 * round + 120).join('\n');
        prompts.push(await cancelled(cria, ask(cria, long, `prompt-${round}`), (now) => now.evaluatedTokens, 2, phase));
        const story = `Tell a long story about ${round + 2} llamas.`;
        decoding.push(await cancelled(cria, ask(cria, story, `story-${round}`), (now) => now.decodeSteps, 12, phase));
      }
    } finally {
      await cria.stop();
    }
    const row = (figure: string, of: readonly Cancelled[]) =>
      judged({
        figure,
        unit: 'ms',
        ours: worst(of.map(({ idleMs }) => idleMs)),
        baseline: percentile(
          of.flatMap(({ stepMs }) => stepMs),
          0.95,
        ),
        goal: { at: 'most', value: 1 },
        note:
          `Worst of ${of.length} cancels, at different moments of a step; baseline: 95th percentile of the steps seen ` +
          `before them. Steps that began after a cancel: at most ${worst(of.map(({ steps }) => steps))}.`,
      });
    return {
      figures: [
        row('from cancel to an idle device while decoding, against one decode step', decoding),
        row('from cancel to an idle device in a prompt, against one chunk', prompts),
      ],
    };
  },
};

type Run = (token: CancellationToken) => Promise<unknown>;

const ask =
  (cria: Cria, text: string, session: string): Run =>
  (token) =>
    cria.client.chat([{ role: 'user', text }], undefined, token, session);

/**
 * Starts a run and cancels it a part of a step after so many steps of its kind. The counters show the steps; the status
 * shows when the last of them has ended.
 */
async function cancelled(
  cria: Cria,
  run: Run,
  counter: (counters: EngineCounters) => number,
  after: number,
  phase: number,
): Promise<Cancelled> {
  const { client } = cria;
  const source = new CancellationTokenSource();
  const state = { over: false, last: counter(await client.counters()) };
  const ended = run(source.token)
    .catch(() => undefined)
    .finally(() => (state.over = true));
  const changes: number[] = [];
  const look = async () => {
    if (state.over) throw new Error('The run ended before it was cancelled.');
    const now = counter(await client.counters());
    if (now !== state.last) changes.push(performance.now());
    state.last = now;
  };
  while (changes.length < after + 1) await look();
  const stepMs = changes.slice(1).map((at, index) => at - changes[index]!);
  const moment = performance.now() + phase * percentile(stepMs, 0.5);
  while (performance.now() < moment) await look();

  const before = state.last;
  const told = client.statuses.length;
  const at = performance.now();
  source.cancel();
  await client.until(() => client.statuses.slice(told).some(({ busy }) => busy === null), 'an idle device');
  const idleMs = performance.now() - at;
  await ended;
  return { stepMs, idleMs, steps: counter(await client.counters()) - before };
}
