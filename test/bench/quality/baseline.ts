import type { InfillAdapter } from '../../../server/models/locate';
import { llamaCpp } from '../llama-cpp';
import { startLlamaServer, type LlamaServer } from '../llama-server';
import { llamaVscodeArguments, llamaVscodeRequest } from '../llama-vscode';
import type { Punched } from './holes';

/**
 * Ways to drive llama-server with the same model file:
 * - `infill`: `/infill` as llama.vscode asks. It is refused where the file names no infill tokens;
 * - `left to right`: `/completion` with the text before the cursor, of the model as it is;
 * - `adapter, PSM` and `adapter, SPM`: `/completion` with the infill tokens by id and the adapter, of what stands within
 *   the adapter's training; nobody drives llama-server so, it is the best that could be made of it.
 */
export const baselineWays = ['infill', 'left to right', 'adapter, PSM', 'adapter, SPM'] as const;
export type BaselineWay = (typeof baselineWays)[number];

export interface BaselineServer {
  /** The answer as the server gives it, from the cursor on; null where it refuses. */
  answer: (way: BaselineWay, punched: Punched) => Promise<string | null>;
  ways: readonly BaselineWay[];
  stop: () => Promise<void>;
}

/** llama.vscode's longest answer, in tokens. */
const longestAnswer = 128;
/** llama-server keeps three quarters of its batch of 1,024 for an infill's prefix: about this many characters. */
const longestPrefix = 2400;
/** Characters of a token of code, on average. */
const charactersPerToken = 3.2;

export async function startBaseline(
  model: string,
  adapter: InfillAdapter | undefined,
  say: (line: string) => void,
): Promise<BaselineServer> {
  const { server: program } = await llamaCpp(say);
  const server = await startLlamaServer({
    ...{ program, model, threads: 1 },
    ...(adapter ? { adapter: { path: adapter.path, scale: adapter.scale } } : {}),
    arguments: [...llamaVscodeArguments, '--parallel', '1'],
  });
  return {
    ways: adapter ? baselineWays : ['infill', 'left to right'],
    answer: (way, punched) => answer(server, way, punched, adapter),
    stop: () => server.stop(),
  };
}

async function answer(
  server: LlamaServer,
  way: BaselineWay,
  punched: Punched,
  adapter: InfillAdapter | undefined,
): Promise<string | null> {
  if (way === 'infill') return infill(server, punched, adapter !== undefined);
  // Sampling would only add chance: the likeliest token each time, as Cria takes it.
  const common = { n_predict: longestAnswer, top_k: 1, cache_prompt: true, stream: false };
  const indent = indentOf(punched);
  const ending = indent === null ? { stop: ['\n'] } : { n_indent: indent };
  const lora = (scale: number) => (adapter ? { lora: [{ id: 0, scale }] } : {});
  if (way === 'left to right') {
    const prompt = wholeLines(withoutIndent(punched.before), longestPrefix);
    return (await server.ask('/completion', { ...common, ...ending, ...lora(0), prompt })).text;
  }
  if (!adapter) return null;
  const { tokens, trained } = adapter.infill;
  const prefix = wholeLines(withoutIndent(punched.before), (trained?.prefixTokens ?? 280) * charactersPerToken);
  const suffix = punched.after.slice(0, (trained?.suffixTokens ?? 128) * charactersPerToken);
  const prompt =
    way === 'adapter, PSM'
      ? [tokens.prefix, prefix, tokens.suffix, suffix, tokens.middle]
      : [tokens.prefix, tokens.suffix, suffix, tokens.middle, prefix];
  const parts = prompt.filter((part) => part !== '');
  return (await server.ask('/completion', { ...common, ...ending, ...lora(adapter.scale), prompt: parts })).text;
}

/** As llama.vscode asks, but for chance and time: it is asked behind longer rests of lines too, where it does not ask. */
async function infill(server: LlamaServer, { before, after }: Punched, hasAdapter: boolean): Promise<string | null> {
  const lines = before.split('\n');
  const position = { line: lines.length - 1, character: lines.at(-1)!.length };
  const [rest = '', ...below] = after.split('\n');
  const known = [...lines.slice(0, -1), lines.at(-1)!, ...below];
  const request = llamaVscodeRequest(known, position);
  if (!request) return null;
  const indent = indentOf({ before });
  const body = {
    ...request,
    input_suffix: `${rest}\n${below.slice(0, 64).join('\n')}\n`,
    ...{ top_k: 1, t_max_prompt_ms: 0, t_max_predict_ms: 0 },
    ...(indent === null ? {} : { n_indent: indent }),
    ...(hasAdapter ? { lora: [{ id: 0, scale: 0 }] } : {}),
  };
  try {
    return (await server.ask('/infill', body)).text;
  } catch (error) {
    if (error instanceof Error && /\b(400|501)\b/.test(error.message)) return null;
    throw error;
  }
}

/** Width of the white space before the cursor where nothing else stands on its line, else null. */
function indentOf({ before }: Pick<Punched, 'before'>): number | null {
  const line = before.slice(before.lastIndexOf('\n') + 1);
  return /^[ \t]*$/.test(line) ? line.length : null;
}

/** llama.vscode lets the model write the white space of a line that holds nothing else. */
const withoutIndent = (before: string): string => before.slice(0, before.length - (indentOf({ before }) ?? 0));

/** The end of the text, whole lines, at most so many characters; the last line in any case. */
function wholeLines(text: string, characters: number): string {
  const last = text.lastIndexOf('\n') + 1;
  const from = text.indexOf('\n', Math.max(0, text.length - characters));
  return text.length <= characters ? text : text.slice(from === -1 ? last : Math.min(from + 1, last));
}
