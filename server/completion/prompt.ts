import type { Engine, Token } from '../engine/engine';
import type { InfillSupport } from '../models/infill';
import { infillPrompt } from '../prompt/infill';
import { choosePromptOrder, type PromptOrder } from '../prompt/order';
import { windowAround, type CursorWindow } from './window';
import { charactersPerToken, tokenBudget } from './window-budget';
import {
  begin,
  keptWindow,
  movedWindow,
  suffixCharacters,
  windowFrom,
  type Made,
  type Making,
  type PromptEngine,
  type PromptOptions,
  type PromptPlace,
} from './window-fitting';

export type { PromptOptions } from './window-fitting';

/** A prompt that fits, and the window that it was made of. */
export interface FittedPrompt {
  tokens: Token[];
  /** Text before the cursor that the prompt leaves out and the answer has to spell first; see {@link Engine.holdBack}. */
  spell: string;
  window: CursorWindow;
  order: PromptOrder;
  /** Tokens of code from other places. */
  contextTokens: number;
  /** Whether the window is going to be another one soon: time to evaluate {@link upcomingPrompt}. */
  nearEdge: boolean;
}

/** A prompt that a document is going to have, to be evaluated while nobody waits for it. */
export interface UpcomingPrompt {
  tokens: Token[];
  /** Makes the document's next prompts begin like this one. To be called when it is evaluated. */
  adopt: () => void;
}

/** A prefix that takes more of its room than this moves soon. */
const edge = 0.85;
/** The end of a prompt that token healing looks at. */
const healedTokens = 8;

/**
 * The prompt of a completion, with a window as large as its token limit allows. It begins as the document's last prompt
 * did for as long as that fits. Its cost depends on the window, not on the document's size.
 */
export async function fittedPrompt(
  at: PromptPlace,
  engine: PromptEngine,
  support: InfillSupport,
  options: PromptOptions,
): Promise<FittedPrompt> {
  const making = await begin(at, engine, support, options);
  const made = (await keptWindow(making)) ?? (await movedWindow(making, options.anchors.of(at.uri)[0]?.suffixLine));
  const order = orderOf(making, made);
  options.anchors.keep(at.uri, made.window.anchor, order);
  const { tokens, spell } = await healed(making, made, order);
  return {
    ...{ tokens, spell, order, window: made.window, contextTokens: making.context.length },
    nearEdge: isNearEdge(made),
  };
}

/**
 * The prompt that the document will have when its window moves, or null while that is not near. Evaluated in time it makes
 * the move free for the key press that causes it. Beside what moves because the prefix grows, it is the prompt with the
 * closing brackets that the last one left out of its suffix.
 */
export async function upcomingPrompt(
  at: PromptPlace,
  engine: PromptEngine,
  support: InfillSupport,
  options: PromptOptions,
): Promise<UpcomingPrompt | null> {
  const making = await begin(at, engine, support, options);
  const now = await keptWindow(making);
  if (!now || !isNearEdge(now)) return null;
  const next = await upcomingWindow(making, now);
  if (!next || (next.window.start === now.window.start && next.window.suffix === now.window.suffix)) return null;
  const { tokens } = await healed(making, next, orderOf(making, next));
  return { tokens, adopt: options.anchors.prepare(at.uri, next.window.anchor) };
}

/** The one that was begun to be evaluated where it still does: what was evaluated of it was not in vain. */
async function upcomingWindow(making: Making, now: Made): Promise<Made | null> {
  const { at, options } = making;
  const prepared = options.anchors.preparedFor(at.uri);
  const begun = prepared && (await windowFrom(making, prepared));
  if (begun && !isNearEdge(begun)) return begun;
  return isNearPrefixEdge(now)
    ? movedWindow(making, null)
    : windowFrom(making, { start: now.window.anchor.start, suffixLine: null });
}

/** The window that a prompt begins with, before tokens are counted. */
export function estimatedWindow(
  at: PromptPlace,
  engine: Pick<Engine, 'contextSize'>,
  support: InfillSupport,
  { maxTokens, anchors }: Pick<PromptOptions, 'maxTokens' | 'anchors'>,
): CursorWindow {
  const budget = tokenBudget(engine.contextSize('completion'), maxTokens, support);
  const [anchor] = anchors.of(at.uri);
  const suffix = suffixCharacters(budget, charactersPerToken);
  return windowAround(at, { prefix: budget.prefix * charactersPerToken, suffix }, anchor);
}

function orderOf({ at, engine, support, options }: Making, { suffix }: Made): PromptOrder {
  return choosePromptOrder(support, {
    suffixTokens: suffix.length,
    promptRate: engine.rates().prompt,
    last: options.anchors.orderOf(at.uri),
  });
}

/** In PSM the middle is tokenised apart, as in training: there is nothing to heal. */
async function healed({ engine, support, context }: Making, { prefix, suffix }: Made, order: PromptOrder) {
  const tokens = infillPrompt(support, order, { context, prefix, suffix }, engine.facts);
  const end = order === 'psm' ? 0 : Math.min(prefix.length, healedTokens);
  if (end === 0) return { tokens, spell: '' };
  const { kept, spell } = await engine.holdBack(tokens.slice(-end));
  return { tokens: [...tokens.slice(0, -end), ...kept], spell };
}

function isNearEdge(made: Made): boolean {
  return made.window.skippedLines > 0 || isNearPrefixEdge(made);
}

function isNearPrefixEdge({ prefix, room }: Made): boolean {
  return prefix.length > room * edge;
}
