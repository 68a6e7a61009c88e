import assert from 'node:assert/strict';
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import catalog from '../../models/catalog.json';
import { readSettings } from '../../shared/settings';
import { adapterFor, cacheFolder, locateModel } from '../../server/models/locate';

const ownModels = path.resolve(__dirname, '../../models');
const { adapter, bytes, file: defaultFile } = catalog.default;

test('the cache folder of each platform', () => {
  assert.equal(cacheFolder({ HOME: '/home/a' }, 'linux'), '/home/a/.cache/cria');
  assert.equal(cacheFolder({ HOME: '/home/a', XDG_CACHE_HOME: '/fast' }, 'linux'), '/fast/cria');
  assert.equal(cacheFolder({ HOME: '/Users/a' }, 'darwin'), '/Users/a/Library/Caches/cria');
  assert.equal(cacheFolder({ LOCALAPPDATA: 'C:\\L' }, 'win32'), 'C:\\L\\cria\\Cache');
  assert.equal(cacheFolder({ USERPROFILE: 'C:\\a' }, 'win32'), 'C:\\a\\AppData\\Local\\cria\\Cache');
  assert.equal(cacheFolder({ HOME: '/home/a', CRIA_CACHE: '~/c' }), path.resolve('/home/a/c'));
});

test('the setting goes before the variable, and that before the default', () => {
  const env = { HOME: path.resolve('/home/a'), CRIA_CACHE: path.resolve('/cache') };
  const set = (value: string) => readSettings({ model: { path: value } }).settings;
  const variable = { ...env, CRIA_MODEL: '~/env.gguf' };
  assert.deepEqual(locateModel(set(' ~/set.gguf '), variable), {
    path: path.join(env.HOME, 'set.gguf'),
    source: 'setting',
  });
  assert.deepEqual(locateModel(set(''), variable), { path: path.join(env.HOME, 'env.gguf'), source: 'environment' });
  assert.deepEqual(locateModel(set(''), { ...env, CRIA_MODEL: '' }), {
    path: path.join(env.CRIA_CACHE, 'models', defaultFile),
    source: 'default',
  });
});

let folder = '';
before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'cria-locate-'));
});
after(() => rm(folder, { recursive: true }));

test('the adapter belongs to the default model only, and comes with the extension', () => {
  const env = { CRIA_CACHE: path.join(folder, 'empty') };
  const found = adapterFor({ path: path.join(folder, 'renamed.gguf'), fileBytes: bytes }, ownModels, env);
  assert.equal(found?.path, path.join(ownModels, adapter.folder, adapter.file));
  assert.deepEqual(found.infill, {
    order: 'spm',
    tokens: { prefix: 3, suffix: 8, middle: 6, end: 0 },
    addBos: false,
    adapter: 'smollm2-135m-infill',
    trained: { prefixTokens: 280, suffixTokens: 128 },
  });
  assert.equal(adapterFor({ path: path.join(folder, defaultFile), fileBytes: bytes + 1 }, ownModels, env), undefined);
  assert.equal(adapterFor({ path: path.join(folder, defaultFile), fileBytes: bytes }, folder, env), undefined);
});

test('a copy beside the model comes first, half a copy is passed over', async () => {
  const env = { CRIA_CACHE: path.join(folder, 'cache') };
  const whole = path.join(ownModels, adapter.folder, adapter.file);
  const beside = path.join(folder, adapter.file);
  const cached = path.join(folder, 'cache', 'models', adapter.file);
  await mkdir(path.dirname(cached), { recursive: true });
  await copyFile(whole, cached);
  await writeFile(beside, 'GGUF');
  const model = { path: path.join(folder, defaultFile), fileBytes: bytes };
  assert.equal(adapterFor(model, ownModels, env)?.path, cached);
  await copyFile(whole, beside);
  assert.equal(adapterFor(model, ownModels, env)?.path, beside);
});
