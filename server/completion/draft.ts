import type { RunFigures } from '../../shared/protocol';
import type { Alternative, Engine, GenerateOptions, Token } from '../engine/engine';
import type { Length } from './length';
import { firstWholeLine } from './first-line';
import { stopAt, wholeLines, type StopPlace } from './stop';
import { upTo, type TokenMark, type Written } from './written';

/** What the model wrote, cut by the stop rules. */
export interface WrittenDraft extends Written {
  /** Why the text ends where it does. */
  ended: string;
  figures: RunFigures;
  /** What else the answer could have begun with. */
  alternatives: Alternative[];
}

export interface DraftTask {
  prompt: Token[];
  options: GenerateOptions;
  /** Text that stands before what this run writes: an alternative's first token. */
  begun?: TokenMark & { text: string };
  place: StopPlace;
  length: Length;
  /** When the budget's time began, in milliseconds of the clock. */
  began: number;
}

/** What a draft tells while it is written. */
export interface DraftHooks {
  /** Milliseconds of a clock that never goes back. */
  now: () => number;
  /** Told with each token; the next one is asked for when the promise resolves. */
  onWritten?: (written: Written, figures: RunFigures) => Promise<void> | undefined;
}

/**
 * Lets the model write and ends it at the first stop rule that holds. A text that ends because its tokens or its time
 * are used up keeps its whole lines only.
 * @throws the signal's reason when it aborts; EngineError when the model cannot run.
 */
export async function writeDraft(
  engine: Engine,
  { prompt, options, begun, place, length, began }: DraftTask,
  { now, onWritten }: DraftHooks,
  signal: AbortSignal,
): Promise<WrittenDraft> {
  const figures: RunFigures = {
    ...{ promptTokens: prompt.length, reusedTokens: 0, generatedTokens: 0, promptMs: 0, decodeMs: 0 },
  };
  let alternatives: Alternative[] = [];
  let decodeBegan = now();
  let text = begun?.text ?? '';
  const tokens: TokenMark[] = begun ? [begun] : [];
  const done = (end: number, ended: string): WrittenDraft => ({
    ...upTo({ text, tokens }, end),
    ...{ ended, alternatives, figures: { ...figures, decodeMs: now() - decodeBegan } },
  });

  for await (const event of engine.generate(prompt, options, signal)) {
    signal.throwIfAborted();
    if (event.type === 'prompt') {
      figures.promptTokens = event.promptTokens;
      figures.reusedTokens = event.reusedTokens;
      figures.promptMs = event.ms;
      if (event.restored !== undefined) figures.restored = event.restored;
      alternatives = event.alternatives;
      decodeBegan = now();
      continue;
    }
    if (event.type === 'end') {
      if (event.drafted > 0) Object.assign(figures, { drafted: event.drafted, draftAccepted: event.draftAccepted });
      return event.reason === 'stop' ? endedByItself() : done(wholeLines(text), 'its tokens are used up');
    }

    text += event.text;
    tokens.push({ token: event.token, end: text.length, logProbability: event.logProbability });
    figures.generatedTokens++;
    const stop = stopAt(text, place);
    if (stop) return done(stop.end, stop.reason);
    const line = firstWholeLine(text);
    if (line !== null && length.lines === 'line') return done(line, 'one line is what this machine can write in time');
    const spent = now() - began;
    if (line !== null && spent > length.wholeMs) return done(wholeLines(text), 'its time is used up');
    if (spent > length.firstLineMs) return done(wholeLines(text), 'its time is used up before the first line ended');
    await onWritten?.({ text, tokens }, { ...figures, decodeMs: now() - decodeBegan });
  }
  return endedByItself();

  /** The last line is whole too, and the rules about whole lines hold for it. */
  function endedByItself(): WrittenDraft {
    const stop = stopAt(`${text}\n`, place);
    return stop && stop.end < text.length ? done(stop.end, stop.reason) : done(text.length, 'the model ended it');
  }
}
