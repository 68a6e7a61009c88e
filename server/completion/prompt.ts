import type { Engine, Token } from '../engine/engine';
import type { InfillSupport } from '../models/infill';
import { healWhiteSpace } from '../prompt/healing';
import { infillPrompt } from '../prompt/infill';
import type { Cursor } from './cursor';
import { promptTokenLimit, windowAround, windowBudget, type CursorWindow } from './window';

/** A prompt that fits, and the window that it was made of. */
export interface FittedPrompt {
  tokens: Token[];
  /** White space before the cursor that the answer has to begin with. */
  held: string;
  window: CursorWindow;
}

/** Windows get smaller by a quarter each time; this many make the largest fit the smallest context. */
const mostShrinks = 24;

/**
 * The prompt of a completion, with a window as large as its token limit allows. Windows are estimated by characters;
 * where the tokens turn out to be more than the limit, a smaller window is taken, again on whole lines.
 */
export async function fittedPrompt(
  at: Pick<Cursor, 'text' | 'offset' | 'position'>,
  engine: Pick<Engine, 'facts' | 'tokenize' | 'contextSize'>,
  support: InfillSupport,
  maxTokens: number,
): Promise<FittedPrompt> {
  const limit = tokenLimit(engine, support, maxTokens);
  for (let shrink = 0; ; shrink++) {
    const window = windowAround(at, windowBudget(limit, support, shrink));
    const { fed, held } = healWhiteSpace(window.prefix, support.order);
    const tokens = await engine.tokenize(infillPrompt(support, { prefix: fed, suffix: window.suffix }, engine.facts));
    if (tokens.length <= limit || shrink === mostShrinks) return { tokens, held, window };
  }
}

/** The window that a prompt begins with, before tokens are counted. */
export function estimatedWindow(
  at: Pick<Cursor, 'text' | 'offset' | 'position'>,
  engine: Pick<Engine, 'contextSize'>,
  support: InfillSupport,
  maxTokens: number,
): CursorWindow {
  return windowAround(at, windowBudget(tokenLimit(engine, support, maxTokens), support, 0));
}

function tokenLimit(engine: Pick<Engine, 'contextSize'>, support: InfillSupport, maxTokens: number): number {
  return promptTokenLimit(engine.contextSize('completion'), maxTokens, support);
}
