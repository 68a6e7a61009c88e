import type { CompletionTrace } from '../../shared/protocol';
import { defaultSettings, type Settings } from '../../shared/settings';
import { WindowAnchors } from '../../server/completion/anchors';
import type { Cursor, Trigger } from '../../server/completion/cursor';
import { promptsFrom } from '../../server/completion/prompts';
import { completionService } from '../../server/completion/service';
import type { InfillSupport } from '../../server/models/infill';
import type { SyntaxChecker } from '../../server/syntax';
import { fakeEngine, type FakeEngineOptions, type Script } from '../support/fake-engine';
import { cursorAt } from './completion-notation';

export const spm: InfillSupport = { order: 'spm', tokens: { prefix: 3, suffix: 8, middle: 6, end: 7 }, addBos: false };

/** Finds no fault in any code. */
const anySyntax: SyntaxChecker = { check: () => ({ verdict: 'unchecked', soundUpTo: 0 }) };

export interface BenchOptions {
  scripts?: Script[];
  infill?: InfillSupport;
  /** The clock goes on by so many milliseconds each time it is read. */
  tick?: number;
  settings?: (settings: Settings) => void;
  loads?: () => Promise<void>;
  /** Called with each token. */
  decoded?: (text: string) => void;
  engine?: Partial<FakeEngineOptions>;
  followsSuggestions?: boolean;
  trusted?: boolean;
}

/** Everything that completions need, with a scripted engine behind it. */
export function bench(options: BenchOptions = {}) {
  const { scripts = [], infill = spm, tick = 0, loads, decoded } = options;
  const engine = fakeEngine({ scripts, ...(decoded ? { onToken: decoded } : {}), ...options.engine });
  const traces: CompletionTrace[] = [];
  const grown: Cursor[] = [];
  const warmUps: string[] = [];
  const settings = defaultSettings();
  settings.completion.debounce = 0;
  options.settings?.(settings);
  let clock = 0;
  const model = async () => {
    await loads?.();
    return { engine, infill };
  };
  const service = completionService({
    ...{ model, readyModel: model, settings: () => settings, now: () => (clock += tick) },
    ...{ syntax: anySyntax, followsSuggestions: options.followsSuggestions ?? false, trusted: options.trusted ?? true },
    prompts: promptsFrom({
      anchors: new WindowAnchors(),
      snippetsFor: () => [],
      maxTokens: () => settings.completion.maxTokens,
    }),
    trace: (trace) => traces.push(trace),
    grew: (at) => grown.push(at),
    onWarmUp: (outcome) => warmUps.push(outcome),
  });
  const complete = (
    marked: string,
    trigger: Trigger = 'automatic',
    facts: Partial<Cursor> = {},
    signal = new AbortController().signal,
  ) => service.complete(cursorAt(marked, facts), trigger, signal);
  /** What the editor would get. */
  const run = async (...request: Parameters<typeof complete>) =>
    (await complete(...request)).judged.map(({ suggestion }) => suggestion);
  const texts = async (...request: Parameters<typeof complete>) =>
    (await run(...request)).map(({ insertText }) => insertText);
  return { complete, run, texts, service, traces, engine, settings, grown, warmUps };
}

/** A gate that a test opens when the run may go on. */
export function gate(): { until: Promise<void>; open: () => void } {
  let open = (): void => undefined;
  const until = new Promise<void>((resolve) => (open = resolve));
  return { until, open };
}

export const turn = () => new Promise((resolve) => setImmediate(resolve));

export const wordByWord = (text: string) => text.match(/\s*\S+|\s+/g) ?? [];
