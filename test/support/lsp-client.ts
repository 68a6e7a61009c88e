import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import os from 'node:os';
import path from 'node:path';
import {
  CancellationTokenSource,
  createProtocolConnection,
  InlineCompletionRequest,
  InlineCompletionTriggerKind,
  ProgressType,
  StreamMessageReader,
  StreamMessageWriter,
  type CancellationToken,
  type ClientCapabilities,
  type InitializeResult,
  type InlineCompletionItem,
  type InlineCompletionList,
  type Position,
  type ProtocolConnection,
  type TextDocumentContentChangeEvent,
} from 'vscode-languageserver/node';
import {
  methods,
  type ChatDelta,
  type ChatResult,
  type ChatTurn,
  type CompletionTrace,
  type EngineCounters,
  type InitializationOptions,
  type ModelReport,
  type PromptTokens,
  type ServerStatus,
  type SuggestionGrew,
} from '../../shared/protocol';

import { serverFlags } from '../../shared/server-flags';

export const serverFile = path.resolve(__dirname, '../../dist/server.js');

export interface ClientOptions {
  settings?: InitializationOptions['settings'] | Record<string, unknown>;
  capabilities?: ClientCapabilities;
  /** More of the server's own options, or other ones than tests have: they are told traces and prompts. */
  initializationOptions?: InitializationOptions;
  env?: NodeJS.ProcessEnv;
  /** The bundled server; default: the one in dist/. */
  server?: string;
  /** Answers `workspace/configuration`; absent: the client cannot be asked. */
  configuration?: () => unknown;
}

/** The server ended, by itself or by a signal, while something was expected of it. */
export class ServerDied extends Error {
  override readonly name = 'ServerDied';
  readonly stderr: string;

  constructor(how: number | string, stderr: string) {
    super(`The language server ended with ${how}: ${stderr}`);
    this.stderr = stderr;
  }
}

/** A client of any editor, speaking LSP to the real server over stdio. */
export class LspClient {
  readonly statuses: ServerStatus[] = [];
  readonly traces: CompletionTrace[] = [];
  readonly prompts: PromptTokens[] = [];
  readonly grown: SuggestionGrew[] = [];
  readonly shown: string[] = [];
  readonly logged: string[] = [];
  readonly workDone: unknown[] = [];
  readonly process: ChildProcessWithoutNullStreams;
  readonly connection: ProtocolConnection;
  /** The exit code, or the signal's name. */
  readonly exited: Promise<number | string>;
  initialized!: InitializeResult;
  #stderr = '';
  #watchers = new Set<() => void>();
  #version = 1;
  #chats = 0;

  readonly #died: Promise<never>;

