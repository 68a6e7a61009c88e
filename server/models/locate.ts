import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import catalog from '../../models/catalog.json';
import training from '../../models/smollm2-infill/infill.json';
import { cacheVariable, modelVariable } from '../../shared/ids';
import type { Settings } from '../../shared/settings';
import type { InfillSupport } from './infill';

export type Environment = Readonly<Record<string, string | undefined>>;

/** The folder of downloaded models and tools: `CRIA_CACHE`, else the place that the platform has for caches. */
export function cacheFolder(env: Environment = process.env, platform: NodeJS.Platform = process.platform): string {
  const given = env[cacheVariable];
  if (given) return path.resolve(expandHome(given, env));
  const home = homeOf(env);
  const flavour = platform === 'win32' ? path.win32 : path.posix;
  if (platform === 'win32')
    return flavour.join(env.LOCALAPPDATA ?? flavour.join(home, 'AppData', 'Local'), 'cria', 'Cache');
  if (platform === 'darwin') return flavour.join(home, 'Library', 'Caches', 'cria');
  return env.XDG_CACHE_HOME ? flavour.join(env.XDG_CACHE_HOME, 'cria') : flavour.join(home, '.cache', 'cria');
}

/** Folder of downloaded models. */
export const modelsFolder = (env: Environment = process.env): string => path.join(cacheFolder(env), 'models');

/** Where the path of a model came from. */
export interface ModelLocation {
  /** Absolute; the file may be missing. */
  path: string;
  source: 'setting' | 'environment' | 'default';
}

/** The model's file: the setting, else `CRIA_MODEL`, else the default model in the cache folder. */
export function locateModel(settings: Pick<Settings, 'model'>, env: Environment = process.env): ModelLocation {
  const set = settings.model.path.trim();
  if (set !== '') return { path: path.resolve(expandHome(set, env)), source: 'setting' };
  const named = env[modelVariable]?.trim();
  if (named) return { path: path.resolve(expandHome(named, env)), source: 'environment' };
  return { path: path.join(modelsFolder(env), catalog.default.file), source: 'default' };
}

/** An adapter that teaches a model to fill in the middle. */
export interface InfillAdapter {
  name: string;
  path: string;
  /** Factor by which llama.cpp applies it. */
  scale: number;
  infill: Exclude<InfillSupport, { order: 'none' }>;
}

/**
 * The default model's infill adapter, for that model only: looked for beside the model's file, in the cache folder and in
 * the extension's own folder. A file with another digest is passed over, for half a copy would stop the model's loading.
 * @param model its path and bytes; the bytes tell the default model from all others
 * @param extensionModels the `models` folder that comes with Cria
 */
export function adapterFor(
  model: { path: string; fileBytes: number },
  extensionModels: string,
  env: Environment = process.env,
): InfillAdapter | undefined {
  const { bytes, adapter } = catalog.default;
  if (model.fileBytes !== bytes) return undefined;
  const folders = [path.dirname(model.path), modelsFolder(env), path.join(extensionModels, adapter.folder)];
  const file = folders.map((folder) => path.join(folder, adapter.file)).find((at) => digestIs(at, adapter.sha256));
  if (file === undefined) return undefined;
  const { tokens, context } = training;
  return {
    name: training.name,
    path: file,
    scale: training.adapter.scale,
    infill: {
      order: training.recommended_order as 'spm',
      tokens: { prefix: tokens.pre.id, suffix: tokens.suf.id, middle: tokens.mid.id, end: tokens.eot.id },
      addBos: training.add_bos,
      adapter: training.name,
      trained: { prefixTokens: context.prefix_tokens, suffixTokens: context.suffix_tokens },
    },
  };
}

const digestIs = (file: string, sha256: string) =>
  existsSync(file) && createHash('sha256').update(readFileSync(file)).digest('hex') === sha256;

const homeOf = (env: Environment) => env.HOME ?? env.USERPROFILE ?? homedir();

/** A leading `~` as a shell expands it. */
function expandHome(given: string, env: Environment): string {
  return given === '~' || /^~[/\\]/.test(given) ? path.join(homeOf(env), given.slice(1)) : given;
}
