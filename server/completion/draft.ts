import type { RunFigures } from '../../shared/protocol';
import type { Engine, GenerateOptions, Token } from '../engine/engine';
import { afterHeld } from '../prompt/healing';
import { stopAt, wholeLines, type StopPlace } from './stop';

/** What the model wrote, cut by the stop rules. */
export interface WrittenDraft {
  /** Text that goes on from the cursor; empty where nothing can be shown. */
  text: string;
  /** Why the text ends where it does. */
  ended: string;
  figures: RunFigures;
}

export interface DraftTask {
  prompt: Token[];
  options: GenerateOptions;
  /** White space before the cursor that the answer has to begin with. */
  held: string;
  place: StopPlace;
  /** Milliseconds from the evaluated prompt to the last token. */
  timeBudget: number;
}

/**
 * Lets the model write and ends it at the first stop rule that holds. A text that ends because its tokens or its time
 * are used up keeps its whole lines only.
 * @throws the signal's reason when it aborts; EngineError when the model cannot run.
 */
export async function writeDraft(
  engine: Engine,
  { prompt, options, held, place, timeBudget }: DraftTask,
  now: () => number,
  signal: AbortSignal,
): Promise<WrittenDraft> {
  const figures = { promptTokens: prompt.length, reusedTokens: 0, generatedTokens: 0, promptMs: 0, decodeMs: 0 };
  let began = now();
  let answer = '';
  const done = (text: string, ended: string): WrittenDraft => ({
    text,
    ended,
    figures: { ...figures, decodeMs: now() - began },
  });

  for await (const event of engine.generate(prompt, options, signal)) {
    signal.throwIfAborted();
    if (event.type === 'prompt') {
      figures.promptTokens = event.promptTokens;
      figures.reusedTokens = event.reusedTokens;
      figures.promptMs = event.ms;
      began = now();
      continue;
    }
    const text = afterHeld(event.type === 'token' ? (answer += event.text) : answer, held);
    if (text === null) return done('', 'it does not go on from the white space before the cursor');
    if (event.type === 'end') {
      if (event.reason === 'stop') return endedByItself(text);
      return done(text.slice(0, wholeLines(text)), 'its tokens are used up');
    }

    figures.generatedTokens++;
    const stop = stopAt(text, place);
    if (stop) return done(text.slice(0, stop.end), stop.reason);
    if (now() - began > timeBudget) return done(text.slice(0, wholeLines(text)), 'its time is used up');
  }
  return endedByItself(afterHeld(answer, held) ?? '');

  /** The last line is whole too, and the rules about whole lines hold for it. */
  function endedByItself(text: string): WrittenDraft {
    const stop = stopAt(`${text}\n`, place);
    return stop && stop.end < text.length
      ? done(text.slice(0, stop.end), stop.reason)
      : done(text, 'the model ended it');
  }
}
