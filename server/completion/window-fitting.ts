import type { ContextSnippet } from '../context/snippet';
import type { Engine, Token } from '../engine/engine';
import type { InfillSupport } from '../models/infill';
import { followingLinesComment, followingLinesLeftToRight, pathComment, snippetText } from '../prompt/context';
import type { WindowAnchors } from './anchors';
import type { Cursor } from './cursor';
import { windowAround, type AnchoredWindow, type WindowAnchor } from './window';
import { charactersPerToken, markerTokens, tokenBudget, type TokenBudget } from './window-budget';

/** What a prompt is made of besides the document and the model. */
export interface PromptOptions {
  /** Tokens that are left for the answer. */
  maxTokens: number;
  /** Code from other places, the most useful first; the same until a quiet point. */
  snippets: readonly ContextSnippet[];
  /** Path of the document in the workspace, for the model to read; null where it has none. */
  path: string | null;
  anchors: WindowAnchors;
}

export type PromptEngine = Pick<Engine, 'facts' | 'tokenize' | 'contextSize' | 'holdBack' | 'rates'>;
export type PromptPlace = Pick<Cursor, 'uri' | 'languageId' | 'text' | 'offset' | 'position'>;

/** A moved prefix that takes less of its room than this was estimated too short. */
const leastRefill = 0.45;
/** A window is kept down to this share of its room. */
const leastKept = 0.25;
/** Tokens of code are rarely longer on average; what is longer is white space, of which a window has enough. */
const mostCharactersPerToken = 6;
/** Windows get smaller by a quarter each time; this many make the largest fit the smallest context. */
const mostShrinks = 24;
/** A path that takes more of the prefix's room says less than the code that it would push out. */
const pathShare = 0.1;

/** What all windows of one prompt have in common. */
export interface Making {
  at: PromptPlace;
  engine: PromptEngine;
  support: InfillSupport;
  options: PromptOptions;
  budget: TokenBudget;
  comment: string;
  context: Token[];
}

/** A window and the tokens of its passages. */
export interface Made {
  window: AnchoredWindow;
  prefix: Token[];
  suffix: Token[];
  /** Tokens that the prefix may have. */
  room: number;
}

/** Decides what does not depend on the window: the shares, the path and the code from other places. */
export async function begin(
  at: PromptPlace,
  engine: PromptEngine,
  support: InfillSupport,
  options: PromptOptions,
): Promise<Making> {
  const budget = tokenBudget(engine.contextSize('completion'), options.maxTokens, support);
  const comment = pathComment(options.path, at.languageId);
  const fits = (await options.anchors.passages.encode(engine, comment, false)).length <= budget.prefix * pathShare;
  const context = await contextTokens(engine, options, budget.context);
  return { at, engine, support, options, budget, comment: fits ? comment : '', context };
}

/** Snippets as long as they fit; one that does not leaves its place to a smaller one. */
async function contextTokens(
  engine: PromptEngine,
  { snippets, anchors }: PromptOptions,
  budget: number,
): Promise<Token[]> {
  const context: Token[] = [];
  for (const snippet of snippets) {
    const text = snippetText(snippet);
    if (context.length >= budget || text.length > budget * mostCharactersPerToken) continue;
    const tokens = await anchors.passages.encode(engine, text, context.length > 0);
    if (context.length + tokens.length <= budget) context.push(...tokens);
  }
  return context;
}

/** The window from the first of the document's anchors that fits here, or null. */
export async function keptWindow(making: Making): Promise<Made | null> {
  for (const anchor of making.options.anchors.of(making.at.uri)) {
    const made = await windowFrom(making, anchor);
    if (made) return made;
  }
  return null;
}

/** The window that begins at an anchor, or null where it does not fit there. */
export async function windowFrom(making: Making, anchor: WindowAnchor): Promise<Made | null> {
  const { at, budget } = making;
  const reach = { prefix: budget.prefix * mostCharactersPerToken, suffix: 1, leastPrefix: 0 };
  if (!windowAround(at, reach, anchor).kept) return null;
  const { suffix, characters, room } = await fittedSuffix(making, anchor);
  const window = windowAround(at, { ...reach, suffix: characters }, anchor);
  const prefix = await prefixTokens(making, window);
  const fits = prefix.length <= room && (window.wholePrefix || prefix.length >= room * leastKept);
  return fits ? { window, prefix, suffix, room } : null;
}

/**
 * A window that begins anew. It is estimated by characters; where its tokens turn out to be too few, the estimate is
 * corrected by them, and where they are too many, it gets smaller.
 */
export async function movedWindow(making: Making, suffixLine: number | null = null): Promise<Made> {
  const anchor = { start: null, suffixLine };
  const { suffix, characters, room } = await fittedSuffix(making, anchor);
  let reach = room * charactersPerToken;
  for (let attempt = 0; ; attempt++) {
    const window = windowAround(making.at, { prefix: Math.floor(reach), suffix: characters }, anchor);
    const prefix = await prefixTokens(making, window);
    const enough = attempt > 0 || window.wholePrefix || prefix.length >= room * leastRefill;
    if ((prefix.length <= room && enough) || attempt === mostShrinks) return { window, prefix, suffix, room };
    const measured = (window.prefix.length / Math.max(1, prefix.length)) * room;
    reach = Math.max(8, attempt === 0 ? Math.min(measured, room * mostCharactersPerToken) : reach * 0.75);
  }
}

/**
 * The suffix's tokens, the characters that they take, and the tokens that are left for the prefix. It depends on nothing
 * above the cursor, so that the suffix stays as it is while somebody types.
 */
async function fittedSuffix(
  { at, engine, support, options, budget, context }: Making,
  anchor: WindowAnchor,
): Promise<{ suffix: Token[]; characters: number; room: number }> {
  let characters = suffixCharacters(budget, mostCharactersPerToken);
  if (support.order === 'none') return { suffix: [], characters, room: budget.prefix - context.length };
  for (;;) {
    const { suffix: text } = windowAround(at, { prefix: 1, suffix: characters }, anchor);
    const suffix = await options.anchors.passages.encode(engine, text, true);
    if (suffix.length <= budget.suffix || characters === 0) {
      const left = budget.limit - markerTokens - suffix.length - context.length;
      return { suffix, characters, room: Math.min(left, support.trained?.prefixTokens ?? left) };
    }
    characters = Math.floor(characters * 0.85);
  }
}

/** UTF-16 units that the suffix may have. */
export function suffixCharacters({ limit, suffix }: TokenBudget, perToken: number): number {
  // Left to right it is no part of the prompt, and what filters and stop rules need of it is little.
  return Math.floor((suffix === 0 ? limit / 5 : suffix) * perToken);
}

function prefixTokens(making: Making, window: AnchoredWindow): Promise<Token[]> {
  const { at, engine, support, options, comment, context } = making;
  const reference =
    support.order === 'none' && followingLinesLeftToRight === 'comment'
      ? followingLinesComment(window.below, at.languageId)
      : '';
  const goesOn = support.order === 'none' && context.length > 0;
  return options.anchors.passages.encode(engine, reference + comment + window.prefix, goesOn);
}
