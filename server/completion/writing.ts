import type { Settings } from '../../shared/settings';
import type { Engine, GenerateOptions, Token } from '../engine/engine';
import type { InfillSupport } from '../models/infill';
import { endTokens } from '../prompt/infill';
import { writeCandidates } from './candidates';
import { cacheKey, type Cursor } from './cursor';
import type { WrittenDraft } from './draft';
import { promptLookup } from './drafts';
import { lengthFor } from './length';
import { firstLineOf, isBlank } from './lines';
import type { FittedPrompt } from './prompt';
import type { Rejected } from './rejected';
import type { Asked, ResultCache } from './result-cache';
import { Run } from './run';
import { lineAboveOf, type StopPlace } from './stop';
import type { Judge, Verdict } from './verdict';
import type { CursorWindow } from './window';
import type { Written } from './written';

/** The model as a completion needs it. */
export interface CompletionModel {
  engine: Engine;
  infill: InfillSupport;
}

/** A prompt with what the run has to know besides. */
export interface ReadyPrompt extends FittedPrompt {
  /** Where the evaluated prompt may be kept. */
  keep: 'memory' | 'disk';
}

/** What is written and what becomes of it. */
export interface WritingTools {
  settings: () => Settings;
  cache: ResultCache;
  rejected: Rejected;
  judge: Judge;
  /** What stands around a cursor. */
  window: (at: Cursor, model: CompletionModel) => CursorWindow;
  /** Whether the client shows the first line before the rest is written, and asks again when it is. */
  showsEarly: boolean;
  /** There is more to show at this cursor than was answered. */
  grew: (at: Cursor) => void;
  /** Milliseconds of a clock that never goes back. */
  now: () => number;
}

/** The drafts of a run, the likeliest first, and whether they are shown at the place where it began. */
export interface Settled {
  drafts: WrittenDraft[];
  verdict: Verdict;
}

/** A run of the model for completions. */
export interface WritingRun extends Run<Settled> {
  readonly prompt: ReadyPrompt;
  readonly model: CompletionModel;
  /** Whether its first line may be shown before the rest is there. */
  readonly early: boolean;
  /**
   * What was shown before the rest was there, from the run's own cursor; where the editor's was then; and the name of
   * the suggestion.
   */
  shown: { written: Written; at: Cursor; id: string } | null;
}

export interface Beginning {
  asked: Asked;
  model: CompletionModel;
  prompt: ReadyPrompt;
  /** When the time budget began, on the clock of the tools. */
  began: number;
}

/** Begins to write at a place. What is written whole goes to the result cache, whoever still waits for it. */
export function beginWriting({ asked, model, prompt, began }: Beginning, tools: WritingTools): WritingRun {
  const { at, trigger } = asked;
  const { window } = prompt;
  const place = stopPlace(asked, prompt);
  const onScreen = onScreenFor(asked, tools);
  const early = tools.showsEarly && isBlank(window.restOfLine) && onScreen === null;
  const { maxTokens, timeBudget } = tools.settings().completion;
  const rates = model.engine.rates();
  const length = lengthFor({ trigger, early, maxTokens, timeBudget, rates });
  const task = {
    ...{ prompt: prompt.tokens, place, length, began },
    options: greedy(at, model.infill, prompt, length.maxTokens, tools.rejected.lastTokens(at.uri)),
  };
  const run: WritingRun = Object.assign(
    new Run(asked, window, async ({ onWritten, signal }): Promise<Settled> => {
      const drafts = await writeCandidates(model.engine, task, { now: tools.now, onWritten }, signal);
      signal.throwIfAborted();
      return settle(run, drafts, onScreen, tools);
    }),
    { prompt, model, early, shown: null },
  );
  return run;
}

/** Judges what was written, remembers it, and tells the editor where it got less before. */
function settle(run: WritingRun, drafts: WrittenDraft[], onScreen: Written | null, tools: WritingTools): Settled {
  const { asked, prompt, shown } = run;
  const { at, trigger } = asked;
  const all = onScreen === null || drafts[0]?.text.startsWith(onScreen.text) ? drafts : [onScreen, ...drafts];
  const verdict = tools.judge(all, { at, window: prompt.window, trigger, before: shown !== null });
  const [first] = verdict.judged;
  if (!first) return { drafts, verdict };
  const { text } = first.written;
  // What is on the screen already stays as it is.
  if (shown && !text.startsWith(shown.written.text)) return { drafts, verdict };
  const candidates = verdict.judged.map(({ written }) => written);
  tools.cache.store(asked, prompt.window, { candidates, shown: verdict.heldBack === null }, first.draft.replaced);
  const more = shown && (text.length > shown.written.text.length || candidates.length > 1);
  if (more) tools.grew(shown.at);
  return { drafts, verdict };
}

/**
 * What somebody sees who looks through the candidates of it: it stays the first, and they want all of them at once.
 * Null where nothing is shown, or nobody asks by hand.
 */
function onScreenFor(asked: Asked, { cache }: WritingTools): Written | null {
  const known = asked.trigger === 'manual' ? cache.continuation({ ...asked, trigger: 'automatic' }) : null;
  return known?.shown ? (known.candidates[0] ?? null) : null;
}

/** The likeliest tokens, so that the same place gives the same suggestion. */
function greedy(
  at: Cursor,
  infill: InfillSupport,
  { tokens, spell, keep }: ReadyPrompt,
  maxTokens: number,
  rejected: readonly Token[],
): GenerateOptions {
  return {
    ...{ lane: 'completion', cacheKey: cacheKey(at), keep, maxTokens, stopTokens: endTokens(infill) },
    ...{ temperature: 0, topP: 1, topK: 0, repeatPenalty: 1, seed: null },
    ...{ spell, probabilities: true, draft: promptLookup(rejected, tokens) },
  };
}

function stopPlace({ trigger }: Asked, { window }: ReadyPrompt): StopPlace {
  return {
    lineBefore: window.lineBefore,
    textAfter: !window.closersOnly,
    nextLine: firstLineOf(window.below),
    manual: trigger === 'manual',
    lineAbove: lineAboveOf(window.prefix, window.lineBefore),
  };
}
