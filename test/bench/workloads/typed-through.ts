import { Cria } from '../cria';
import { judged } from '../figures';
import { sourceLines } from '../keystrokes/keystrokes';
import { median, percentile } from '../statistics';
import { rounds, type Workload } from '../workload';

/** Key presses that type what was suggested: they are answered from what is known. In a file of 1,600 lines. */
export const typedThrough: Workload = {
  name: 'typed-through',
  run: async (bench) => {
    const cria = await Cria.start();
    const times: number[] = [];
    const wanted = rounds(bench, 60, 15);
    try {
      const lines = sourceLines('gguf_writer.py.txt');
      for (let place = 230; times.length < wanted && place < lines.length - 50; place += 31) {
        const uri = `file:///bench/through${place}.py`;
        await cria.open(uri, 'python', [...lines.slice(0, place), '', ...lines.slice(place)]);
        times.push(...(await hits(cria, uri, place)));
      }
    } finally {
      await cria.stop();
    }
    const row = (name: string, ours: number) =>
      judged({ figure: `typed-through hit, ${name}`, unit: 'ms', ours, goal: { of: 'ours', at: 'most', value: 5 } });
    return { figures: [row('median', median(times)), row('95th percentile', percentile(times, 0.95))] };
  },
};

/** Types the beginning of a line and then, character by character, what is suggested; milliseconds of each hit. */
async function hits(cria: Cria, uri: string, line: number): Promise<number[]> {
  const beginning = '        self.add_';
  const { text } = await cria.type(uri, { line, character: 0 }, beginning);
  const times: number[] = [];
  for (const [index, letter] of Array.from(text.split('\n')[0] ?? '')
    .slice(0, 12)
    .entries()) {
    const { ms, trace } = await cria.type(uri, { line, character: beginning.length + index }, letter);
    if (trace.outcome === 'shown' && (trace.source === 'cached' || trace.figures === undefined)) times.push(ms);
  }
  return times;
}