  private constructor({ env, server = serverFile }: ClientOptions) {
    this.process = spawn(process.execPath, [...serverFlags, server, '--stdio'], {
      env: { ...process.env, ...env },
      // The folder that it runs in must not help it to find anything.
      cwd: os.tmpdir(),
    });
    this.process.stderr.on('data', (data: Buffer) => (this.#stderr += data.toString()));
    this.exited = once(this.process, 'exit').then(([code, signal]) => {
      for (const watcher of this.#watchers) watcher();
      return (code ?? signal) as number | string;
    });
    this.#died = this.exited.then((how) => {
      throw new ServerDied(how, this.#stderr);
    });
    // It ends at last in any case; who waits for an answer then hears of it.
    this.#died.catch(() => undefined);
    this.connection = createProtocolConnection(
      new StreamMessageReader(this.process.stdout),
      new StreamMessageWriter(this.process.stdin),
    );
  }

  get stderr(): string {
    return this.#stderr;
  }

  static async start(options: ClientOptions = {}): Promise<LspClient> {
    const client = new LspClient(options);
    const { connection } = client;
    const keep = (list: unknown[]) => (value: unknown) => {
      list.push(value);
      for (const watcher of client.#watchers) watcher();
    };
    connection.onNotification(methods.status, keep(client.statuses));
    connection.onNotification(methods.trace, keep(client.traces));
    connection.onNotification(methods.prompt, keep(client.prompts));
    connection.onNotification(methods.suggestionGrew, keep(client.grown));
    connection.onNotification('window/showMessage', ({ message }: { message: string }) => keep(client.shown)(message));
    connection.onNotification('window/logMessage', ({ message }: { message: string }) => keep(client.logged)(message));
    connection.onRequest('window/workDoneProgress/create', ({ token }: { token: string | number }) => {
      connection.onProgress(new ProgressType<unknown>(), token, keep(client.workDone));
      return null;
    });
    connection.onRequest('client/registerCapability', () => null);
    if (options.configuration) {
      const { configuration } = options;
      connection.onRequest('workspace/configuration', () => [configuration()]);
    }
    connection.listen();
    client.initialized = await client.#ask<InitializeResult>('initialize', {
      processId: process.pid,
      rootUri: null,
      capabilities: {
        workspace: { configuration: options.configuration !== undefined },
        ...options.capabilities,
      },
      initializationOptions: {
        ...{ settings: options.settings ?? {}, traceCompletions: true, tracePrompts: true },
        ...options.initializationOptions,
      },
    });
    await connection.sendNotification('initialized', {});
    return client;
  }

  open(uri: string, languageId: string, text: string): Promise<void> {
    return this.connection.sendNotification('textDocument/didOpen', {
      textDocument: { uri, languageId, version: ++this.#version, text },
    });
  }

  change(uri: string, ...contentChanges: TextDocumentContentChangeEvent[]): Promise<void> {
    return this.connection.sendNotification('textDocument/didChange', {
      textDocument: { uri, version: ++this.#version },
      contentChanges,
    });
  }

  /** Types text at a position. */
  type(uri: string, at: Position, text: string): Promise<void> {
    return this.change(uri, { range: { start: at, end: at }, text });
  }

  async complete(
    uri: string,
    position: Position,
    trigger: 'manual' | 'automatic' = 'manual',
    token: CancellationToken = new CancellationTokenSource().token,
  ): Promise<InlineCompletionItem[] | null> {
    const triggerKind =
      trigger === 'manual' ? InlineCompletionTriggerKind.Invoked : InlineCompletionTriggerKind.Automatic;
    const answer = await this.#ask<InlineCompletionList | null>(
      InlineCompletionRequest.method,
      { textDocument: { uri }, position, context: { triggerKind } },
      token,
    );
    return answer?.items ?? null;
  }

  /** Asks the chat; `onDelta` hears of the text as it comes. */
  async chat(
    turns: ChatTurn[],
    onDelta: (delta: ChatDelta) => void = () => undefined,
    token: CancellationToken = new CancellationTokenSource().token,
    sessionId = 'test',
  ): Promise<{ text: string; result: ChatResult }> {
    const partialResultToken = `chat-${++this.#chats}`;
    let text = '';
    const listening = this.connection.onProgress(new ProgressType<ChatDelta>(), partialResultToken, (delta) => {
      text += delta.text;
      onDelta(delta);
    });
    try {
      const result = await this.#ask<ChatResult>(methods.chat, { sessionId, turns, partialResultToken }, token);
      return { text, result };
    } finally {
      listening.dispose();
    }
  }

  model(): Promise<ModelReport> {
    return this.#ask<ModelReport>(methods.model);
  }

  counters(): Promise<EngineCounters> {
    return this.#ask<EngineCounters>(methods.counters);
  }

  /** A request whose promise rejects when the server ends instead of answering. */
  #ask<T>(method: string, ...rest: [params?: unknown, token?: CancellationToken]): Promise<T> {
    return Promise.race([this.connection.sendRequest<T>(method, ...rest), this.#died]);
  }

  /** Resolves as soon as the condition holds: it is asked again with everything that the server says. */
  async until<T>(condition: () => T | undefined | false, what: string, ms = 30_000): Promise<T> {
    const deadline = AbortSignal.timeout(ms);
    for (;;) {
      const value = condition();
      if (value !== undefined && value !== false) return value;
      if (this.process.exitCode !== null || this.process.signalCode !== null) {
        throw new ServerDied(
          this.process.exitCode ?? String(this.process.signalCode),
          `${what} did not happen. ${this.#stderr}`,
        );
      }
      await new Promise<void>((resolve, reject) => {
        const settle = (finish: () => void) => () => {
          this.#watchers.delete(heard);
          deadline.removeEventListener('abort', late);
          finish();
        };
        const heard = settle(resolve);
        const late = settle(() => {
          reject(new Error(`${what} did not happen in ${ms} ms; last status ${JSON.stringify(this.statuses.at(-1))}`));
        });
        this.#watchers.add(heard);
        deadline.addEventListener('abort', late, { once: true });
      });
    }
  }

  /** Ends the server as a well-behaved client does. */
  async stop(): Promise<number | string> {
    if (this.process.exitCode === null && this.process.signalCode === null) {
      await this.connection.sendRequest('shutdown');
      await this.connection.sendNotification('exit');
    }
    const code = await this.exited;
    this.connection.dispose();
    return code;
  }

  /** Ends it whatever it does: for cleaning up after a test that failed. */
  kill(): void {
    this.process.kill('SIGKILL');
    this.connection.dispose();
  }
}
