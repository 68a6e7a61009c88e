import { mkdir, rename, rm, writeFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { cacheFolder } from '../../../server/models/locate';

/** Folder of the models that tests make for themselves; it may be deleted at any time. */
export const testModelsFolder = (): string => path.join(cacheFolder(), 'test-models');

/**
 * A file of the test models' folder, made when it is not there. It appears under its name only when it is whole, so that
 * test processes may ask for it at once.
 * @returns its path
 */
export async function cached(name: string, make: () => Promise<Uint8Array>): Promise<string> {
  const file = path.join(testModelsFolder(), name);
  if (await exists(file)) return file;
  const bytes = await make();
  await mkdir(path.dirname(file), { recursive: true });
  const half = `${file}.${process.pid}.${Math.random().toString(36).slice(2)}`;
  try {
    await writeFile(half, bytes);
    await rename(half, file);
  } finally {
    await rm(half, { force: true });
  }
  return file;
}

export const exists = (file: string): Promise<boolean> =>
  stat(file).then(
    () => true,
    () => false,
  );
