import type { CompletionTrace, ServerStatus } from '../../shared/protocol';
import type { NotAsked, TraceEntry } from './entries';

/** What the question "Why is there no suggestion?" is about. */
export interface Situation {
  /** The editor that the user was in last, or null. */
  editor: { name: string; uri: string } | null;
  /** Why documents like that one get no suggestions, or null. */
  excluded: string | null;
  status: ServerStatus;
  /** The newest first. */
  entries: readonly TraceEntry[];
}

/** A plain sentence, and what to do next. */
export interface Answer {
  answer: string;
  nextStep: string;
}

/** Why there is no suggestion, for the newest request in the user's editor. */
export function answerTo({ editor, excluded, status, entries }: Situation): Answer {
  if (status.state === 'off') {
    return because('Cria is turned off', 'Turn it on from its item in the status bar.');
  }
  if (status.state === 'error' && status.error) {
    return { answer: `No suggestion: ${status.error.text}`, nextStep: status.error.nextStep };
  }
  if (status.state === 'loading') {
    return because('the model is being loaded', 'Wait until the item in the status bar says that it is ready.');
  }
  if (!editor) return because('no editor is open', 'Open a file and type, then ask again.');
  if (excluded !== null) return because(excluded, stepForExcluded(excluded));
  // A request that a newer one ended says nothing that the newer one does not, as long as there is one.
  const here = entries.filter(({ uri }) => uri === editor.uri);
  const [newest] = [...here.filter((entry) => !wasCancelled(entry)), ...here];
  if (!newest) {
    return because(
      `nothing was asked in ${editor.name} since the window opened`,
      `Type there, or press ${askKeys} to ask by hand.`,
    );
  }
  return newest.from === 'client' ? because(newest.reason, stepForClient(newest)) : forTrace(newest);
}

export const askKeys = 'Alt+\\ (Option+\\ on macOS)';

function forTrace(trace: CompletionTrace): Answer {
  const { reason = 'the server gave no reason' } = trace;
  switch (trace.outcome) {
    case 'shown':
      return {
        answer: `The newest request, in line ${trace.position.line + 1}, was answered with a suggestion.`,
        nextStep: `If you did not see it, you typed on, moved the cursor, or another extension's suggestion was shown; press ${askKeys} to ask again.`,
      };
    case 'skipped':
      return because(reason, stepForReason(reason) ?? `Type on, or press ${askKeys} to ask by hand.`);
    case 'cancelled':
      return because(
        'something newer was typed before it was there',
        'Pause for a moment, so that it can be computed.',
      );
    case 'dropped':
      return forDropped(trace, reason);
    case 'failed':
      return {
        answer: `No suggestion: it failed (${sentenceEnd(reason)}).`,
        nextStep: 'Run Cria: Show Log, which says more.',
      };
  }
}

function forDropped({ score, threshold, steps = [] }: CompletionTrace, reason: string): Answer {
  if (score !== undefined && threshold !== undefined && score < threshold) {
    return because(
      `what the model wrote is likely wrong: it scored ${score.toFixed(2)} where ${threshold.toFixed(2)} is asked for`,
      `Press ${askKeys} to ask by hand, or set cria.completion.showing to eager.`,
    );
  }
  const dropping = steps.find(({ after }) => after.trim() === '');
  return dropping
    ? because(
        `the filter "${dropping.filter}" left nothing of what the model wrote`,
        `Type on: a little more text often helps. What was dropped stands below.`,
      )
    : because(sentenceEnd(reason), `Type on, or press ${askKeys} to ask by hand.`);
}

function stepForClient({ reason }: NotAsked): string {
  return stepForReason(reason) ?? stepForExcluded(reason);
}

/** A reason that names a setting says by itself what to change. */
function stepForReason(reason: string): string | null {
  const setting = /\bcria(?:\.\w+)+/.exec(reason)?.[0];
  if (setting !== undefined) return `Change the setting ${setting}.`;
  if (reason.includes('inside a word')) return `Move the cursor to the end of the word, or press ${askKeys}.`;
  if (reason.includes('only when asked')) return `Press ${askKeys}, or turn on the setting cria.completion.automatic.`;
  if (reason.includes('list of completions')) return 'Close the list with Escape, or choose another of its items.';
  if (/power|battery/.test(reason)) return `Press ${askKeys} to ask by hand, or change the setting cria.power.saver.`;
  return null;
}

function stepForExcluded(reason: string): string {
  if (reason.includes('not trusted'))
    return 'Run Workspaces: Manage Workspace Trust, or allow cria.completion.untrustedWorkspaces.';
  if (reason.includes('excluded by')) return 'Change the setting cria.completion.exclude.';
  if (reason.includes('larger than')) return 'Change the setting cria.completion.maxFileSize.';
  if (reason.includes('turned off for')) return "Turn them on from the menu of Cria's item in the status bar.";
  if (reason.includes('not a document that you write')) return 'Put the cursor into a file of yours.';
  return "Look at the menu of Cria's item in the status bar.";
}

/** Whether a newer request, or the editor, ended it. */
export function wasCancelled(entry: TraceEntry): boolean {
  return entry.from === 'server' && entry.outcome === 'cancelled';
}

function because(reason: string, nextStep: string): Answer {
  return { answer: `No suggestion, because ${sentenceEnd(reason)}.`, nextStep };
}

function sentenceEnd(reason: string): string {
  return reason.replace(/\.$/, '');
}
