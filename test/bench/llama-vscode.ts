/**
 * The requests that the extension llama.vscode makes, from reading it (its settings at their defaults, without extra
 * context and without the request for a suggestion after the next, which would cost it more).
 */
const prefixLines = 256;
const suffixLines = 64;
const longestRestOfLine = 8;

/** How it starts llama-server, from its settings. */
export const llamaVscodeArguments = ['-ub', '1024', '-b', '1024', '--ctx-size', '0', '--cache-reuse', '256'];

export interface InfillRequest {
  input_prefix: string;
  input_suffix: string;
  input_extra: never[];
  /** The line before the cursor. */
  prompt: string;
  n_predict: number;
  top_k: number;
  top_p: number;
  stream: boolean;
  samplers: string[];
  cache_prompt: boolean;
  n_indent?: number;
  t_max_prompt_ms: number;
  t_max_predict_ms: number;
}

/** @returns null where it would not ask: more than eight characters stand right of the cursor. */
export function llamaVscodeRequest(
  lines: readonly string[],
  { line, character }: { line: number; character: number },
): InfillRequest | null {
  const text = lines[line] ?? '';
  const [before, rest] = [text.slice(0, character), text.slice(character)];
  if (rest.length > longestRestOfLine) return null;
  const indent = text.length - text.trimStart().length;
  return {
    input_prefix: `${lines.slice(Math.max(0, line - prefixLines), line).join('\n')}\n`,
    input_suffix: `${rest}\n${lines.slice(line + 1, line + 1 + suffixLines).join('\n')}\n`,
    input_extra: [],
    prompt: /^[ \t]*$/.test(before) ? '' : before,
    n_predict: 128,
    top_k: 40,
    top_p: 0.99,
    stream: false,
    samplers: ['top_k', 'top_p', 'infill'],
    cache_prompt: true,
    ...(indent > 0 ? { n_indent: indent } : {}),
    t_max_prompt_ms: 500,
    t_max_predict_ms: 500,
  };
}

/** Ids of the tokens around the parts of an infill prompt. */
export interface InfillTokens {
  prefix: number;
  suffix: number;
  middle: number;
}

/** Tokens that llama-server's `/infill` takes at most, with a batch of 1,024. */
const mostPrefix = 768;
const mostSuffix = 256;

/**
 * The prompt of `--spm-infill`, cut as llama-server cuts it, with its parts in the order of Code Llama's paper:
 * PRE SUF suffix MID prefix. llama-server itself writes SUF suffix PRE prefix MID.
 */
export function spmPrompt(
  { prefix, suffix, typed }: { prefix: readonly number[]; suffix: readonly number[]; typed: readonly number[] },
  marks: InfillTokens,
): number[] {
  const below = suffix.slice(0, Math.max(0, mostSuffix - 2 - typed.length));
  return [marks.prefix, marks.suffix, ...below, marks.middle, ...prefix.slice(-mostPrefix), ...typed];
}
