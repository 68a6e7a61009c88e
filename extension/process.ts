import { fork, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { serverFlags } from '../shared/server-flags';
import type { Exit } from './restart';

export interface ServerProcess {
  child: ChildProcess;
  /** How the process ended; never rejects. */
  exited: Promise<Exit>;
  kill(): void;
}

/**
 * Starts the server's module in a process of its own, with a channel for messages.
 * What native code prints goes to `print`, line by line, because the protocol does not run over standard output.
 */
export function forkServer(module: string, print: (line: string) => void): ServerProcess {
  const child = fork(module, ['--node-ipc', `--clientProcessId=${process.pid}`], {
    cwd: path.dirname(module),
    // Not the extension host's own flags: two processes cannot share one inspector port.
    execArgv: [...serverFlags],
    silent: true,
    env: {
      ...process.env,
      // In the desktop editor the executable is Electron.
      ELECTRON_RUN_AS_NODE: '1',
      ELECTRON_NO_ASAR: '1',
      // A failed assertion in llama.cpp would else run a debugger for seconds before the process ends.
      GGML_NO_BACKTRACE: '1',
    },
  });
  for (const stream of [child.stdout, child.stderr]) if (stream) onLine(stream, print);
  const exited = new Promise<Exit>((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
    child.once('error', (error) => {
      print(`The process could not be started: ${error.message}`);
      if (child.pid === undefined) resolve({ code: null, signal: null });
    });
  });
  return { child, exited, kill: () => void child.kill('SIGKILL') };
}

function onLine(stream: Readable, print: (line: string) => void): void {
  createInterface({ input: stream, crlfDelay: Infinity }).on('line', print);
}
