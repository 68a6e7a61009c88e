import { Cria, evaluatedTokens } from '../cria';
import { judged } from '../figures';
import { sourceLines } from '../keystrokes/keystrokes';
import { median } from '../statistics';
import { rounds, type Workload } from '../workload';

const typed = '  const location = response.headers.get(name)';
const around = 50;
const manyLines = 50_000;

/** The same key presses in the same hundred lines: as a file of their own, and in the middle of 50,000 lines. */
export const fileSize: Workload = {
  name: 'file-size',
  run: async (bench) => {
    const source = sourceLines('util.js.txt');
    const at = 700;
    const repeated = Array.from({ length: Math.ceil(manyLines / source.length) }, () => source).flat();
    const place = Math.floor(manyLines / 2 / source.length) * source.length + at;
    const small = { uri: 'file:///bench/small.js', line: around, lines: source.slice(at - around, at + around) };
    const large = { uri: 'file:///bench/large.js', line: place, lines: repeated.slice(0, manyLines) };
    const cria = await Cria.start({ settings: { completion: { maxTokens: 8 } } });
    const times: Record<'small' | 'large', number[]> = { small: [], large: [] };
    try {
      for (const [name, { uri, line, lines }] of Object.entries({ small, large })) {
        // A line tells the two apart, for a suggestion that is known from the one must not serve the other.
        const own = [...lines.slice(0, line - 1), `// ${name}`, '', ...lines.slice(line - 1)];
        await cria.open(uri, 'javascript', own);
      }
      for (const [index, letter] of Array.from(typed)
        .slice(0, rounds(bench, typed.length, 14))
        .entries()) {
        const presses = {
          small: await press(cria, small, index, letter),
          large: await press(cria, large, index, letter),
        };
        // Both or none, and not the first, which evaluates the whole window.
        if (index === 0 || evaluatedTokens(presses.small) === null || evaluatedTokens(presses.large) === null) continue;
        times.small.push(presses.small.ms);
        times.large.push(presses.large.ms);
      }
    } finally {
      await cria.stop();
    }
    return {
      figures: [
        judged({
          figure: 'a key press in a file of 50,000 lines, against one of 100 lines, median',
          unit: 'ms',
          ours: median(times.large),
          baseline: median(times.small),
          goal: { at: 'most', value: 1.2 },
          note: `${times.small.length} key presses in each, at most eight tokens decoded.`,
        }),
      ],
    };
  },
};

const press = (cria: Cria, { uri, line }: { uri: string; line: number }, character: number, letter: string) =>
  cria.type(uri, { line, character }, letter);
