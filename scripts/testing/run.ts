import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Kind } from './kinds';

export interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

/** One line of the counting reporter. */
interface Outcome {
  outcome: keyof Counts;
  name: string;
  file: string;
}

export interface KindResult extends Counts {
  /** Names of the tests that failed, with their files. */
  failures: string[];
}

/** Runs the files of one kind in a process of node:test; what it prints goes to the terminal. */
export async function runKind(kind: Kind, files: readonly string[], filter: string | undefined): Promise<KindResult> {
  // Without files node:test would look for some itself.
  if (files.length === 0) return count('');
  const work = await mkdtemp(path.join(os.tmpdir(), 'cria-test-'));
  const outcomes = path.join(work, 'outcomes');
  try {
    const status = await node([
      '--import',
      'tsx',
      '--test',
      `--test-concurrency=${kind.concurrency}`,
      `--test-timeout=${kind.fileSeconds * 1000}`,
      ...(filter === undefined ? [] : [`--test-name-pattern=${filter}`]),
      '--test-reporter=spec',
      '--test-reporter-destination=stdout',
      `--test-reporter=${path.join(__dirname, 'counting-reporter.mjs')}`,
      `--test-reporter-destination=${outcomes}`,
      ...files,
    ]);
    const result = count(await readFile(outcomes, 'utf8'));
    // node:test itself has failed, for a reason that is no test.
    if (status !== 0 && result.failed === 0) {
      return { ...result, failed: 1, failures: [`node --test ended with status ${status ?? 'none'}`] };
    }
    return result;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** Counts what the counting reporter wrote. */
export function count(lines: string): KindResult {
  const result: KindResult = { passed: 0, failed: 0, skipped: 0, failures: [] };
  for (const line of lines.split('\n')) {
    if (line === '') continue;
    const { outcome, name, file } = JSON.parse(line) as Outcome;
    result[outcome]++;
    const place = path.relative(process.cwd(), file);
    if (outcome === 'failed') result.failures.push(name === file ? place : `${place}: ${name}`);
  }
  return result;
}

function node(args: string[]): Promise<number | null> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: path.resolve(__dirname, '../..'), stdio: 'inherit' });
    child.on('error', reject);
    child.on('close', resolve);
  });
}
