import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import type { ClearedCache } from '../../../shared/protocol';
import type { Log } from '../../log';
import type { Token } from '../engine';
import { supersedes } from './sequence';

/** An evaluated prompt on disk. */
export interface StoredPrompt {
  /** Hash of model, settings and tokens: the name of its two files, `.kv` and `.json`. */
  name: string;
  tokens: Uint32Array;
  bytes: number;
  /** Hash of whose prompt it is. */
  owner: string;
}

/** What stands beside the KV state; it is written last, so that a state without it is one that was not finished. */
const sidecarSchema = z.object({
  version: z.literal(1),
  model: z.string(),
  owner: z.string(),
  /** Base64 of little-endian 32-bit ids. */
  tokens: z.base64(),
  bytes: z.int().positive(),
  sha256: z.string(),
});

/** A file under a temporary name that is older than this belongs to nobody any more. */
const abandonedAfterMs = 60 * 60 * 1000;

/**
 * Evaluated prompts of one model on disk. Several processes may share the folder: names follow from what is in the files,
 * files get their names when they are whole, and one that is gone or wrong is evaluated anew.
 */
export class PromptStore {
  readonly #folder: string;
  readonly #model: string;
  readonly #limit: number;
  readonly #log: Log;
  readonly #prompts = new Map<string, StoredPrompt>();
  #broken = false;

  private constructor(folder: string, model: string, limit: number, log: Log) {
    this.#folder = folder;
    this.#model = model;
    this.#limit = limit;
    this.#log = log;
  }

