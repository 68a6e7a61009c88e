import type { CompletionTrace } from '../../shared/protocol';
import type { Settings } from '../../shared/settings';
import type { Engine, GenerateOptions } from '../engine/engine';
import type { InfillSupport } from '../models/infill';
import { endTokens } from '../prompt/infill';
import type { Cursor, Trigger } from './cursor';
import { unlessAborted, type LatestWins } from './debounce';
import { writeDraft } from './draft';
import { applyFilters } from './filters';
import { toSuggestion, type Suggestion } from './item';
import { firstLineOf } from './lines';
import { estimatedWindow, fittedPrompt } from './prompt';
import type { ResultCache } from './result-cache';
import { reasonToSkip } from './rules';
import type { StopPlace } from './stop';
import { requestTrace, type RequestTrace } from './trace';
import type { CursorWindow } from './window';

/** What a completion works with; made once by main.ts, but for the settings. */
export interface CompletionTools {
  settings: () => Settings;
  /** The loaded model; loads it where it is not. */
  engine: () => Promise<{ engine: Engine; infill: InfillSupport }>;
  debounce: LatestWins;
  cache: ResultCache;
  /** Called once per request, whatever becomes of it. */
  trace: (trace: CompletionTrace) => void;
  /** Milliseconds of a clock that never goes back. */
  now: () => number;
}

/**
 * One inline completion, from a cursor to suggestions.
 * @returns no items when there is nothing good to show; the trace says why.
 * @throws the signal's reason, or Superseded, when the request was aborted;
 *   EngineError when the model cannot run: its message is for the user.
 */
export async function complete(
  at: Cursor,
  trigger: Trigger,
  tools: CompletionTools,
  caller: AbortSignal,
): Promise<Suggestion[]> {
  const trace = requestTrace(at, trigger, tools.now, tools.trace);
  const signal = tools.debounce.begin(caller);
  try {
    return await steps(at, trigger, tools, signal, trace);
  } catch (error) {
    if (!trace.ended) {
      trace.ends({ outcome: signal.aborted ? 'cancelled' : 'failed', reason: messageOf(error) });
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
): Promise<Suggestion[]> {
  signal.throwIfAborted();
  const settings = tools.settings();
  const { debounce, maxTokens, timeBudget } = settings.completion;
  const skip = reasonToSkip(at, settings, trigger);
  if (skip !== null) {
    trace.ends({ outcome: 'skipped', reason: skip });
    return [];
  }

  const { engine, infill } = await unlessAborted(tools.engine(), signal);
  trace.note({ order: infill.order });
  const asked = { at, model: modelKey(engine, infill), trigger };
  const known = tools.cache.continuation(asked);
  if (known !== null) {
    return shown(known, at, estimatedWindow(at, engine, infill, maxTokens), trace, 'it goes on as suggested before');
  }

  if (trigger === 'automatic') await tools.debounce.quiet(debounce, signal);
  const prompt = await unlessAborted(fittedPrompt(at, engine, infill, maxTokens), signal);
  const task = {
    prompt: prompt.tokens,
    options: greedy(at, infill, maxTokens),
    held: prompt.held,
    place: stopPlace(prompt.window, trigger),
    timeBudget: trigger === 'manual' ? timeBudget * 2 : timeBudget,
  };
  const draft = await writeDraft(engine, task, tools.now, signal);
  signal.throwIfAborted();
  trace.note({ figures: draft.figures });

  const suggestions = shown(draft.text, at, prompt.window, trace, draft.ended);
  if (suggestions.length > 0) tools.cache.store(asked, prompt.window, draft.text);
  return suggestions;
}

/** Filters what the model wrote and tells the trace what became of it. */
function shown(text: string, at: Cursor, window: CursorWindow, trace: RequestTrace, ended: string): Suggestion[] {
  const { draft, changedBy } = applyFilters({ text, replaced: 0 }, { ...window, languageId: at.languageId });
  if (draft === null) {
    trace.ends({ outcome: 'dropped', filters: changedBy, reason: text === '' ? ended : (changedBy.at(-1) ?? ended) });
    return [];
  }
  trace.ends({ outcome: 'shown', filters: changedBy, reason: ended });
  return [toSuggestion(draft, at)];
}

/** The likeliest tokens, so that the same place gives the same suggestion. */
function greedy(at: Cursor, infill: InfillSupport, maxTokens: number): GenerateOptions {
  return {
    ...{ lane: 'completion', cacheKey: `completion:${at.uri}`, maxTokens, stopTokens: endTokens(infill) },
    ...{ temperature: 0, topP: 1, topK: 0, repeatPenalty: 1, seed: null },
  };
}

function stopPlace(window: CursorWindow, trigger: Trigger): StopPlace {
  return {
    lineBefore: window.lineBefore,
    textAfter: !window.closersOnly,
    nextLine: firstLineOf(window.below),
    manual: trigger === 'manual',
  };
}

/** What an answer depends on besides the document. */
function modelKey(engine: Engine, infill: InfillSupport): string {
  return JSON.stringify([engine.report().path, infill]);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
