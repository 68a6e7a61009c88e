import { LRUCache } from 'lru-cache';
import type { Activity, CompletionTrace, SuggestionEvent } from '../../shared/protocol';
import type { Settings } from '../../shared/settings';
import type { SyntaxChecker } from '../syntax';
import { complete, type Completion, type CompletionTools } from './complete';
import type { Cursor, Trigger } from './cursor';
import { latestWins, rhythm } from './debounce';
import { rejected, type Given } from './rejected';
import { resultCache } from './result-cache';
import { mayBeKept } from './rules';
import { oneRun } from './runs';
import { thresholds } from './score';
import { judgeBy } from './verdict';
import { warmUps } from './warm-up';
import type { CompletionModel, WritingRun } from './writing';
import type { Prompts } from './prompts';

export interface ServiceParts {
  settings: () => Settings;
  /** The loaded model; loads it where it is not. */
  model: () => Promise<CompletionModel>;
  /** The model where it is loaded; null otherwise. */
  readyModel: () => Promise<CompletionModel> | null;
  prompts: Prompts;
  syntax: SyntaxChecker;
  /** Whether the client follows suggestions and asks again where one grew. */
  followsSuggestions: boolean;
  /** Whether the user trusts the workspace, at the start. */
  trusted: boolean;
  trace: (trace: CompletionTrace) => void;
  /** There is more to show at this cursor than was answered. */
  grew: (at: Cursor) => void;
  onWarmUp: (outcome: string) => void;
  now: () => number;
}

/** All that completions remember from request to request, and what the editor tells of itself. */
export interface CompletionService {
  complete(at: Cursor, trigger: Trigger, caller: AbortSignal): Promise<Completion>;
  /** A key was pressed, or something else changed the document. */
  changed(document: { uri: string; text: string }): void;
  /** Somebody is likely to type here next. */
  arrived(at: Cursor): void;
  activity(activity: Activity): void;
  /** Whether the user trusts the workspace. */
  trusted(): boolean;
  suggestion(event: SuggestionEvent): void;
  /** Forgets all answers. */
  forget(): void;
}

/** Suggestions that an event may still speak of. */
const followed = 256;

export function completionService(parts: ServiceParts): CompletionService {
  const { settings, now } = parts;
  const given = new LRUCache<string, Given>({ max: followed });
  const refused = rejected();
  const typing = rhythm();
  let activity: Activity & { trusted: boolean } = { focused: true, savingPower: false, trusted: parts.trusted };
  const keep = (at: Cursor) => (mayBeKept(at, settings(), activity.trusted) ? 'disk' : 'memory');
  const prompt: CompletionTools['prompt'] = async (at, model) => ({
    ...(await parts.prompts.fitted(at, model)),
    keep: keep(at),
  });
  const { upcoming, window } = parts.prompts;
  const warming = warmUps(
    {
      ...{ settings, prompt, upcoming, keep, readyModel: parts.readyModel },
      ...{ activity: () => activity, trusted: () => activity.trusted },
    },
    parts.onWarmUp,
  );
  const tools: CompletionTools = {
    ...{ settings, now, prompt, window, model: parts.model, activity: () => activity },
    ...{ debounce: latestWins(), rhythm: typing, cache: resultCache(), runs: oneRun<WritingRun>(), rejected: refused },
    judge: judgeBy({
      threshold: () => thresholds[settings().completion.showing],
      rejected: refused,
      syntax: parts.syntax,
    }),
    showsEarly: parts.followsSuggestions,
    grew: parts.grew,
    trace: parts.trace,
  };

  return {
    async complete(at, trigger, caller) {
      warming.stop();
      const completion = await complete(at, trigger, tools, caller);
      for (const [number, { written, window }] of completion.judged.entries()) {
        given.set(suggestionId(completion.id, number), { at, window, written });
      }
      // Shown or not: the window moves with what is typed, and no key press should wait for that.
      warming.upcoming(at);
      return completion;
    },
    changed(document) {
      warming.stop();
      typing.keyPressed(now());
      tools.runs.changed(document);
    },
    arrived: (at) => {
      warming.place(at);
    },
    activity({ focused, savingPower, trusted = activity.trusted }) {
      activity = { focused, savingPower, trusted };
      if (!focused || savingPower) warming.stop();
    },
    trusted: () => activity.trusted,
    suggestion({ id, kind }) {
      if (kind !== 'rejected' && kind !== 'ignored') return;
      // What is still being written of it is not wanted either.
      tools.runs.end(`the suggestion was ${kind}`, ({ shown }) => shown?.id === id);
      const suggestion = given.get(id);
      if (kind === 'rejected' && suggestion) refused.add(suggestion);
    },
    forget() {
      tools.cache.clear();
      refused.clear();
    },
  };
}

/** Name of one of several suggestions of a request; the first has the request's own. */
export function suggestionId(request: string, number: number): string {
  return number === 0 ? request : `${request}/${number + 1}`;
}
