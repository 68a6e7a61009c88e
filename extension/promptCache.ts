import { readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { methods, type ClearedCache } from '../shared/protocol';
import type { Connected } from './client';
import { messages } from './messages';
import { tell } from './notices';
import { bytes } from './statusView';

/** Clears the cache and says what went. */
export async function clearAndTell(server: Promise<Connected> | null, folder: string): Promise<void> {
  try {
    const cleared = await clearPromptCache(server, folder);
    void tell('info', messages.cacheCleared(cleared.files, bytes(cleared.bytes)));
  } catch (error) {
    void tell('error', messages.cacheNotCleared(error instanceof Error ? error.message : String(error)));
  }
}

/** Forgets all evaluated prompts: through the server that runs, or, where none does, by deleting its folder. */
async function clearPromptCache(server: Promise<Connected> | null, folder: string): Promise<ClearedCache> {
  const running = await server?.catch(() => null);
  if (running) return running.request<ClearedCache>(methods.clearPromptCache);
  const counted = await contents(folder);
  await rm(folder, { recursive: true, force: true });
  return counted;
}

/** How many files are in a folder and the folders in it, and their bytes; none where it does not exist. */
async function contents(folder: string): Promise<ClearedCache> {
  const names = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = names.filter((name) => name.isFile());
  const sizes = await Promise.all(
    files.map(({ parentPath, name }) =>
      stat(path.join(parentPath, name)).then(
        ({ size }) => size,
        () => 0,
      ),
    ),
  );
  return { files: files.length, bytes: sizes.reduce((sum, size) => sum + size, 0) };
}
