import type { Asked } from './result-cache';
import { Unwanted, type Run } from './run';

/** The one run that is under way: two would only make each other slow. */
export interface Runs<R extends Run = Run> {
  /**
   * The run whose text goes on from what was typed, and what that is. A run that says something else ends at once.
   */
  takeUp(asked: Asked): { run: R; typed: string } | null;
  begin(run: R): R;
  /** A document changed: a run that it contradicts ends. */
  changed(at: Parameters<Run['changed']>[0]): void;
  /** Nobody wants what is being written any more. With a condition, only where it holds for the run. */
  end(why: string, holds?: (run: R) => boolean): void;
}

export function oneRun<R extends Run>(): Runs<R> {
  let current: R | null = null;
  const end = (why: string, holds: (run: R) => boolean = () => true) => {
    if (!current || !holds(current)) return;
    current.end(new Unwanted(why));
    current = null;
  };
  return {
    takeUp(asked) {
      if (!current || current.signal.aborted) return null;
      const { model, trigger } = current.asked;
      // Who asks by hand wants more than an automatic run writes.
      const serves = asked.model === model && (asked.trigger === 'automatic' || trigger === 'manual');
      const typed = serves ? current.typedSince(asked.at) : null;
      if (typed !== null) return { run: current, typed };
      end('a newer request asked for something else');
      return null;
    },
    begin(run) {
      end('a newer request took its place');
      current = run;
      const forget = () => {
        if (current === run) current = null;
      };
      run.ended.then(forget, forget);
      return run;
    },
    changed: (at) => current?.changed(at),
    end,
  };
}
