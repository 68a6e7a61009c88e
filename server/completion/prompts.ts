import type { ContextSnippet } from '../context/snippet';
import type { WindowAnchors } from './anchors';
import type { Cursor } from './cursor';
import { tokensByHand } from './length';
import { estimatedWindow, fittedPrompt, upcomingPrompt, type FittedPrompt, type UpcomingPrompt } from './prompt';
import { documentPaths } from '../paths';
import type { CursorWindow } from './window';
import type { CompletionModel } from './writing';

/** The prompts of places, made by what is kept from key press to key press. */
export interface Prompts {
  fitted: (at: Cursor, model: CompletionModel) => Promise<FittedPrompt>;
  upcoming: (at: Cursor, model: CompletionModel) => Promise<UpcomingPrompt | null>;
  window: (at: Cursor, model: CompletionModel) => CursorWindow;
}

export interface PromptParts {
  anchors: WindowAnchors;
  snippetsFor: (uri: string) => readonly ContextSnippet[];
  /** Tokens of the setting's longest suggestion. */
  maxTokens: () => number;
}

export function promptsFrom({ anchors, snippetsFor, maxTokens }: PromptParts): Prompts {
  const options = (at: Cursor) => ({
    // The same for all triggers: a window that depends on who asks would be evaluated anew.
    maxTokens: maxTokens() * tokensByHand,
    snippets: snippetsFor(at.uri),
    path: documentPaths(at)[1] ?? null,
    anchors,
  });
  return {
    fitted: (at, { engine, infill }) => fittedPrompt(at, engine, infill, options(at)),
    upcoming: (at, { engine, infill }) => upcomingPrompt(at, engine, infill, options(at)),
    window: (at, { engine, infill }) => estimatedWindow(at, engine, infill, options(at)),
  };
}
