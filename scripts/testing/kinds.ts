import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { isMissing } from '../setup/files';
import { browserStep } from '../setup/browser';
import { buildStep } from '../setup/build';
import { modelStep } from '../setup/model';
import type { Step } from '../setup/step';
import { vscodeStep } from '../setup/vscode';

/** A kind of tests: a folder under test/, what has to be there, and how its files run. */
export interface Kind {
  name: string;
  heading: string;
  steps: (() => Step)[];
  /** Files that run beside each other. */
  concurrency: number;
  /** Seconds that one file may take. */
  fileSeconds: number;
}

/** In the order in which they run: what is quick to fail comes first. */
export const kinds: readonly Kind[] = [
  { name: 'unit', heading: 'Unit tests', steps: [buildStep], concurrency: 2, fileSeconds: 120 },
  // One model at a time: two would measure each other's load.
  { name: 'server', heading: 'Server tests', steps: [buildStep, modelStep], concurrency: 1, fileSeconds: 240 },
  {
    name: 'webview',
    heading: 'Tests of the chat page',
    steps: [buildStep, browserStep],
    concurrency: 1,
    fileSeconds: 180,
  },
  {
    name: 'editor',
    heading: 'Tests in VS Code',
    steps: [buildStep, modelStep, vscodeStep, browserStep],
    concurrency: 1,
    fileSeconds: 360,
  },
];

/** The steps that these kinds need, each once, in the order of the longest list. */
export function stepsFor(chosen: readonly Kind[]): Step[] {
  return [...new Set(chosen.flatMap(({ steps }) => steps))].map((step) => step());
}

/** The test files of a kind, sorted. */
export async function testFiles(testFolder: string, kind: Kind): Promise<string[]> {
  const folder = path.join(testFolder, kind.name);
  try {
    const names = await readdir(folder, { recursive: true });
    return names
      .filter((name) => name.endsWith('.test.ts'))
      .sort()
      .map((name) => path.join(folder, name));
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}
