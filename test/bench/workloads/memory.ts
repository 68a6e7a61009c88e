import { Cria, evaluatedTokens } from '../cria';
import { judged } from '../figures';
import { sourceLines } from '../keystrokes/keystrokes';
import { rounds, type Workload } from '../workload';

const documents = 4;
const early = 100;

/** Memory of the server's process after very many requests, against after the first hundred. */
export const memory: Workload = {
  name: 'memory',
  run: async (bench) => {
    const requests = rounds(bench, 10_000, 600);
    // Prompts in host memory have a budget of their own, which is filled on purpose; it is kept small here.
    const cria = await Cria.start({ settings: { completion: { maxTokens: 8 }, promptCache: { memory: 64 } } });
    try {
      const { first, last, computed, course } = await keepAsking(cria, requests);
      return {
        figures: [
          judged({
            figure: `memory of the server after ${requests} requests, against after ${early}`,
            unit: 'MB',
            ours: last / 1e6,
            baseline: first / 1e6,
            goal: { at: 'most', value: 1.05 },
            note:
              `${computed} of the requests were computed, the others answered from what was known or not asked at all. ` +
              `Megabytes on the way: ${course.join(', ')}.`,
          }),
        ],
      };
    } finally {
      await cria.stop();
    }
  },
};

/** Bytes after the first hundred requests and after the last, and how many requests ran the model. */
async function keepAsking(cria: Cria, requests: number) {
  const source = sourceLines('util.js.txt');
  const places = Array.from({ length: documents }, (_, index) => ({
    uri: `file:///bench/memory${index}.js`,
    line: 300 + 250 * index,
    character: 0,
    known: false,
  }));
  for (const { uri, line } of places) {
    await cria.open(uri, 'javascript', [...source.slice(0, line), '', 'identifier', ...source.slice(line)]);
  }
  let first = NaN;
  let computed = 0;
  /** What it was after each tenth of the requests. */
  const course: string[] = [];
  for (let request = 1; request <= requests; request++) {
    const place = places[request % documents]!;
    // Each document in turn is typed in: every second time at first, then one time in 25; else the same place
    // is asked for, or one inside a word.
    const typing = request <= early ? request % (2 * documents) < documents : request % 100 < documents;
    if (typing) {
      const { character } = place;
      const pressed = await cria.type(place.uri, place, character % 24 === 23 ? ' ' : 'value'.charAt(character % 5));
      place.character++;
      place.known = pressed.text !== '';
      if (evaluatedTokens(pressed) !== null) computed++;
    } else {
      const insideWord = { line: place.line + 1, character: 4 };
      await cria.client.complete(place.uri, place.known ? place : insideWord, 'automatic');
    }
    // The client keeps all that it is told: its memory is not the server's, but it need not grow either.
    if (request % 100 === 0) cria.client.traces.length = 0;
    if (request === early) first = await cria.residentBytes();
    if (request % (requests / 10) === 0) course.push(((await cria.residentBytes()) / 1e6).toFixed(0));
  }
  return { first, last: await cria.residentBytes(), computed, course };
}
