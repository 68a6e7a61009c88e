import { CancellationTokenSource } from 'vscode-languageserver/node';
import { Cria, evaluatedTokens } from '../cria';
import { judged } from '../figures';
import { sourceLines } from '../keystrokes/keystrokes';
import { median } from '../statistics';
import { rounds, type Workload } from '../workload';

const text = 'value = self.read(';
const place = 400;

/** Key presses while a chat answers, against the same key presses alone; in turns, so that both have the same machine. */
export const besideChat: Workload = {
  name: 'beside-chat',
  run: async (bench) => {
    const cria = await Cria.start({
      settings: { completion: { maxTokens: 16 }, chat: { maxTokens: 1024, temperature: 0.9, seed: 7 } },
    });
    const alone: number[] = [];
    const beside: number[] = [];
    try {
      for (let round = 0; round < rounds(bench, 6, 2); round++) {
        alone.push(...(await typeLine(cria, `alone${round}`)));
        const chat = await streamingChat(cria, round);
        beside.push(...(await typeLine(cria, `beside${round}`, () => chat.streaming())));
        await chat.stop();
      }
    } finally {
      await cria.stop();
    }
    return {
      figures: [
        judged({
          figure: 'completion while a chat streams, against alone, median',
          unit: 'ms',
          ours: median(beside),
          baseline: median(alone),
          goal: { at: 'most', value: 1.3 },
          note: `${beside.length} warm key presses beside a chat, ${alone.length} alone.`,
        }),
      ],
    };
  },
};

/** Types a line in a file that differs from all others near the cursor; milliseconds of the warm key presses. */
async function typeLine(cria: Cria, name: string, counts: () => boolean = () => true): Promise<number[]> {
  const source = sourceLines('gguf_writer.py.txt');
  const lines = [...source.slice(0, place), `    # ${name}`, '    ', ...source.slice(place)];
  const uri = `file:///bench/${name}.py`;
  await cria.open(uri, 'python', lines);
  const times: number[] = [];
  for (const [index, letter] of Array.from(text).entries()) {
    const pressed = await cria.type(uri, { line: place + 1, character: 4 + index }, letter);
    if (index > 0 && evaluatedTokens(pressed) !== null && counts()) times.push(pressed.ms);
  }
  return times;
}

/** A chat that streams until it is stopped: it is asked again where an answer ends. */
async function streamingChat(cria: Cria, round: number) {
  const cancel = new CancellationTokenSource();
  let streaming = false;
  let begun = (): void => undefined;
  const first = new Promise<void>((resolve) => (begun = resolve));
  const ended = (async () => {
    for (let again = 0; !cancel.token.isCancellationRequested; again++) {
      const turns = [{ role: 'user' as const, text: `Tell a long story about ${again + 2} llamas.` }];
      const onDelta = () => {
        streaming = true;
        begun();
      };
      await cria.client.chat(turns, onDelta, cancel.token, `story-${round}-${again}`).catch((error: unknown) => {
        if (!cancel.token.isCancellationRequested) throw error;
      });
      streaming = false;
    }
  })();
  await Promise.race([first, ended]);
  return {
    streaming: () => streaming,
    stop: async () => {
      cancel.cancel();
      await ended;
    },
  };
}
