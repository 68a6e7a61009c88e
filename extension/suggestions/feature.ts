import * as vscode from 'vscode';
import { commands, keyCommands } from '../../shared/ids';
import { methods, suggestionAccepted, type ServerStatus } from '../../shared/protocol';
import type { ClientTools } from '../client';
import type { Notify } from '../server';
import { counting } from '../settings';
import { StatisticsPanel } from '../statistics/panel';
import { Recorder } from '../statistics/recorder';
import { StatisticsStore } from '../statistics/store';
import { TraceDocument, traceCapacity } from '../trace/document';
import { TraceRing } from '../trace/entries';
import { AskingAgain } from './asking-again';
import { SuggestionFollower } from './follower';
import { suggestThrough } from './middleware';

/** How often, at most, what was counted is written and the page is drawn anew, in milliseconds. */
const flushMs = 5000;

export interface SuggestionTools {
  context: vscode.ExtensionContext;
  log: vscode.LogOutputChannel;
  notify: Notify;
  status: () => ServerStatus;
}

/** Everything around suggestions in this window: following them, counting them, and saying why there is none. */
export interface Suggestions extends Pick<ClientTools, 'suggest' | 'onTrace' | 'onGrew'> {
  statusChanged: () => void;
  /** Writes what was counted. */
  flush: () => Promise<void>;
}

export function followSuggestions({ context, log, notify, status }: SuggestionTools): Suggestions {
  const store = new StatisticsStore(
    context.globalState,
    () => new Date(),
    (error) => log.error(`The statistics were not stored: ${String(error)}`),
  );
  const panel = new StatisticsPanel(context.extensionUri, store);
  const ring = new TraceRing(traceCapacity, () => document.refresh());
  const document = new TraceDocument(ring, status);
  const recorder = new Recorder({
    counting,
    count: (languageId, counts) => store.count(languageId, counts),
    after: (ms, run) => {
      const timer = setTimeout(run, ms);
      return () => clearTimeout(timer);
    },
  });
  const follower = new SuggestionFollower({
    changed: (uri, changes) => recorder.changed(uri, changes),
    tell: (event) => notify(methods.suggestion, event),
    note: (happening) => {
      log.trace(
        `A suggestion was ${happening.kind === 'ended' ? `seen to its end: ${happening.outcome}` : happening.kind}.`,
      );
      recorder.happened(happening);
    },
    now: () => performance.now(),
  });
  const again = new AskingAgain();
  const flush = async () => {
    if (await store.flush()) log.trace('The statistics are stored.');
  };
  const flushing = setInterval(() => {
    void flush();
    panel.refresh();
  }, flushMs);

  context.subscriptions.push(
    panel,
    document,
    follower,
    recorder,
    { dispose: () => clearInterval(flushing) },
    vscode.window.onDidChangeWindowState(({ focused }) => {
      // Before a window closes it mostly loses the focus.
      if (!focused) void flush();
    }),
    ...Object.entries({
      [commands.whyNoSuggestion]: () => document.open(),
      [commands.showStatistics]: () => panel.open(),
      [suggestionAccepted]: (id: unknown) => follower.accepted(id),
      [keyCommands.suggestionDismissed]: () => follower.dismissed(),
    }).map(([id, action]) => vscode.commands.registerCommand(id, action)),
  );
  return {
    suggest: suggestThrough({
      log,
      follower,
      again,
      onNotAsked: (entry) => ring.add(entry),
      onOffered: (languageId, ms) => recorder.offered(languageId, ms),
    }),
    onTrace: (trace) => {
      ring.add({ from: 'server', ...trace });
      recorder.traced(trace);
    },
    onGrew: (place) => void again.grew(place),
    statusChanged: () => document.refresh(),
    flush,
  };
}
