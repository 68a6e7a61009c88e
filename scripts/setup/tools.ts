import { spawn } from 'node:child_process';
import { folderBytes, hasCode } from './files';
import type { Progress } from './progress';
import { knownFailure, StepError } from './step';

export interface ToolResult {
  /** Exit status; null where a signal ended it. */
  status: number | null;
  /** Standard output and standard error as they came. */
  output: string;
}

export interface ToolOptions {
  cwd?: string;
  /** Variables besides those of this process; `undefined` removes one. */
  env?: Record<string, string | undefined>;
  onOutput?: (text: string) => void;
}

/** Runs a program to its end. Answers null where there is no program of that name. */
export function runTool(
  command: string,
  args: readonly string[],
  options: ToolOptions = {},
): Promise<ToolResult | null> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: { ...process.env, ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
      // npm, pip and code are command files on Windows, which only a shell starts.
      shell: process.platform === 'win32',
    });
    let output = '';
    const take = (chunk: Buffer) => {
      const text = chunk.toString();
      output += text;
      options.onOutput?.(text);
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    child.on('error', (error) => {
      if (hasCode(error, 'ENOENT')) resolve(null);
      else reject(error);
    });
    child.on('close', (status) => {
      resolve({ status, output });
    });
  });
}

/**
 * Runs a program that must be there and succeed.
 * @throws StepError that says why it failed.
 */
export async function mustRun(command: string, args: readonly string[], options: ToolOptions = {}): Promise<string> {
  const result = await runTool(command, args, options);
  if (result === null) {
    throw new StepError(
      `There is no program "${command}" on the PATH.`,
      `Install ${command} and run the command again.`,
    );
  }
  if (result.status !== 0) throw failureOf(`${command} ${args[0] ?? ''}`.trim(), result);
  return result.output;
}

/** The error for a program that ended badly: a known reason, else the end of what it printed. */
export function failureOf(what: string, { status, output }: ToolResult): StepError {
  return (
    knownFailure(output) ??
    new StepError(
      `\`${what}\` ended with status ${status ?? 'none (a signal stopped it)'}:\n${output.trimEnd().split('\n').slice(-12).join('\n')}`,
      'Read what it printed above, and run the command again.',
    )
  );
}

/** Shows the bytes that arrive in a folder while something else fills it. */
export async function whileWatching<T>(folder: string, progress: Progress, work: () => Promise<T>): Promise<T> {
  let measuring = false;
  const timer = setInterval(() => {
    if (measuring) return;
    measuring = true;
    folderBytes(folder).then(
      (bytes) => {
        progress.update(bytes);
        measuring = false;
      },
      // The bar is decoration: what is wrong with the folder, the work itself will report.
      () => {
        measuring = false;
      },
    );
  }, 500);
  try {
    const result = await work();
    progress.update(Infinity);
    return result;
  } finally {
    clearInterval(timer);
    progress.end();
  }
}
