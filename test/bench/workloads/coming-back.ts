import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeDecoding, Cria, evaluatedTokens } from '../cria';
import { judged } from '../figures';
import { sourceLines } from '../keystrokes/keystrokes';
import { median } from '../statistics';
import { rounds, type Workload } from '../workload';

const goal = { at: 'most', value: 0.1 } as const;
const settings = { completion: { maxTokens: 24 }, chat: { maxTokens: 24, temperature: 0 } };

/**
 * Coming back to a file after two others, to a chat after two others, and to both after the server was started anew,
 * against the first time there. Only the time before decoding counts: what is decoded is the same either way.
 */
export const comingBack: Workload = {
  name: 'coming-back',
  run: async (bench) => {
    const storage = await mkdtemp(path.join(tmpdir(), 'cria-bench-'));
    const times = { cold: [], back: [], coldChat: [], backChat: [], restarted: [], restartedChat: [] } as Times;
    try {
      const places = rounds(bench, 4, 2);
      const cria = await Cria.start({ storage, settings });
      try {
        // The chat's context is made at the first question; that is no part of an answer.
        await cria.ask([{ role: 'user', text: 'Hello' }], 'greeting');
        for (let round = 0; round < places; round++) await visitFiles(cria, round, times);
        for (let round = 0; round < places; round++) await visitChats(cria, round, times);
      } finally {
        await cria.stop();
      }
      await restart(storage, places, times);
    } finally {
      await rm(storage, { recursive: true, force: true });
    }
    const row = (figure: string, ours: number[], baseline: number[]) =>
      judged({ figure, unit: 'ms', ours: median(ours), baseline: median(baseline), goal });
    return {
      figures: [
        row('back to a file after two others, before decoding', times.back, times.cold),
        row('back to a chat after two others, before decoding', times.backChat, times.coldChat),
        row('back to a file after a restart, before decoding', times.restarted, times.cold),
        row('back to a chat after a restart, before decoding', times.restartedChat, times.coldChat),
      ],
    };
  },
};

type Times = Record<'cold' | 'back' | 'coldChat' | 'backChat' | 'restarted' | 'restartedChat', number[]>;

/** Three files in which nothing is alike, each round at another place of them. */
const files = (round: number) => {
  const at = 180 + 230 * round;
  return [
    { uri: `file:///bench/a${round}.js`, languageId: 'javascript', lines: sourceLines('util.js.txt'), at },
    { uri: `file:///bench/b${round}.py`, languageId: 'python', lines: sourceLines('gguf_writer.py.txt'), at },
    { uri: `file:///bench/c${round}.py`, languageId: 'python', lines: sourceLines('gguf_writer.py.txt'), at: at + 115 },
  ];
};

type File = ReturnType<typeof files>[number];

async function visitFiles(cria: Cria, round: number, times: Times): Promise<void> {
  const all = files(round);
  for (const file of all) {
    await cria.open(file.uri, file.languageId, withLine(file, ''));
    times.cold.push(await typed(cria, file, 'total'));
  }
  times.back.push(await typed(cria, all[0]!, '_count', 'total'.length));
}

/** The file with a line of its own at the place. */
const withLine = ({ lines, at }: File, line: string) => [...lines.slice(0, at), line, ...lines.slice(at)];

/** Types at the place; milliseconds until decoding began. */
async function typed(cria: Cria, { uri, at }: File, text: string, from = 0): Promise<number> {
  const pressed = await cria.type(uri, { line: at, character: from }, text);
  if (evaluatedTokens(pressed) === null) throw new Error(`Nothing was computed: ${JSON.stringify(pressed.trace)}`);
  return beforeDecoding(pressed);
}

/** The first chat of a round is about eighty lines, as chats about code are; the others only come between. */
const question = (round: number, chat: number) => {
  const lines = sourceLines(chat === 0 ? 'util.js.txt' : 'gguf_writer.py.txt');
  const at = 200 * round + 40 * chat;
  return {
    role: 'user' as const,
    text: `What does this do?\n${lines.slice(at, at + (chat === 0 ? 80 : 20)).join('\n')}`,
  };
};

async function visitChats(cria: Cria, round: number, times: Times): Promise<void> {
  const answers: string[] = [];
  for (const chat of [0, 1, 2]) {
    const { firstMs, text } = await cria.ask([question(round, chat)], `${round}-${chat}`);
    if (chat === 0) times.coldChat.push(firstMs);
    answers.push(text);
  }
  times.backChat.push((await cria.ask(followUp(round, answers[0] ?? ''), `${round}-0`)).firstMs);
}

const followUp = (round: number, answer: string) => [
  question(round, 0),
  { role: 'assistant' as const, text: answer },
  { role: 'user' as const, text: 'And why?' },
];

/** A server that knows only what the last one left in its storage; what was visited last is come back to first. */
async function restart(storage: string, places: number, times: Times): Promise<void> {
  const cria = await Cria.start({ storage, settings });
  try {
    await cria.ask([{ role: 'user', text: 'Hello' }], 'greeting');
    for (let round = places - 1; round >= Math.max(0, places - 3); round--) {
      const [file] = files(round);
      await cria.open(file!.uri, file!.languageId, withLine(file!, 'total_count'));
      times.restarted.push(await typed(cria, file!, '_of', 'total_count'.length));
      times.restartedChat.push((await cria.ask([question(round, 0)], `${round}-0`)).firstMs);
    }
  } finally {
    await cria.stop();
  }
}