  /**
   * Reads what the folder has for a model. Never throws: a folder that cannot be used is told to the log and stays empty.
   * @param model what KV states depend on: file, adapter, number format, attention, version of llama.cpp.
   * @param limit bytes that the whole folder may have.
   */
  static async open(folder: string, model: string, limit: number, log: Log): Promise<PromptStore> {
    const store = new PromptStore(folder, hash(model), limit, log);
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await store.#read();
    } catch (error) {
      store.#fail(error);
    }
    return store;
  }

  get prompts(): ReadonlyMap<string, StoredPrompt> {
    return this.#prompts;
  }

  get bytes(): number {
    return [...this.#prompts.values()].reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /**
   * Keeps a prompt. An older one of the same owner that is nearly the same goes.
   * @param save writes the KV state to a path.
   * @returns whether it is on disk; a full disk or a folder without rights is told to the log once.
   * @throws the signal's reason when it aborts before the state is written.
   */
  async write(
    owner: string,
    tokens: readonly Token[],
    save: (path: string) => Promise<void>,
    signal: AbortSignal,
  ): Promise<boolean> {
    if (this.#broken) return false;
    const ids = Uint32Array.from(tokens);
    const name = hash(`${this.#model}\n${Buffer.from(ids.buffer).toString('base64')}`);
    if (this.#prompts.has(name)) return true;
    const draft = path.join(this.#folder, `${randomUUID()}.tmp`);
    try {
      await save(draft);
      await flush(draft);
      const { size } = await stat(draft);
      if (size > this.#limit) return false;
      const sidecar: z.infer<typeof sidecarSchema> = {
        version: 1,
        model: this.#model,
        owner: hash(owner),
        tokens: Buffer.from(ids.buffer).toString('base64'),
        bytes: size,
        sha256: await digestOf(draft),
      };
      await rename(draft, this.#path(name, 'kv'));
      await writeFile(`${draft}.json`, JSON.stringify(sidecar), { mode: 0o600 });
      await flush(`${draft}.json`);
      await rename(`${draft}.json`, this.#path(name, 'json'));
      for (const old of this.#supersededBy(sidecar.owner, ids)) await this.remove(old);
      this.#prompts.set(name, { name, tokens: ids, bytes: size, owner: sidecar.owner });
      await this.#shrink(name);
      return true;
    } catch (error) {
      await rm(draft, { force: true }).catch(() => undefined);
      await rm(`${draft}.json`, { force: true }).catch(() => undefined);
      if (signal.aborted && error === signal.reason) throw error;
      this.#fail(error);
      return false;
    }
  }

  /**
   * Gives a prompt back to the device after a check of its file. One that is broken, foreign or gone is deleted.
   * @param load reads the KV state from a path; throws where it does not fit.
   * @returns whether it was loaded.
   */
  async read(name: string, load: (path: string) => Promise<void>): Promise<boolean> {
    const file = this.#path(name, 'kv');
    try {
      const sidecar = sidecarSchema.parse(JSON.parse(await readFile(this.#path(name, 'json'), 'utf8')));
      const { size } = await stat(file);
      if (size !== sidecar.bytes || (await digestOf(file)) !== sidecar.sha256) throw new Error('its digest is wrong');
      await load(file);
      const now = new Date();
      await utimes(file, now, now).catch(() => undefined);
      return true;
    } catch (error) {
      this.#log('warn', `An evaluated prompt could not be read and is deleted: ${messageOf(error)}`);
      await this.remove(name);
      return false;
    }
  }

  async remove(name: string): Promise<void> {
    this.#prompts.delete(name);
    await rm(this.#path(name, 'json'), { force: true }).catch(() => undefined);
    await rm(this.#path(name, 'kv'), { force: true }).catch(() => undefined);
  }

  /** Forgets what it knows; {@link clearFolder} deletes the files. */
  forget(): void {
    this.#prompts.clear();
  }

  async #read(): Promise<void> {
    for (const entry of await readdir(this.#folder)) {
      const name = path.parse(entry).name;
      if (entry.includes('.tmp')) await this.#dropAbandoned(entry);
      if (!entry.endsWith('.json') || entry.includes('.tmp')) continue;
      try {
        const sidecar = sidecarSchema.parse(JSON.parse(await readFile(path.join(this.#folder, entry), 'utf8')));
        if (sidecar.model !== this.#model) continue;
        await stat(this.#path(name, 'kv'));
        const tokens = Buffer.from(sidecar.tokens, 'base64');
        const ids = new Uint32Array(Uint8Array.from(tokens).buffer, 0, Math.floor(tokens.length / 4));
        this.#prompts.set(name, { name, tokens: ids, bytes: sidecar.bytes, owner: sidecar.owner });
      } catch (error) {
        this.#log('warn', `An evaluated prompt is broken and is deleted: ${messageOf(error)}`);
        await this.remove(name);
      }
    }
  }

  async #dropAbandoned(entry: string): Promise<void> {
    const file = path.join(this.#folder, entry);
    const { mtimeMs } = await stat(file);
    if (Date.now() - mtimeMs > abandonedAfterMs) await rm(file, { force: true });
  }

  /** Older prompts of the owner of which the new one has nearly all: the beginning of a file that was typed on. */
  #supersededBy(owner: string, tokens: Uint32Array): string[] {
    return [...this.#prompts.values()]
      .filter((old) => old.owner === owner && supersedes(tokens, old.tokens))
      .map(({ name }) => name);
  }

  /** Deletes what was not used for the longest time, of any model, until the folder is small enough. */
  async #shrink(newest: string): Promise<void> {
    const files: { name: string; size: number; usedMs: number }[] = [];
    for (const entry of await readdir(this.#folder)) {
      if (!entry.endsWith('.kv')) continue;
      const file = await stat(path.join(this.#folder, entry)).catch(() => null);
      if (file) files.push({ name: path.parse(entry).name, size: file.size, usedMs: file.mtimeMs });
    }
    let total = files.reduce((sum, { size }) => sum + size, 0);
    for (const { name, size } of files.sort((a, b) => a.usedMs - b.usedMs)) {
      if (total <= this.#limit) return;
      if (name === newest) continue;
      await this.remove(name);
      total -= size;
    }
  }

  #path(name: string, extension: 'kv' | 'json'): string {
    return path.join(this.#folder, `${name}.${extension}`);
  }

  #fail(error: unknown): void {
    this.#broken = true;
    this.#log(
      'warn',
      `Evaluated prompts are not kept on disk any more: ${messageOf(error)}. ` +
        'Free some space and restart the server, or turn off cria.promptCache.disk.',
    );
  }
}

/** Deletes all evaluated prompts of a folder, of any model. A folder that is not there is empty. */
export async function clearFolder(folder: string): Promise<ClearedCache> {
  const cleared: ClearedCache = { files: 0, bytes: 0 };
  const entries = await readdir(folder).catch(() => []);
  for (const entry of entries.filter((name) => /\.(?:kv|json|windows|tmp)$/.test(name))) {
    const file = path.join(folder, entry);
    const size = await stat(file).then(
      (found) => found.size,
      () => 0,
    );
    await rm(file, { force: true });
    cleared.bytes += size;
    if (entry.endsWith('.kv')) cleared.files++;
  }
  return cleared;
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 40);
}

async function digestOf(file: string): Promise<string> {
  const digest = createHash('sha256');
  await pipeline(createReadStream(file, { highWaterMark: 2 ** 20 }), digest);
  return digest.digest('hex');
}

/** Waits until the file's content is on the disk: a rename must not be there before it. */
async function flush(file: string): Promise<void> {
  const handle = await open(file, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
