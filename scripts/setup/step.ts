import failures from '../failures.json';
import type { Progress } from './progress';

/** One part of the set-up. Steps run in order; one that is done is skipped. */
export interface Step {
  /** What is there afterwards, as people read it: `Default model`. */
  name: string;
  done(): Promise<boolean>;
  /** @throws StepError with what to do; any other error is explained by {@link explain}. */
  run(progress: Progress): Promise<void>;
}

/** Why a step failed, and what to do next: each one or more whole sentences. */
export class StepError extends Error {
  override readonly name = 'StepError';
  readonly nextStep: string;

  constructor(message: string, nextStep: string, options?: ErrorOptions) {
    super(message, options);
    this.nextStep = nextStep;
  }
}

/** Set-up stopped at a step. The message names the step. */
export class SetupError extends StepError {
  constructor(step: Step, position: number, cause: StepError) {
    super(`Set-up stopped at step ${position}, "${step.name}". ${cause.message}`, cause.nextStep, { cause });
  }
}

/** What a tool's output or a system error tells about a full disk, the network, rights or a port; null where nothing. */
export function knownFailure(text: string): StepError | null {
  for (const { pattern, what, next } of failures) {
    const line = text.split('\n').find((candidate) => new RegExp(pattern, 'i').test(candidate));
    if (line !== undefined) return new StepError(`${what} (${shortened(line.trim())})`, next);
  }
  return null;
}

const shortened = (line: string) => (line.length > 200 ? `${line.slice(0, 199)}…` : line);

/** Turns whatever was thrown into an error with a next step. */
export function explain(error: unknown): StepError {
  if (error instanceof StepError) return error;
  const text = error instanceof Error ? error.message : String(error);
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
  return (
    knownFailure(text.includes(code) ? text : `${code}: ${text}`) ??
    new StepError(text, 'Run the command again; if it fails in the same place, report it with this text.', {
      cause: error,
    })
  );
}

/**
 * Runs the steps in order and prints what each does.
 * @throws SetupError for the first that fails.
 */
export async function runSteps(steps: readonly Step[], progress: Progress): Promise<void> {
  for (const [index, step] of steps.entries()) {
    const title = `[${index + 1}/${steps.length}] ${step.name}`;
    try {
      if (await step.done()) {
        progress.say(`${title}: already there`);
        continue;
      }
      progress.say(title);
      const begun = performance.now();
      await step.run(progress);
      progress.say(`      done in ${((performance.now() - begun) / 1000).toFixed(1)} s`);
    } catch (error) {
      progress.end();
      throw new SetupError(step, index + 1, explain(error));
    }
  }
}

/** Runs one step where it is not done, printing nothing: for callers who only need its result. */
export async function ensure(step: Step, progress: Progress): Promise<void> {
  if (!(await step.done())) await step.run(progress);
}
