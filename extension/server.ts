import path from 'node:path';
import type { LogOutputChannel } from 'vscode';
import type { ServerStatus } from '../shared/protocol';
import type { AskServer } from './chat/outcome';
import type { Connected } from './client';
import { messages } from './messages';
import { tell } from './notices';
import { turnedOn } from './settings';
import { ServerUnavailable, Supervisor, type Run, type RunEvents } from './supervisor';

/**
 * The supervisor of the server of this extension.
 * @param folder The extension's own folder.
 */
export function superviseServer(
  folder: string,
  log: LogOutputChannel,
  onStatus: (status: ServerStatus) => void,
): Supervisor<Connected> {
  const module = path.join(folder, 'dist', 'server.js');
  return new Supervisor<Connected>({
    launch: (events) => launchLater(module, log, events),
    wanted: turnedOn,
    onStatus,
    tell: (message) => void tell('warning', message),
    log: (level, text) => log[level](text),
    now: () => performance.now(),
  });
}

/** The language client is big: it is read when the server is first started, not when the extension is activated. */
function launchLater(module: string, log: LogOutputChannel, events: RunEvents): Run<Connected> {
  const launched = import('./client').then(({ launchServer }) => launchServer(module, log, events));
  return { ready: launched.then((run) => run.ready), stop: async () => (await launched).stop() };
}

/** Asks whichever server runs, and waits for one that is being started or restarted. */
export function askThrough(supervisor: Supervisor<Connected>): AskServer {
  return async (question, onDelta, signal) => {
    try {
      const { ask } = await supervisor.client();
      return await ask(question, onDelta, signal);
    } catch (error) {
      if (error instanceof ServerUnavailable) return { kind: 'failed', problem: error.userMessage };
      // The server ended while it was being started; it is told apart from a failure of the question.
      return supervisor.status.error
        ? { kind: 'failed', problem: supervisor.status.error }
        : { kind: 'failed', problem: messages.answerFailed(error instanceof Error ? error.message : String(error)) };
    }
  };
}
