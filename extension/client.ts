import { InlineCompletionTriggerKind, workspace, type LogOutputChannel, type TextDocument } from 'vscode';
import {
  CloseAction,
  ErrorAction,
  IPCMessageReader,
  IPCMessageWriter,
  LanguageClient,
  RevealOutputChannelOn,
  type LanguageClientOptions,
  type MessageTransports,
} from 'vscode-languageclient/node';
import { section } from '../shared/ids';
import { methods, type InitializationOptions, type ServerStatus } from '../shared/protocol';
import type { Settings } from '../shared/settings';
import type { AskServer } from './chat/outcome';
import { reasonNotToAsk } from './asking';
import { documentSelector } from './documents';
import { askOver } from './exchange';
import { forkServer } from './process';
import { completionSettings, turnedOn } from './settings';
import type { Run, RunEvents } from './supervisor';

/** A server that answers. */
export interface Connected {
  ask: AskServer;
}

/** How long the server may take to end when it is asked to, in milliseconds. */
const stopTimeoutMs = 3000;

/**
 * Starts one process of the server and connects to it. One run has one client: after a crash a new one is made, so that
 * nothing is sent to a connection that is gone.
 */
export function launchServer(module: string, log: LogOutputChannel, events: RunEvents): Run<Connected> {
  const server = forkServer(module, (line) => log.debug(line));
  const transports: MessageTransports = {
    reader: new IPCMessageReader(server.child),
    writer: new IPCMessageWriter(server.child),
  };
  const client = new QuietClient(section, 'Cria', () => Promise.resolve(transports), clientOptions(log));
  client.onNotification(methods.status, (status: ServerStatus) => events.status(status));

  void server.exited.then((exit) => events.exited(exit));
  const died = server.exited.then(() => Promise.reject(new Error('The server ended before it answered.')));
  const ready = Promise.race([client.start().then(() => ({ ask: askOver(client) })), died]).catch((error: unknown) => {
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

function clientOptions(log: LogOutputChannel): LanguageClientOptions {
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
    }),
    // The supervisor decides about restarts, from the process's exit.
    initializationFailedHandler: () => false,
    errorHandler: {
      error: () => ({ action: ErrorAction.Continue, handled: true }),
      closed: () => ({ action: CloseAction.DoNotRestart, handled: true, message: 'The connection was closed.' }),
    },
    middleware: {
      provideInlineCompletionItems: async (document, position, context, token, next) => {
        const manual = context.triggerKind === InlineCompletionTriggerKind.Invoke;
        const reason = reasonNotToAsk(completionRequest(document, manual));
        if (reason !== null) {
          log.trace(`No suggestion is asked for, because ${reason}.`);
          return null;
        }
        try {
          return await next(document, position, context, token);
        } catch (error) {
          // Never a popup per key press: the status bar shows what is wrong with the server.
          if (!token.isCancellationRequested) log.debug(`A suggestion failed: ${String(error)}`);
          return null;
        }
      },
    },
  };
}

function completionRequest(document: TextDocument, manual: boolean) {
  const { enabled, automatic, untrustedWorkspaces } = completionSettings(document);
  return {
    turnedOn: turnedOn(),
    trusted: workspace.isTrusted,
    allowedUntrusted: untrustedWorkspaces,
    enabled,
    automatic,
    manual,
  };
}
