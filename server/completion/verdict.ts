import type { CompletionTrace } from '../../shared/protocol';
import type { SyntaxChecker } from '../syntax';
import type { Cursor, Trigger } from './cursor';
import { applyFilters, type Draft } from './filters';
import { toSuggestion, type Suggestion } from './item';
import type { Rejected } from './rejected';
import { rejoined } from './rejoin';
import { codeAround } from './code-around';
import { featuresOf, scoreOf, type Found } from './score';
import type { CursorWindow } from './window';
import { filtered, type Written } from './written';

/** A candidate that came through the filters. */
export interface Judged {
  suggestion: Suggestion;
  /** The text with its tokens, and how much right of the cursor it stands for. */
  written: Written;
  draft: Draft;
  window: CursorWindow;
}

/** What became of the candidates of one place. */
export interface Verdict {
  /** Distinct, the likeliest first; empty where nothing came through the filters. */
  judged: Judged[];
  /** Why none of them is shown; null where they are. */
  heldBack: string | null;
  /** What the trace tells of it. */
  facts: Partial<CompletionTrace> & { filters: string[] };
}

/** Where the candidates are to be shown, and to whom. */
export interface Showing {
  at: Cursor;
  window: CursorWindow;
  trigger: Trigger;
  /** Whether they, or what they go on from, were shown before: they stay, whatever their score. */
  before: boolean;
  /** Whether exactly this was shown before, of which some was typed since: it is only joined with what stands there. */
  typedThrough?: boolean;
  /** Whether the text goes on: a first line that is shown early. */
  growing?: boolean;
}

export type Judge = (candidates: readonly Written[], showing: Showing) => Verdict;

/** What the verdict depends on besides the texts and their place. */
export interface Bench {
  /** Least score that is shown. */
  threshold: () => number;
  rejected: Pick<Rejected, 'has'>;
  syntax?: SyntaxChecker;
}

/** Suggestions that somebody can look through. */
const mostCandidates = 3;

/**
 * Filters each candidate, drops those that say what another one says, and decides by the first one's score whether they are shown.
 * A suggestion that was rejected here is shown again only to somebody who asks by hand, who sees everything.
 */
export function judgeBy({ threshold, rejected, syntax }: Bench): Judge {
  return (candidates, { at, window, trigger, before, typedThrough = false, growing = false }) => {
    const place = { ...window, languageId: at.languageId, around: codeAround(at) };
    const facts: Verdict['facts'] = { filters: [] };
    const judged: Judged[] = [];
    const found: Found[] = [];
    for (const [number, candidate] of candidates.entries()) {
      const outcome = typedThrough
        ? { draft: rejoined(candidate.text, place), changedBy: [], steps: [], syntax: 'unchecked' as const }
        : applyFilters({ text: candidate.text, replaced: 0 }, place, { ...(syntax ? { syntax } : {}), growing });
      if (number === 0) Object.assign(facts, { filters: outcome.changedBy, steps: outcome.steps });
      const { draft } = outcome;
      if (draft === null || judged.length === mostCandidates || judged.some((other) => says(other, draft))) continue;
      found.push({ trimmed: draft.text.length < candidate.text.length, syntax: outcome.syntax });
      judged.push({ suggestion: toSuggestion(draft, at), written: filtered(candidate, draft.text), draft, window });
    }

    const [first] = judged;
    const [firstFound] = found;
    if (!first || !firstFound) return { judged, heldBack: facts.filters.at(-1) ?? nothing, facts };
    const { text } = first.draft;
    const features = featuresOf(first.written, place, firstFound);
    const score = scoreOf(features);
    const least = trigger === 'manual' || before ? 0 : threshold();
    const low = score < least ? `its score ${score.toFixed(2)} is below ${least} (cria.completion.showing)` : null;
    const again = trigger === 'automatic' && rejected.has(at, text) ? 'it was rejected here before' : null;
    return { judged, heldBack: again ?? low, facts: { ...facts, features, score, threshold: least, text } };
  };
}

const nothing = 'there was nothing left of it';

/** Whether one text is the other's beginning: who looks through suggestions sees nothing new then. */
function says({ draft: { text: one } }: Judged, { text: other }: Draft): boolean {
  return one.startsWith(other.trimEnd()) || other.startsWith(one.trimEnd());
}
