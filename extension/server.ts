import path from 'node:path';
import type { ServerStatus } from '../shared/protocol';
import type { AskServer } from './chat/outcome';
import type { ClientTools, Connected } from './client';
import { messages } from './messages';
import { tell } from './notices';
import { turnedOn } from './settings';
import { ServerUnavailable, Supervisor, type Run, type RunEvents } from './supervisor';

export interface ServerTools extends ClientTools {
  onStatus: (status: ServerStatus) => void;
  /** Called when a server answers, a restarted one too: it knows nothing of the window yet. */
  onConnected(): void;
}

/**
 * The supervisor of the server of this extension.
 * @param folder The extension's own folder.
 */
export function superviseServer(folder: string, tools: ServerTools): Supervisor<Connected> {
  const module = path.join(folder, 'dist', 'server.js');
  return new Supervisor<Connected>({
    launch: (events) => launchLater(module, tools, events),
    wanted: turnedOn,
    onStatus: tools.onStatus,
    tell: (message) => void tell('warning', message),
    log: (level, text) => tools.log[level](text),
    now: () => performance.now(),
  });
}

/** The language client is big: it is read when the server is first started, not when the extension is activated. */
function launchLater(module: string, tools: ServerTools, events: RunEvents): Run<Connected> {
  const launched = import('./client').then(({ launchServer }) => launchServer(module, tools, events));
  const ready = launched.then(async (run) => {
    const connected = await run.ready;
    tools.onConnected();
    return connected;
  });
  return { ready, stop: async () => (await launched).stop() };
}

/** Sends a notification of Cria's own to whichever server runs; without one it is lost, and none is started for it. */
export type Notify = (method: string, params: unknown) => void;

export function notifyThrough(supervisor: Supervisor<Connected>): Notify {
  return (method, params) => {
    void supervisor.running
      ?.then((server) => server.notify(method, params))
      // The server ended meanwhile: the next one is told anew.
      .catch(() => undefined);
  };
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
