import { exitCodes } from '../../shared/protocol';
import { explain, StepError } from './step';

/**
 * Runs a script's work. A wrong option prints the usage and exits with 64; any other error prints what happened and
 * what to do next, and exits with 1.
 */
export function runScript(usage: string, work: () => Promise<void>): void {
  work().catch((error: unknown) => {
    if (isWrongOption(error)) {
      process.stderr.write(`${error.message}\n\n${usage}`);
      process.exitCode = exitCodes.usage;
      return;
    }
    process.stderr.write(`\n${describe(error)}\n`);
    process.exitCode = 1;
  });
}

/** What people read of an error; one that nobody foresaw comes with its stack. */
function describe(error: unknown): string {
  const { message, nextStep } = explain(error);
  const foreseen = error instanceof StepError && !(error.cause instanceof StepError && error.cause.cause);
  const stack = !foreseen && error instanceof Error ? `\n${String(rootOf(error).stack)}` : '';
  return `${message}\nNext: ${nextStep}${stack}`;
}

function rootOf(error: Error): Error {
  return error.cause instanceof Error ? rootOf(error.cause) : error;
}

function isWrongOption(error: unknown): error is Error {
  return (
    error instanceof WrongOption ||
    (error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS_'))
  );
}

/** An option that is known and has no good value, as `--port cat`. */
export class WrongOption extends Error {
  override readonly name = 'WrongOption';
}
