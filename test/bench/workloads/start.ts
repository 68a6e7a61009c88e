import { LspClient } from '../../support/lsp-client';
import { judged } from '../figures';
import { median, timed } from '../statistics';
import { rounds, type Workload } from '../workload';

/** From the start of the server's process to the first suggestion, in a small file. */
export const start: Workload = {
  name: 'start',
  run: async (bench) => {
    const times: number[] = [];
    for (let round = 0; round < rounds(bench, 3, 1); round++) times.push((await timed(firstSuggestion)).ms);
    return {
      figures: [judged({ figure: 'server start to first suggestion, median', unit: 'ms', ours: median(times) })],
    };
  },
};

async function firstSuggestion(): Promise<void> {
  const client = await LspClient.start();
  const uri = 'untitled:first.py';
  await client.open(uri, 'python', 'def is_even(n):\n    return ');
  await client.complete(uri, { line: 1, character: 11 });
  await client.stop();
}
