import { createHash } from 'node:crypto';
import { createReadStream, type Stats } from 'node:fs';
import { lstat, mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';

/** SHA-256 of a file, in lower-case hexadecimal digits. */
export async function sha256OfFile(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}

/** What is at a path, or null. */
export async function statOrNull(file: string): Promise<Stats | null> {
  try {
    return await lstat(file);
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

/** The text of a file, or null where there is none. */
export async function readOrNull(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

/** Bytes of all files under a folder; what disappears meanwhile counts as nothing. */
export async function folderBytes(folder: string): Promise<number> {
  let entries;
  try {
    entries = await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if (isMissing(error)) return 0;
    throw error;
  }
  let bytes = 0;
  for (const entry of entries) {
    const inside = path.join(folder, entry.name);
    bytes += entry.isDirectory() ? await folderBytes(inside) : ((await statOrNull(inside))?.size ?? 0);
  }
  return bytes;
}

/**
 * Makes a file or folder completely or not at all: `make` fills a temporary path beside it, which is renamed at the
 * end. What earlier runs left half made is removed first, what runs beside this one make is left alone.
 */
export async function atomically(target: string, make: (temporary: string) => Promise<void>): Promise<void> {
  const folder = path.dirname(target);
  await mkdir(folder, { recursive: true });
  await removeLeftovers(folder, path.basename(target));
  const temporary = `${target}.${process.pid}.part`;
  try {
    await make(temporary);
    await putInPlace(temporary, target);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

/** A folder cannot be renamed over another: the one that is there goes first. */
async function putInPlace(temporary: string, target: string): Promise<void> {
  if ((await statOrNull(temporary))?.isDirectory()) await rm(target, { recursive: true, force: true });
  await rename(temporary, target);
}

async function removeLeftovers(folder: string, base: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const owner = name.startsWith(`${base}.`) ? /\.(\d+)\.part$/.exec(name)?.[1] : undefined;
    if (owner !== undefined && !isRunning(Number(owner))) {
      await rm(path.join(folder, name), { recursive: true, force: true });
    }
  }
}

/** Signal 0 asks whether a process exists and does nothing to it. */
function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return hasCode(error, 'EPERM');
  }
}

/** Whether an error is a system error with this code. */
export function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

/** Whether an error says that there is no such file or folder. */
export function isMissing(error: unknown): boolean {
  return hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR');
}
