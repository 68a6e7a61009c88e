import type { Activity } from '../../shared/protocol';
import type { Settings } from '../../shared/settings';
import { cacheKey, type Cursor } from './cursor';
import { unlessAborted } from './debounce';
import { reasonToRest, reasonToSkip } from './rules';
import type { UpcomingPrompt } from './prompt';
import type { CompletionModel, ReadyPrompt } from './writing';

export interface WarmUpTools {
  settings: () => Settings;
  activity: () => Activity;
  trusted: () => boolean;
  /** The model where it is loaded; null otherwise: a warm-up never loads one. */
  readyModel: () => Promise<CompletionModel> | null;
  prompt: (at: Cursor, model: CompletionModel) => Promise<ReadyPrompt>;
  keep: (at: Cursor) => 'memory' | 'disk';
  /** The prompt that the place will have when its window moves; null while that is not near. */
  upcoming: (at: Cursor, model: CompletionModel) => Promise<UpcomingPrompt | null>;
}

/** The one warm-up that may be under way; each newer thing ends it. */
export interface WarmUps {
  /** Somebody is likely to type here next. */
  place(at: Cursor): void;
  /** Somebody types here, and the window may move. */
  upcoming(at: Cursor): void;
  stop(): void;
}

/** @param told what became of each, for the log. */
export function warmUps(tools: WarmUpTools, told: (outcome: string) => void): WarmUps {
  let current = new AbortController();
  const stop = () => {
    current.abort(new Error('something newer came'));
    current = new AbortController();
  };
  const start = async (at: Cursor, run: () => Promise<string | null>) => {
    try {
      const reason = await run();
      told(`warm-up of ${at.uri}: ${reason ?? 'evaluated'}`);
    } catch (error) {
      told(`warm-up of ${at.uri} ended: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  return {
    place(at) {
      stop();
      void start(at, () => warmUp(at, tools, current.signal));
    },
    upcoming(at) {
      stop();
      void start(at, () => warmUpcoming(at, tools, current.signal));
    },
    stop,
  };
}

/** Why the prompt of a place is not evaluated ahead, or null. */
function reasonNotToWarm(at: Cursor, { settings, activity, trusted }: WarmUpTools): string | null {
  const now = settings();
  if (!trusted()) return 'the workspace is not trusted';
  if (!now.completion.automatic) return 'automatic suggestions are turned off (cria.completion.automatic)';
  return reasonToRest(activity(), 'automatic') ?? reasonToSkip(at, now, 'manual');
}

/**
 * Evaluates the prompt of a place where somebody is likely to type next, and nothing else: it runs behind all requests.
 * @returns why nothing was evaluated, or null.
 * @throws the signal's reason when something newer came; EngineError when the model cannot run.
 */
async function warmUp(at: Cursor, tools: WarmUpTools, signal: AbortSignal): Promise<string | null> {
  const reason = reasonNotToWarm(at, tools);
  if (reason !== null) return reason;
  const loaded = tools.readyModel();
  if (!loaded) return 'the model is not loaded';
  const model = await unlessAborted(loaded, signal);
  const { tokens, keep } = await unlessAborted(tools.prompt(at, model), signal);
  if (tokens.length > 0) await model.engine.warm(tokens, { cacheKey: cacheKey(at), keep }, signal);
  return null;
}

/**
 * Where the window of a place is going to move soon, evaluates the prompt that it will have then: the key press that
 * moves it is as quick as any other.
 * Returns and throws as {@link warmUp} does.
 */
async function warmUpcoming(at: Cursor, tools: WarmUpTools, signal: AbortSignal): Promise<string | null> {
  const reason = reasonNotToWarm(at, tools);
  if (reason !== null) return reason;
  const loaded = tools.readyModel();
  if (!loaded) return 'the model is not loaded';
  const model = await unlessAborted(loaded, signal);
  const next = await unlessAborted(tools.upcoming(at, model), signal);
  if (!next) return 'the window stays as it is';
  await model.engine.warm(next.tokens, { cacheKey: cacheKey(at), keep: tools.keep(at) }, signal);
  next.adopt();
  return null;
}
