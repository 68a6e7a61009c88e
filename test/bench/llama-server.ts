import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from '../../scripts/editor/port';
import { StepError } from '../../scripts/setup/step';

export interface LlamaServerOptions {
  /** Path of llama-server. */
  program: string;
  model: string;
  /** An adapter that is applied to every request. */
  adapter?: { path: string; scale: number };
  /** Infill tokens of a model whose file does not name them. */
  infillTokens?: { prefix: number; suffix: number; middle: number; end?: number | null };
  threads: number;
  /** Further arguments, as `--spm-infill`. */
  arguments?: readonly string[];
}

/** What llama-server tells of one request. */
export interface ServerAnswer {
  text: string;
  /** Tokens of the prompt that it evaluated and that it had in its cache. */
  evaluatedTokens: number;
  reusedTokens: number;
  generatedTokens: number;
  promptMs: number;
  decodeMs: number;
  /** Milliseconds at the client, from the request to its end. */
  ms: number;
  /** The same to the end of the first line that is not blank; equals `ms` where the answer has one line. */
  firstLineMs: number;
}

interface Piece {
  content?: string;
  timings?: {
    prompt_n: number;
    cache_n: number;
    predicted_n: number;
    prompt_ms: number;
    predicted_ms: number;
  };
}

/** A running llama-server. */
export interface LlamaServer {
  readonly pid: number;
  /**
   * Posts to `/infill` or `/completion`. With `stream: true` in the body the first line's time is known.
   * @throws Error with the server's own words when it refuses.
   */
  ask(endpoint: string, body: object): Promise<ServerAnswer>;
  /** Tokens of a text, no special ones added. */
  tokenize: (text: string) => Promise<number[]>;
  stop(): Promise<void>;
}

/** @throws StepError when it does not come up; the message holds the end of its log. */
export async function startLlamaServer(options: LlamaServerOptions): Promise<LlamaServer> {
  const port = await freePort(18_100);
  const child = spawn(options.program, argumentsOf(options, port), { stdio: ['ignore', 'pipe', 'pipe'] });
  let log = '';
  const keep = (data: Buffer) => {
    log = (log + data.toString()).slice(-4000);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const exited = once(child, 'exit');
  const url = `http://127.0.0.1:${port}`;
  const stop = async (): Promise<void> => {
    child.kill();
    await exited;
  };
  const deadline = Date.now() + 60_000;
  while (!(await healthy(url))) {
    await pause(50);
    if (child.exitCode === null && child.signalCode === null && Date.now() < deadline) continue;
    await stop();
    throw new StepError(`llama-server did not start:\n${log}`, 'Read its log above.');
  }
  return {
    pid: child.pid ?? 0,
    ask: (endpoint, body) => ask(`${url}${endpoint}`, body),
    tokenize: async (text) => {
      const answer = await post(`${url}/tokenize`, { content: text, add_special: false, parse_special: false });
      return ((await answer.json()) as { tokens: number[] }).tokens;
    },
    stop,
  };
}

function argumentsOf({ model, adapter, infillTokens, threads, ...rest }: LlamaServerOptions, port: number): string[] {
  const named = {
    fim_pre_token_id: infillTokens?.prefix,
    fim_suf_token_id: infillTokens?.suffix,
    fim_mid_token_id: infillTokens?.middle,
    eot_token_id: infillTokens?.end,
  };
  return [
    ...['--model', model, '--host', '127.0.0.1', '--port', String(port), '--no-ui'],
    ...['--threads', String(threads), '--threads-batch', String(threads)],
    ...(adapter ? ['--lora-scaled', `${adapter.path}:${adapter.scale}`] : []),
    ...Object.entries(named).flatMap(([key, id]) =>
      id === undefined || id === null ? [] : ['--override-kv', `tokenizer.ggml.${key}=int:${id}`],
    ),
    ...(rest.arguments ?? []),
  ];
}

const healthy = (url: string) =>
  fetch(`${url}/health`).then(
    (answer) => answer.ok,
    () => false,
  );

async function post(url: string, body: object): Promise<Response> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`llama-server answered ${answer.status}: ${await answer.text()}`);
  return answer;
}

async function ask(url: string, body: object): Promise<ServerAnswer> {
  const started = performance.now();
  const answer = await post(url, body);
  let text = '';
  let firstLineMs: number | null = null;
  let last: Piece = {};
  for await (const piece of pieces(answer)) {
    text += piece.content ?? '';
    if (piece.timings) last = piece;
    if (/\S[^\n]*\n/.test(text)) firstLineMs ??= performance.now() - started;
  }
  const ms = performance.now() - started;
  const { timings } = last;
  if (!timings) throw new Error('llama-server told no timings.');
  return {
    text,
    evaluatedTokens: timings.prompt_n,
    reusedTokens: timings.cache_n,
    generatedTokens: timings.predicted_n,
    promptMs: timings.prompt_ms,
    decodeMs: timings.predicted_ms,
    ms,
    firstLineMs: firstLineMs ?? ms,
  };
}

/** The answer as one piece, or the pieces of an event stream as they come. */
async function* pieces(answer: Response): AsyncGenerator<Piece> {
  if (!answer.headers.get('content-type')?.includes('event-stream') || !answer.body) {
    yield (await answer.json()) as Piece;
    return;
  }
  const decoder = new TextDecoder();
  let pending = '';
  for await (const chunk of answer.body as unknown as AsyncIterable<Uint8Array>) {
    pending += decoder.decode(chunk, { stream: true });
    const events = pending.split('\n\n');
    pending = events.pop() ?? '';
    for (const event of events) {
      if (event.startsWith('data: {')) yield JSON.parse(event.slice('data: '.length)) as Piece;
    }
  }
}
