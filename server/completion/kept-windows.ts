import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import type { WindowAnchor } from './window';

/** Beside the evaluated prompts, which are of no use to a prompt whose window begins elsewhere. */
const fileOf = (folder: string) => path.join(folder, 'prompts.windows');

const anchor = z.object({
  start: z.object({ line: z.int().nonnegative(), character: z.int().nonnegative() }).nullable(),
  suffixLine: z.int().nonnegative().nullable(),
});
const schema = z.object({ version: z.literal(1), documents: z.record(z.string(), z.array(anchor)) });

/** Where windows began when the server ended last; empty where that is not known. Never throws. */
export async function readWindows(folder: string): Promise<Map<string, WindowAnchor[]>> {
  try {
    const { documents } = schema.parse(JSON.parse(await readFile(fileOf(folder), 'utf8')));
    return new Map(Object.entries(documents));
  } catch {
    // The first time, or a broken file: windows begin anew, and the file is written again.
    return new Map();
  }
}

/** @throws Error of the file system. */
export async function writeWindows(folder: string, windows: ReadonlyMap<string, WindowAnchor[]>): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const half = `${fileOf(folder)}.${process.pid}.tmp`;
  await writeFile(half, JSON.stringify({ version: 1, documents: Object.fromEntries(windows) }), { mode: 0o600 });
  await rename(half, fileOf(folder));
}
