import {
  DidChangeTextDocumentNotification,
  TextDocumentSyncKind,
  type Connection,
  type InitializeParams,
  type InitializeResult,
} from 'vscode-languageserver';
import { version } from '../package.json';
import {
  methods,
  type ChatDelta,
  type ChatParams,
  type EngineCounters,
  type InitializationOptions,
  type PromptTokens,
  type ServerStatus,
} from '../shared/protocol';
import { abortedBy, answering } from './answering';
import { answerChat, type ChatTools } from './chat/chat';
import { WindowAnchors } from './completion/anchors';
import { readWindows, writeWindows } from './completion/kept-windows';
import { promptsFrom } from './completion/prompts';
import { completionService } from './completion/service';
import { repositoryContext } from './context/context';
import { chooseEncoding, Documents } from './documents';
import { LlamaDevices } from './engine/embedded/devices';
import { ModelHost, reportOf, type LoadedModel } from './host';
import { grewAt, serveInlineCompletion } from './inline-completion';
import { loadModel } from './load';
import { LoadingProgress } from './loading-progress';
import type { Log } from './log';
import { locateModel } from './models/locate';
import { QuietTimer } from './quiet-timer';
import { SettingsSource } from './settings-source';
import { loadSyntax } from './syntax';

/** The name of the server in its answers and its log. */
const serverName = 'Cria';
/** So long after the last key press code from other places is chosen anew; milliseconds. */
const quietMs = 2000;

/**
 * Puts the server on a connection: the protocol on one side, the model, completion and chat on the other.
 * All that lives as long as the connection is made here and handed on.
 */
export function serve(connection: Connection): void {
  connection.onInitialize(async (params): Promise<InitializeResult> => {
    const encoding = chooseEncoding(params.capabilities.general?.positionEncodings);
    const { storage } = (params.initializationOptions ?? {}) as InitializationOptions;
    const anchors = new WindowAnchors(storage === undefined ? new Map() : await readWindows(storage));
    start(connection, params, new Documents(encoding), anchors);
    return {
      serverInfo: { name: serverName, version },
      capabilities: {
        positionEncoding: encoding,
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: true },
        inlineCompletionProvider: {},
        workspace: { workspaceFolders: { supported: true } },
      },
    };
  });
}

function start(connection: Connection, params: InitializeParams, documents: Documents, anchors: WindowAnchors): void {
  const options = (params.initializationOptions ?? {}) as InitializationOptions;
  const settings = new SettingsSource(connection, params);
  const log: Log = (level, message) => {
    connection.console[level](message);
  };
  const debug = (message: string) => {
    log('debug', message);
  };
  const progress =
    params.capabilities.window?.workDoneProgress && !options.showsStatus
      ? new LoadingProgress(connection, debug)
      : null;
  const devices = new LlamaDevices(log);
  const storage = options.storage ?? null;
  let state: ServerStatus['state'] = 'unloaded';
  let onReady = (): void => undefined;
  const host = new ModelHost(
    {
      load: (now, file, hooks, signal) => loadModel(now, file, devices, { ...hooks, log }, storage, signal),
      locate: (now) => locateModel(now, process.env).path,
      onStatus: (status) => {
        const loaded = status.state === 'ready' && state !== 'ready';
        ({ state } = status);
        void connection.sendNotification(methods.status, status);
        progress?.show(status);
        if (loaded) onReady();
      },
      storage,
      log,
    },
    settings.current,
  );
  const model = async (retry: boolean): Promise<LoadedModel> => {
    const loaded = await host.model({ retry });
    if (!options.tracePrompts) return loaded;
    return telling(loaded, (prompt) => void connection.sendNotification(methods.prompt, prompt));
  };
  let folders = (params.workspaceFolders ?? []).map((folder) => folder.uri);

  const context = repositoryContext({
    document: (uri) => documents.get(uri),
    settings: () => settings.current,
    folders: () => folders,
    tellsSources: options.tellsSources === true,
  });
  const quiet = new QuietTimer(quietMs, () => context.idle());
  const syntax = loadSyntax({ failed: debug });
  const followsSuggestions = options.followsSuggestions === true;
  const service = completionService({
    settings: () => settings.current,
    model: () => model(false),
    readyModel: () => (state === 'ready' ? model(false) : null),
    prompts: promptsFrom({
      anchors,
      snippetsFor: (uri) => context.snippetsFor(uri),
      maxTokens: () => settings.current.completion.maxTokens,
    }),
    syntax,
    followsSuggestions,
    trusted: options.trusted ?? true,
    trace: (trace) => {
      // The log may be sent to somebody: people's code does not belong there.
      debug(`completion ${JSON.stringify({ ...trace, text: undefined, steps: undefined })}`);
      if (options.traceCompletions) void connection.sendNotification(methods.trace, trace);
    },
    grew: (at) => {
      if (followsSuggestions) grewAt(connection, documents, at);
    },
    onWarmUp: debug,
    now: () => performance.now(),
  });

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
    const { uri, languageId } = documents.open(opened);
    context.opened(uri);
    void syntax.prepare(languageId);
    quiet.touch();
  });
  connection.onNotification(DidChangeTextDocumentNotification.type, (changed) => {
    const change = documents.change(changed);
    if (!change) return;
    const { uri } = change.document;
    anchors.changed(uri, change.changes);
    context.changed(uri, change.changes);
    service.changed({ uri, text: change.document.getText() });
    quiet.touch();
  });
  connection.onDidSaveTextDocument(({ textDocument }) => {
    context.saved(textDocument.uri);
  });
  connection.onDidCloseTextDocument(({ textDocument }) => {
    documents.close(textDocument.uri);
    anchors.closed(textDocument.uri);
    context.closed(textDocument.uri);
  });
  onReady = serveInlineCompletion(connection, {
    ...{ documents, service, followsSuggestions, context },
    folders: () => folders,
  });

  const answer = answering(connection);
  answer(methods.chat, (params, token) => {
    const chat = params as ChatParams;
    const onDelta = (delta: ChatDelta) => {
      void connection.sendNotification('$/progress', { token: chat.partialResultToken, value: delta });
    };
    const tools: ChatTools = {
      settings: () => settings.current,
      engine: () => model(true),
      keep: () => (service.trusted() && settings.current.promptCache.disk ? 'disk' : 'memory'),
    };
    return answerChat(chat, tools, abortedBy(token), onDelta);
  });
  answer(methods.model, async () => reportOf(await host.model({ retry: true })));
  answer(methods.clearPromptCache, () => {
    service.forget();
    context.forget();
    return host.clearPromptCache();
  });
  connection.onRequest(methods.counters, (): EngineCounters => host.counters());

  connection.onShutdown(async () => {
    quiet.stop();
    if (storage !== null && settings.current.promptCache.disk && service.trusted()) {
      await writeWindows(storage, anchors.kept()).catch((error: unknown) => {
        debug(`where windows begin is not kept: ${String(error)}`);
      });
    }
    await host.unload();
  });
}

/** The same model, whose prompts are told before they are evaluated. */
function telling(loaded: LoadedModel, tell: (prompt: PromptTokens) => void): LoadedModel {
  const { engine } = loaded;
  const generate: typeof engine.generate = (tokens, run, signal) => {
    tell({ lane: run.lane, tokens });
    return engine.generate(tokens, run, signal);
  };
  const warm: typeof engine.warm = (tokens, run, signal) => {
    tell({ lane: 'warmUp', tokens });
    return engine.warm(tokens, run, signal);
  };
  return { ...loaded, engine: { ...engine, generate, warm } };
}
