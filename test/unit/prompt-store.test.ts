import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, truncate, utimes, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { clearFolder, PromptStore } from '../../server/engine/cache/disk';

const never = new AbortController().signal;
const tokens = (name: number) => Array.from({ length: 100 }, (_, index) => (index === 0 ? name : index));
const state = (file: string) => writeFile(file, Buffer.alloc(10_000, 7));

describe('the store of evaluated prompts', () => {
  let root = '';
  const logged: string[] = [];
  before(async () => (root = await mkdtemp(path.join(os.tmpdir(), 'cria-store-'))));
  after(() => rm(root, { recursive: true, force: true }));
  const open = (folder: string, { model = 'one', limit = 1e9 } = {}) =>
    PromptStore.open(path.join(root, folder), model, limit, (_level, text) => logged.push(text));
  const files = (folder: string) => readdir(path.join(root, folder));
  const only = (store: PromptStore) => [...store.prompts.keys()][0] ?? '';
  const load = async (file: string) => assert.equal((await readFile(file)).length, 10_000);

  test('gives back what was written, in another process too', async () => {
    const store = await open('simple');
    assert.equal(await store.write('a', tokens(1), state, never), true);
    const again = await open('simple');
    assert.deepEqual([...(again.prompts.get(only(again))?.tokens ?? [])], tokens(1));
    assert.equal(await again.read(only(again), load), true);
    assert.equal(again.bytes, 10_000);
  });

  test('names say nothing of the prompt', async () => {
    const store = await open('names');
    await store.write('file:///home/someone/secret.ts', tokens(1), state, never);
    for (const name of await files('names')) assert.match(name, /^[0-9a-f]{40}\.(kv|json)$/);
  });

  test('another model’s prompts are not seen, and stay', async () => {
    await (await open('models')).write('a', tokens(1), state, never);
    assert.equal((await open('models', { model: 'two' })).prompts.size, 0);
    assert.equal((await open('models')).prompts.size, 1);
  });

  for (const [what, harm] of [
    ['is cut short', (file: string) => truncate(`${file}.kv`, 5000)],
    ['has a byte changed', (file: string) => writeFile(`${file}.kv`, Buffer.alloc(10_000, 8))],
    ['is gone', (file: string) => rm(`${file}.kv`)],
    ['has a broken description', (file: string) => writeFile(`${file}.json`, '{"version": 1')],
    ['is described by another version', (file: string) => writeFile(`${file}.json`, '{"version": 2}')],
  ] as const) {
    test(`a file that ${what} is deleted and not loaded`, async () => {
      const folder = `broken ${what}`;
      const store = await open(folder);
      await store.write('a', tokens(1), state, never);
      const name = only(store);
      await harm(path.join(root, folder, name));
      let loaded = false;
      const read = await store.read(name, () => {
        loaded = true;
        return Promise.resolve();
      });
      assert.deepEqual([read, loaded], [false, false]);
      assert.deepEqual(await files(folder), []);
      assert.equal((await open(folder)).prompts.size, 0);
    });
  }

  test('a state that the engine does not take is deleted', async () => {
    const store = await open('refused');
    await store.write('a', tokens(1), state, never);
    assert.equal(await store.read(only(store), () => Promise.reject(new Error('foreign'))), false);
    assert.deepEqual(await files('refused'), []);
  });

  test('a longer prompt takes the place of its own beginning, another one does not', async () => {
    const store = await open('longer');
    await store.write('a', tokens(1), state, never);
    await store.write('a', tokens(2), state, never);
    await store.write('a', [...tokens(1), 5], state, never);
    await store.write('b', [...tokens(1), 5, 6], state, never);
    assert.deepEqual([...store.prompts.values()].map((prompt) => prompt.tokens.length).sort(), [100, 101, 102]);
    assert.equal((await files('longer')).length, 6);
  });

  test('the folder stays below its limit: what was used longest ago goes', async () => {
    const store = await open('limit', { limit: 25_000 });
    for (const number of [1, 2, 3]) {
      await store.write(`file ${number}`, tokens(number), state, never);
      const name = [...store.prompts.keys()].at(-1) ?? '';
      const used = new Date(Date.now() - 100_000 + number * 1000);
      await utimes(path.join(root, 'limit', `${name}.kv`), used, used);
    }
    assert.deepEqual([...store.prompts.values()].map((prompt) => prompt.tokens[0]).sort(), [2, 3]);
    assert.equal((await files('limit')).length, 4);
  });

  test('one that is larger than the limit is not kept', async () => {
    const store = await open('tiny', { limit: 5000 });
    assert.equal(await store.write('a', tokens(1), state, never), false);
    assert.equal(store.bytes, 0);
  });

  test('what a killed process left under a temporary name goes after an hour', async () => {
    const folder = path.join(root, 'killed');
    await mkdir(folder);
    for (const [name, age] of [
      ['old.tmp', 2 * 3_600_000],
      ['young.tmp', 1000],
    ] as const) {
      await writeFile(path.join(folder, name), 'half');
      const when = new Date(Date.now() - age);
      await utimes(path.join(folder, name), when, when);
    }
    await open('killed');
    assert.deepEqual(await files('killed'), ['young.tmp']);
  });

  test('a full disk is told once, and nothing is left half', async () => {
    const store = await open('full');
    logged.length = 0;
    const full = () => Promise.reject(new Error('ENOSPC: no space left on device'));
    assert.equal(await store.write('a', tokens(1), full, never), false);
    assert.equal(await store.write('a', tokens(2), full, never), false);
    assert.deepEqual(await files('full'), []);
    assert.equal(logged.length, 1);
    assert.match(logged[0] ?? '', /ENOSPC.*cria\.promptCache\.disk/);
  });

  test('a folder that cannot be made is told, and the store is empty', async () => {
    await writeFile(path.join(root, 'a file'), '');
    const store = await open('a file/below');
    assert.equal(await store.write('a', tokens(1), state, never), false);
  });

  test('a clear deletes all files of ours and no other', async () => {
    await (await open('clear')).write('a', tokens(1), state, never);
    await (await open('clear', { model: 'two' })).write('a', tokens(1), state, never);
    await writeFile(path.join(root, 'clear', 'notes.txt'), 'mine');
    const cleared = await clearFolder(path.join(root, 'clear'));
    assert.equal(cleared.files, 2);
    assert.ok(cleared.bytes > 20_000);
    assert.deepEqual(await files('clear'), ['notes.txt']);
    assert.deepEqual(await clearFolder(path.join(root, 'nowhere')), { files: 0, bytes: 0 });
  });
});
