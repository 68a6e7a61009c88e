import { spawn } from 'node:child_process';
import os from 'node:os';
import {
  createProtocolConnection,
  InlineCompletionTriggerKind,
  ProgressType,
  StreamMessageReader,
  StreamMessageWriter,
  type InlineCompletionItem,
  type InlineCompletionList,
  type Position,
} from 'vscode-languageserver/node';
import {
  methods,
  type ChatDelta,
  type ChatResult,
  type CompletionTrace,
  type InitializationOptions,
  type ModelReport,
} from '../../shared/protocol';
import { StepError } from '../setup/step';

export interface Completion {
  text: string;
  trace: CompletionTrace;
}

/** What the proof asks of the server, as any editor would over standard input and output. */
export interface ServerClient {
  model(): Promise<ModelReport>;
  /** Opens a document and asks for a suggestion at a position. */
  complete(name: string, languageId: string, text: string, position: Position): Promise<Completion>;
  chat(question: string): Promise<{ text: string; result: ChatResult }>;
  stop(): Promise<void>;
}

/**
 * Starts a server and greets it.
 * @param server path of the bundled server.
 * @throws StepError when it ends instead of answering.
 */
export async function startServer(server: string, options: InitializationOptions): Promise<ServerClient> {
  // The folder that it runs in must not help it to find anything.
  const child = spawn(process.execPath, [server, '--stdio'], { cwd: os.tmpdir() });
  let complaints = '';
  child.stderr.on('data', (chunk: Buffer) => (complaints += chunk.toString()));
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const death = exited.then((status): never => {
    throw new StepError(
      `The language server ended with status ${status ?? 'none'}:\n${complaints.trimEnd().split('\n').slice(-12).join('\n')}`,
      'If the model is one of your own, try the default model; else report this text.',
    );
  });
  // It ends at last in any case; who waits for an answer then hears of it through `answer`.
  death.catch(() => undefined);
  const answer = <T>(request: Promise<T>): Promise<T> => Promise.race([request, death]);

  const connection = createProtocolConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  const traces: CompletionTrace[] = [];
  const waiting: ((trace: CompletionTrace) => void)[] = [];
  connection.onNotification(methods.trace, (trace: CompletionTrace) => {
    const next = waiting.shift();
    if (next) next(trace);
    else traces.push(trace);
  });
  connection.onRequest('client/registerCapability', () => null);
  connection.onRequest('window/workDoneProgress/create', () => null);
  connection.listen();
  await answer(
    connection.sendRequest('initialize', {
      processId: process.pid,
      rootUri: null,
      capabilities: {},
      initializationOptions: { ...options, traceCompletions: true },
    }),
  );
  await connection.sendNotification('initialized', {});

  /** A trace comes for every completion, before or after its answer. */
  const nextTrace = (): Promise<CompletionTrace> => {
    const trace = traces.shift();
    return trace ? Promise.resolve(trace) : new Promise((resolve) => waiting.push(resolve));
  };
  return {
    model: () => answer(connection.sendRequest<ModelReport>(methods.model)),
    complete: async (name, languageId, text, position) => {
      const uri = `untitled:${name}`;
      await connection.sendNotification('textDocument/didOpen', {
        textDocument: { uri, languageId, version: 1, text },
      });
      const suggested = await answer(
        connection.sendRequest<InlineCompletionList | InlineCompletionItem[] | null>('textDocument/inlineCompletion', {
          textDocument: { uri },
          position,
          context: { triggerKind: InlineCompletionTriggerKind.Invoked },
        }),
      );
      const items = Array.isArray(suggested) ? suggested : (suggested?.items ?? []);
      const inserted = items[0]?.insertText ?? '';
      return { text: typeof inserted === 'string' ? inserted : inserted.value, trace: await answer(nextTrace()) };
    },
    chat: async (question) => {
      const partialResultToken = 'proof';
      let text = '';
      connection.onProgress(new ProgressType<ChatDelta>(), partialResultToken, (delta) => {
        text += delta.text;
      });
      const turns = [{ role: 'user', text: question }];
      const params = { sessionId: 'proof', turns, partialResultToken };
      const result = await answer(connection.sendRequest<ChatResult>(methods.chat, params));
      return { text, result };
    },
    stop: async () => {
      if (child.exitCode === null && child.signalCode === null) {
        await connection.sendRequest('shutdown');
        await connection.sendNotification('exit');
      }
      await exited;
      connection.dispose();
    },
  };
}
