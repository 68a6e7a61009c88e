import {
  DidChangeTextDocumentNotification,
  InlineCompletionTriggerKind,
  LSPErrorCodes,
  ErrorCodes,
  ResponseError,
  TextDocumentSyncKind,
  type CancellationToken,
  type Connection,
  type InitializeParams,
  type InitializeResult,
} from 'vscode-languageserver';
import { version } from '../package.json';
import {
  errorCodes,
  methods,
  type ChatDelta,
  type ChatParams,
  type CompletionTrace,
  type EngineCounters,
  type InitializationOptions,
  type PromptTokens,
} from '../shared/protocol';
import { answerChat } from './chat/chat';
import { complete, type CompletionTools } from './completion/complete';
import { latestWins, Superseded } from './completion/debounce';
import { resultCache } from './completion/result-cache';
import { chooseEncoding, Documents } from './documents';
import { LlamaDevices } from './engine/embedded/devices';
import { EngineError } from './engine/errors';
import { ModelHost, reportOf, type LoadedModel } from './host';
import { loadModel } from './load';
import { LoadingProgress } from './loading-progress';
import type { Log } from './log';
import { locateModel } from './models/locate';
import { SettingsSource } from './settings-source';

/** The name of the server in its answers and its log. */
const serverName = 'Cria';

/**
 * Puts the server on a connection: the protocol on one side, the model, completion and chat on the other.
 * All that lives as long as the connection is made here and handed on.
 */
export function serve(connection: Connection): void {
  connection.onInitialize((params): InitializeResult => {
    const encoding = chooseEncoding(params.capabilities.general?.positionEncodings);
    start(connection, params, new Documents(encoding));
    return {
      serverInfo: { name: serverName, version },
      capabilities: {
        positionEncoding: encoding,
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
        inlineCompletionProvider: {},
        workspace: { workspaceFolders: { supported: true } },
      },
    };
  });
}

function start(connection: Connection, params: InitializeParams, documents: Documents): void {
  const options = (params.initializationOptions ?? {}) as InitializationOptions;
  const settings = new SettingsSource(connection, params);
  const log: Log = (level, message) => {
    connection.console[level](message);
  };
  const progress =
    params.capabilities.window?.workDoneProgress && !options.showsStatus
      ? new LoadingProgress(connection, (message) => {
          log('debug', message);
        })
      : null;
  const devices = new LlamaDevices(log);
  const host = new ModelHost(
    {
      load: (now, file, hooks, signal) => loadModel(now, file, devices, hooks, signal),
      locate: (now) => locateModel(now, process.env).path,
      onStatus: (status) => {
        void connection.sendNotification(methods.status, status);
        progress?.show(status);
      },
      log,
    },
    settings.current,
  );
  let folders = (params.workspaceFolders ?? []).map((folder) => folder.uri);

  connection.onInitialized(async () => {
    if (params.capabilities.workspace?.workspaceFolders) {
      connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
        const gone = new Set(removed.map((folder) => folder.uri));
        folders = [...folders.filter((uri) => !gone.has(uri)), ...added.map((folder) => folder.uri)];
      });
    }
    await settings.follow((now) => host.apply(now));
  });

  connection.onDidOpenTextDocument((opened) => {
    documents.open(opened);
  });
  connection.onNotification(DidChangeTextDocumentNotification.type, (changed) => {
    documents.change(changed);
  });
  connection.onDidCloseTextDocument(({ textDocument }) => {
    documents.close(textDocument.uri);
  });

  const model = async (retry: boolean): Promise<LoadedModel> => {
    const loaded = await host.model({ retry });
    if (!options.tracePrompts) return loaded;
    return telling(loaded, (prompt) => void connection.sendNotification(methods.prompt, prompt));
  };
  const tools: CompletionTools = {
    settings: () => settings.current,
    engine: () => model(false),
    debounce: latestWins(),
    cache: resultCache(),
    trace: (trace: CompletionTrace) => {
      log('debug', `completion ${JSON.stringify(trace)}`);
      if (options.traceCompletions) void connection.sendNotification(methods.trace, trace);
    },
    now: () => performance.now(),
  };
  connection.languages.inlineCompletion.on(async ({ textDocument, position, context }, token) => {
    const document = documents.get(textDocument.uri);
    if (!document) return null;
    const cursor = documents.incoming(document, position);
    const at = {
      uri: document.uri,
      languageId: document.languageId,
      version: document.version,
      text: document.getText(),
      offset: document.offsetAt(cursor),
      position: cursor,
      workspaceFolders: folders,
    };
    const trigger = context.triggerKind === InlineCompletionTriggerKind.Invoked ? 'manual' : 'automatic';
    const signal = abortedBy(token);
    try {
      const items = await complete(at, trigger, tools, signal);
      return {
        items: items.map(({ insertText, range }) => ({
          insertText,
          range: { start: documents.outgoing(document, range.start), end: documents.outgoing(document, range.end) },
        })),
      };
    } catch (error) {
      if (token.isCancellationRequested)
        throw new ResponseError(LSPErrorCodes.RequestCancelled, 'The client cancelled.');
      // A newer key press took its place, or the model cannot run: the status says so, a popup per key would not help.
      if (error instanceof Superseded || error instanceof EngineError) return null;
      throw error;
    }
  });

  /** Answers a request that may wait for the model; each failure becomes one error with a next step. */
  const answer = <T>(method: string, run: (params: unknown, token: CancellationToken) => Promise<T>) => {
    // A request without parameters brings its token alone, one with `null` or `{}` brings it second.
    connection.onRequest(method, async (...given: unknown[]) => {
      const token = given.at(-1) as CancellationToken;
      try {
        return await run(given.length > 1 ? given[0] : {}, token);
      } catch (error) {
        throw asResponseError(error, token);
      }
    });
  };
  answer(methods.chat, (params, token) => {
    const chat = params as ChatParams;
    const onDelta = (delta: ChatDelta) => {
      void connection.sendNotification('$/progress', { token: chat.partialResultToken, value: delta });
    };
    return answerChat(chat, { settings: () => settings.current, engine: () => model(true) }, abortedBy(token), onDelta);
  });
  answer(methods.model, async () => reportOf(await host.model({ retry: true })));
  connection.onRequest(methods.counters, (): EngineCounters => host.counters());

  connection.onShutdown(() => host.unload());
}

/** The same model, whose prompts are told before they are evaluated. */
function telling(loaded: LoadedModel, tell: (prompt: PromptTokens) => void): LoadedModel {
  const { engine } = loaded;
  const generate: typeof engine.generate = (tokens, run, signal) => {
    tell({ lane: run.lane, tokens });
    return engine.generate(tokens, run, signal);
  };
  return { ...loaded, engine: { ...engine, generate } };
}

/** A signal that the client's cancel aborts. */
function abortedBy(token: CancellationToken): AbortSignal {
  const controller = new AbortController();
  if (token.isCancellationRequested) controller.abort();
  token.onCancellationRequested(() => {
    controller.abort();
  });
  return controller.signal;
}

/** Every failure of a request as one answer that says what to do next. */
function asResponseError(error: unknown, token: CancellationToken): unknown {
  if (token.isCancellationRequested) return new ResponseError(LSPErrorCodes.RequestCancelled, 'The client cancelled.');
  if (error instanceof EngineError) return new ResponseError(errorCodes[error.kind], error.message, error.userMessage);
  if (error instanceof TypeError) return new ResponseError(ErrorCodes.InvalidParams, error.message);
  return error;
}
