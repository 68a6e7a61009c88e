import type { Activity, CompletionTrace } from '../../shared/protocol';
import type { Settings } from '../../shared/settings';
import { answerFromCache, answerFromRun } from './answers';
import type { Cursor, Trigger } from './cursor';
import { adaptedDebounce, unlessAborted, type LatestWins, type Rhythm } from './debounce';
import type { Asked } from './result-cache';
import { reasonToRest, reasonToSkip } from './rules';
import { Unwanted } from './run';
import type { Runs } from './runs';
import { requestTrace, type RequestTrace } from './trace';
import type { Judged } from './verdict';
import { beginWriting, type CompletionModel, type ReadyPrompt, type WritingRun, type WritingTools } from './writing';

/** What a completion works with; made once by service.ts, but for the settings. */
export interface CompletionTools extends WritingTools {
  settings: () => Settings;
  activity: () => Activity;
  /** The loaded model; loads it where it is not. */
  model: () => Promise<CompletionModel>;
  debounce: LatestWins;
  rhythm: Rhythm;
  runs: Runs<WritingRun>;
  /** The prompt of a place; its cost does not depend on the document's size. */
  prompt: (at: Cursor, model: CompletionModel) => Promise<ReadyPrompt>;
  /** Called once per request, whatever becomes of it. */
  trace: (trace: CompletionTrace) => void;
}

/** What the editor is answered. */
export interface Completion {
  /** Name of the request, as its trace has it. */
  id: string;
  /** Distinct, the likeliest first; empty when there is nothing good to show: the trace says why. */
  judged: Judged[];
}

/**
 * One inline completion, from a cursor to suggestions.
 * @throws the signal's reason, or Superseded, when the request was aborted;
 *   EngineError when the model cannot run: its message is for the user.
 */
export async function complete(
  at: Cursor,
  trigger: Trigger,
  tools: CompletionTools,
  caller: AbortSignal,
): Promise<Completion> {
  const trace = requestTrace(at, trigger, tools.now, tools.trace);
  const signal = tools.debounce.begin(caller);
  try {
    return { id: trace.id, judged: await steps(at, trigger, tools, signal, trace) };
  } catch (error) {
    if (!trace.ended) {
      const cancelled = signal.aborted || error instanceof Unwanted;
      trace.ends({ outcome: cancelled ? 'cancelled' : 'failed', reason: messageOf(error) });
    }
    throw error;
  }
}

async function steps(
  at: Cursor,
  trigger: Trigger,
  tools: CompletionTools,
  signal: AbortSignal,
  trace: RequestTrace,
): Promise<Judged[]> {
  signal.throwIfAborted();
  const settings = tools.settings();
  const skip = reasonToSkip(at, settings, trigger) ?? reasonToRest(tools.activity(), trigger);
  if (skip !== null) {
    tools.runs.end(skip);
    trace.ends({ outcome: 'skipped', reason: skip });
    return [];
  }

  const model = await unlessAborted(tools.model(), signal);
  const asked: Asked = { at, model: modelKey(model), trigger };

  // Something under way that says what was typed is waited for; anything else under way ends here.
  const underWay = tools.runs.takeUp(asked);
  if (underWay) {
    trace.note({ source: 'joined' });
    const joined = await answerFromRun(underWay.run, underWay.typed, at, tools, trace, signal);
    if (joined) return joined;
  }

  const known = tools.cache.continuation(asked);
  if (known) return answerFromCache(known, at, trigger, model, tools, trace);

  const waitMs = trigger === 'manual' ? 0 : adaptedDebounce(settings.completion.debounce, tools.rhythm);
  trace.note({ source: 'computed', waitMs });
  await tools.debounce.quiet(waitMs, signal);

  const began = tools.now();
  const prompt = await unlessAborted(tools.prompt(at, model), signal);
  const run = tools.runs.begin(beginWriting({ asked, model, prompt, began }, tools));
  const judged = await answerFromRun(run, '', at, tools, trace, signal);
  tools.rhythm.answered(tools.now() - began);
  return judged ?? [];
}

/** What an answer depends on besides the document. */
function modelKey({ engine, infill }: CompletionModel): string {
  return JSON.stringify([engine.report().path, infill]);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
