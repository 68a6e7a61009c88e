import { evaluatedTokens, folder, type Cria, type Pressed } from './cria';
import { replayed, type RecordedFile, type Recording, type ReplayedPress, linesOf } from './keystrokes/keystrokes';
import type { LlamaServer, ServerAnswer } from './llama-server';
import { llamaVscodeRequest, spmPrompt, type InfillTokens } from './llama-vscode';

/** One key press of a recording, and what came of it. */
export interface Replayed<Answer> {
  first: ReplayedPress['first'];
  /** Null where nothing was asked. */
  answer: Answer | null;
}

/** URI that a recorded file has in the bench. */
export const uriOf = ({ source }: RecordedFile): string => `${folder}/${source.replace(/\.txt$/, '')}`;

/**
 * Types a recording in Cria: each key waits for the answer to the last.
 * @param most key presses
 * @param enough computed answers, after which it ends
 */
export async function replayInCria(
  cria: Cria,
  recording: Recording,
  most: number,
  enough = Infinity,
): Promise<Replayed<Pressed>[]> {
  const open = new Set<string>();
  const answers: Replayed<Pressed>[] = [];
  let computed = 0;
  for (const { press, first } of replayed(recording, most)) {
    const file = recording.files[press.file]!;
    const uri = uriOf(file);
    if (!open.has(uri)) await cria.open(uri, file.languageId, linesOf(file));
    open.add(uri);
    if (first !== null) await cria.goTo(uri, [press.range[0], press.range[1]]);
    const answer = await cria.press(uri, press);
    answers.push({ first, answer });
    if (first === null && evaluatedTokens(answer) !== null && ++computed === enough) break;
  }
  return answers;
}

/** How llama-server is asked: as llama.vscode asks, or with a stream of tokens in the order that a model was trained for. */
export type Driver = (server: LlamaServer, lines: readonly string[], at: readonly [number, number]) => AskedServer;
type AskedServer = Promise<ServerAnswer | null>;

/** As llama.vscode does it. */
export const asLlamaVscode: Driver = async (server, lines, [line, character]) => {
  const request = llamaVscodeRequest(lines, { line, character });
  return request && server.ask('/infill', request);
};

/**
 * The likeliest token, as Cria takes it: llama.vscode's sampler `infill` ends most answers of a small model at once, and no
 * answer is no suggestion.
 */
const greedy = { samplers: ['top_k'], top_k: 1 };

/** As llama.vscode asks, but with a stream, so that the first line can be shown at once. */
export const streamed: Driver = async (server, lines, [line, character]) => {
  const request = llamaVscodeRequest(lines, { line, character });
  return request && server.ask('/infill', { ...request, ...greedy, stream: true });
};

/** The same for a model that has another order of tokens in SPM than llama-server writes. */
export const streamedInOrder =
  (marks: InfillTokens): Driver =>
  async (server, lines, [line, character]) => {
    const request = llamaVscodeRequest(lines, { line, character });
    if (request === null) return null;
    const texts = [request.input_prefix, request.input_suffix, request.prompt];
    const [prefix, suffix, typed] = await Promise.all(texts.map(server.tokenize));
    const prompt = spmPrompt({ prefix: prefix!, suffix: suffix!, typed: typed! }, marks);
    return server.ask('/completion', { ...request, ...greedy, prompt, stream: true });
  };

/** Types the same key presses against llama-server, which is asked where Cria had to compute its answer, too. */
export async function replayInServer(
  server: LlamaServer,
  recording: Recording,
  ours: readonly Replayed<Pressed>[],
  driver: Driver,
): Promise<Replayed<ServerAnswer>[]> {
  const answers: Replayed<ServerAnswer>[] = [];
  for (const { press, lines, first } of replayed(recording, ours.length)) {
    const our = ours[answers.length]?.answer;
    const asked = our && evaluatedTokens(our) !== null;
    answers.push({ first, answer: asked ? await driver(server, lines, press.at) : null });
  }
  return answers;
}

export interface Pair {
  ours: Pressed;
  theirs: ServerAnswer;
}

/** Key presses for which both computed an answer, the first after the cursor went elsewhere left out. */
export function pairs(ours: readonly Replayed<Pressed>[], theirs: readonly Replayed<ServerAnswer>[]): Pair[] {
  return ours.flatMap(({ first, answer }, index) => {
    const other = theirs[index]?.answer;
    return first === null && answer && other && evaluatedTokens(answer) !== null
      ? [{ ours: answer, theirs: other }]
      : [];
  });
}
