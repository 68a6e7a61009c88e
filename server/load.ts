import path from 'node:path';
import type { Settings } from '../shared/settings';
import type { LlamaDevices } from './engine/embedded/devices';
import { loadEmbeddedEngine } from './engine/embedded/load';
import type { LoadedModel, LoadHooks } from './host';
import type { Log } from './log';
import { kvBytesPerToken, tooLargeForMemory } from './models/forecast';
import { chatFormatOf, infillSupport, metadataOverridesFor } from './models/infill';
import { inspectModel } from './models/inspect';
import { adapterFor } from './models/locate';

/** The `models` folder beside `dist`, in a checkout and in an installed extension alike. */
const ownModels = path.resolve(__dirname, '../models');

/**
 * One model, from its file to a running engine: its header is read and judged before llama.cpp sees it.
 * @param storage folder for evaluated prompts; null: none is kept on disk.
 * @throws EngineError with what is wrong and what to do.
 */
export async function loadModel(
  settings: Settings,
  file: string,
  devices: LlamaDevices,
  hooks: LoadHooks & { log: Log },
  storage: string | null,
  signal: AbortSignal,
): Promise<LoadedModel> {
  const model = await inspectModel(file);
  const adapter = adapterFor({ path: file, fileBytes: model.fileBytes }, ownModels);
  const { engine: wanted } = settings;
  const endOfInfill = metadataOverridesFor(model)?.tokenizer.ggml.eot_token_id;
  const engine = await loadEmbeddedEngine(
    {
      modelPath: file,
      fileBytes: model.fileBytes,
      engine: wanted,
      promptCache: settings.promptCache,
      storage,
      kvBytesPerToken: kvBytesPerToken(model, wanted.kvCacheType),
      tooLarge: (contextTokens, freeBytes) =>
        tooLargeForMemory(model, { contextSize: contextTokens, kvCacheType: wanted.kvCacheType }, freeBytes),
      reservedTokens: [...model.tokenIds.values()],
      ...(adapter ? { adapter } : {}),
      ...(endOfInfill === undefined ? {} : { endOfInfill }),
    },
    devices,
    hooks,
    signal,
  );
  return { engine, infill: infillSupport(model, engine.facts, adapter), chatFormat: chatFormatOf(engine.facts) };
}
