import { createServer } from 'node:net';
import { hasCode } from '../setup/files';
import { StepError } from '../setup/step';

export const host = '127.0.0.1';

/** Ports that are tried one after the other, where the user has named none. */
const attempts = 50;

/**
 * A port that is free on this machine.
 * @param wanted the port that the user named: it, or an error. Absent: the first free one from `first` on.
 * @throws StepError when it is taken.
 */
export async function freePort(first: number, wanted?: number): Promise<number> {
  if (wanted !== undefined) {
    if (await isFree(wanted)) return wanted;
    throw new StepError(
      `Port ${wanted} is taken by another program.`,
      'Stop that program, name another port with --port, or leave --port out to get the next free one.',
    );
  }
  for (let port = first; port < first + attempts; port++) {
    if (await isFree(port)) return port;
  }
  throw new StepError(`Ports ${first} to ${first + attempts - 1} are all taken.`, 'Name a free port with --port.');
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error) => {
      if (hasCode(error, 'EADDRINUSE')) resolve(false);
      else reject(error);
    });
    probe.listen(port, host, () => probe.close(() => resolve(true)));
  });
}
