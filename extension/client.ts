import { workspace, type LogOutputChannel } from 'vscode';
import {
  CloseAction,
  ErrorAction,
  IPCMessageReader,
  IPCMessageWriter,
  LanguageClient,
  RevealOutputChannelOn,
  type Middleware,
  type LanguageClientOptions,
  type MessageTransports,
} from 'vscode-languageclient/node';
import { section } from '../shared/ids';
import {
  methods,
  type CompletionTrace,
  type InitializationOptions,
  type ServerStatus,
  type SuggestionGrew,
} from '../shared/protocol';
import type { Settings } from '../shared/settings';
import type { AskServer } from './chat/outcome';
import { documentSelector } from './documents';
import { askOver } from './exchange';
import { forkServer } from './process';
import type { Run, RunEvents } from './supervisor';

/** A server that answers. */
export interface Connected {
  ask: AskServer;
  /** Sends a notification of Cria's own. */
  notify(method: string, params: unknown): Promise<void>;
  /** Sends a request of Cria's own, without parameters. */
  request<T>(method: string): Promise<T>;
}

/** What each client of the server works with. */
export interface ClientTools {
  log: LogOutputChannel;
  /** Folder for what the server may keep between runs. */
  storage: string;
  suggest: NonNullable<Middleware['provideInlineCompletionItems']>;
  onTrace: (trace: CompletionTrace) => void;
  onGrew: (place: SuggestionGrew) => void;
}

/** How long the server may take to end when it is asked to, in milliseconds. */
const stopTimeoutMs = 3000;

/**
 * Starts one process of the server and connects to it. One run has one client: after a crash a new one is made, so that
 * nothing is sent to a connection that is gone.
 */
export function launchServer(module: string, tools: ClientTools, events: RunEvents): Run<Connected> {
  const { log } = tools;
  const server = forkServer(module, (line) => log.debug(line));
  const transports: MessageTransports = {
    reader: new IPCMessageReader(server.child),
    writer: new IPCMessageWriter(server.child),
  };
  const client = new QuietClient(section, 'Cria', () => Promise.resolve(transports), clientOptions(tools));
  client.onNotification(methods.status, (status: ServerStatus) => events.status(status));
  client.onNotification(methods.trace, (trace: CompletionTrace) => tools.onTrace(trace));
  client.onNotification(methods.suggestionGrew, (place: SuggestionGrew) => tools.onGrew(place));

  void server.exited.then((exit) => events.exited(exit));
  const died = server.exited.then(() => Promise.reject(new Error('The server ended before it answered.')));
  const connected: Connected = {
    ask: askOver(client),
    notify: (method, params) => client.sendNotification(method, params),
    request: (method) => client.sendRequest(method),
  };
  const ready = Promise.race([client.start().then(() => connected), died]).catch((error: unknown) => {
    // A server that cannot initialise is of no use; its end is what the supervisor acts on.
    server.kill();
    throw error;
  });
  return {
    ready,
    stop: async () => {
      try {
        await client.stop(stopTimeoutMs);
      } catch (error) {
        log.warn(`The server did not end when asked to and is killed: ${String(error)}`);
      }
      server.kill();
      await server.exited;
    },
  };
}

/**
 * The languageclient opens notifications of its own for failures that Cria tells in its own words, once, with what to do
 * next. Here they go to the log only.
 */
class QuietClient extends LanguageClient {
  override error(message: string, data?: unknown): void {
    super.error(message, data, false);
  }

  override warn(message: string, data?: unknown): void {
    super.warn(message, data, false);
  }

  override info(message: string, data?: unknown): void {
    super.info(message, data, false);
  }

  /** Before the server answered there is nothing to shut down, which the base class takes for an error. */
  override async stop(timeout?: number): Promise<void> {
    if (this.isRunning()) await super.stop(timeout);
  }
}

function clientOptions({ log, storage, suggest }: ClientTools): LanguageClientOptions {
  return {
    documentSelector,
    outputChannel: log,
    traceOutputChannel: log,
    revealOutputChannelOn: RevealOutputChannelOn.Never,
    // The server registers for changes of its settings and asks for them.
    initializationOptions: (): InitializationOptions => ({
      // VS Code fills in the defaults that package.json declares.
      settings: workspace.getConfiguration().get<Settings>(section) ?? {},
      showsStatus: true,
      traceCompletions: true,
      followsSuggestions: true,
      tellsSources: true,
      storage,
      trusted: workspace.isTrusted,
    }),
    // The supervisor decides about restarts, from the process's exit.
    initializationFailedHandler: () => false,
    errorHandler: {
      error: () => ({ action: ErrorAction.Continue, handled: true }),
      closed: () => ({ action: CloseAction.DoNotRestart, handled: true, message: 'The connection was closed.' }),
    },
    middleware: { provideInlineCompletionItems: suggest },
  };
}
