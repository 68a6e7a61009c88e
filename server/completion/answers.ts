import type { RunFigures } from '../../shared/protocol';
import type { Cursor, Trigger } from './cursor';
import { unlessAborted } from './debounce';
import { firstWholeLine } from './first-line';
import type { Known } from './result-cache';
import type { RequestTrace } from './trace';
import type { Judged, Verdict } from './verdict';
import type { CompletionModel, Settled, WritingRun, WritingTools } from './writing';
import { after, upTo, type Written } from './written';

/** What can be answered before a run has ended. */
type Seen = { kind: 'line'; line: Written; verdict: Verdict; figures: RunFigures } | { kind: 'contradicted' };

/**
 * The answer to a request that a run serves: its first line as soon as that is whole, where the client asks for the rest
 * later, and else all of it.
 * @param typed what the document holds already of what the run writes.
 * @returns null when the run says something else than what was typed, or nothing more.
 */
export async function answerFromRun(
  run: WritingRun,
  typed: string,
  at: Cursor,
  tools: WritingTools,
  trace: RequestTrace,
  signal: AbortSignal,
): Promise<Judged[] | null> {
  run.follow(signal);
  const { prompt, model } = run;
  const { trigger } = run.asked;
  const window = typed === '' ? prompt.window : tools.window(at, model);
  trace.note({ order: prompt.order, contextTokens: prompt.contextTokens });
  const judged = (candidates: readonly Written[], growing: boolean) =>
    tools.judge(candidates, { at, window, trigger, before: run.shown !== null, growing });

  let looked = 0;
  const seen = await run.until((written, figures): Seen | null => {
    const { text } = written;
    if (!text.startsWith(typed) && !typed.startsWith(text)) return { kind: 'contradicted' };
    const end = run.early ? firstWholeLine(text, typed.length) : null;
    if (end === null || end <= looked) return null;
    looked = end;
    const line = after(upTo(written, end), typed.length);
    const verdict = judged([line], true);
    // Where a filter changes the line, what it says of the whole may be another thing.
    const asItIs = verdict.heldBack === null && verdict.judged[0]?.draft.text === line.text;
    return asItIs ? { kind: 'line', line, verdict, figures } : null;
  }, signal);

  if (seen?.kind === 'contradicted') return null;
  if (seen?.kind === 'line') {
    run.served(signal);
    trace.note({ figures: seen.figures });
    rememberShown(run, typed, seen, { at, id: trace.id }, tools);
    return told(seen.verdict, 'the first line; the rest is being written', trace);
  }
  const settled = await unlessAborted(run.ended, signal);
  const rest = typed === '' ? settled.drafts : restOf(settled, typed);
  if (rest.length === 0) return null;
  const figures = figuresOf(settled);
  if (figures) trace.note({ figures });
  return told(typed === '' ? settled.verdict : judged(rest, false), settled.drafts[0]?.ended ?? '', trace);
}

/** The answer that was given before: at once, with what is left of it at this cursor. */
export function answerFromCache(
  { candidates, shown }: Known,
  at: Cursor,
  trigger: Trigger,
  model: CompletionModel,
  tools: WritingTools,
  trace: RequestTrace,
): Judged[] {
  const window = tools.window(at, model);
  trace.note({ source: 'cached' });
  const verdict = tools.judge(candidates, { at, window, trigger, before: shown, typedThrough: shown });
  return told(verdict, 'it goes on as suggested before', trace);
}

/** What the verdict lets through, told to the trace. */
function told({ judged, heldBack, facts }: Verdict, ended: string, trace: RequestTrace): Judged[] {
  if (heldBack !== null) {
    trace.ends({
      ...facts,
      outcome: 'dropped',
      reason: facts.filters.length === 0 && facts.score === undefined ? ended : heldBack,
    });
    return [];
  }
  const text = judged[0]?.suggestion.insertText ?? '';
  trace.ends({ ...facts, outcome: 'shown', reason: ended, text, candidates: judged.length });
  return judged;
}

/** The line is known from now on, whatever becomes of the run. */
function rememberShown(
  run: WritingRun,
  typed: string,
  { line, verdict }: Extract<Seen, { kind: 'line' }>,
  where: { at: Cursor; id: string },
  tools: WritingTools,
): void {
  const written: Written = {
    text: typed + line.text,
    tokens: line.tokens.map((mark) => ({ ...mark, end: mark.end + typed.length })),
  };
  run.shown = { written, ...where };
  tools.cache.store(
    run.asked,
    run.prompt.window,
    { candidates: [written], shown: true },
    typed === '' ? (verdict.judged[0]?.draft.replaced ?? 0) : 0,
  );
}

function restOf({ drafts }: Settled, typed: string): Written[] {
  return drafts.flatMap((draft) =>
    draft.text.startsWith(typed) && draft.text.length > typed.length ? [after(draft, typed.length)] : [],
  );
}

/** All drafts came from one prompt; what was generated for them is counted together. */
function figuresOf({ drafts: [first, ...others] }: Settled): RunFigures | undefined {
  if (!first) return undefined;
  const { generatedTokens, decodeMs } = first.figures;
  return {
    ...first.figures,
    generatedTokens: others.reduce((sum, { figures }) => sum + figures.generatedTokens, generatedTokens),
    decodeMs: others.reduce((sum, { figures }) => sum + figures.promptMs + figures.decodeMs, decodeMs),
  };
}
