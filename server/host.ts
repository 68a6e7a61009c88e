import path from 'node:path';
import type { ClearedCache, EngineCounters, ModelReport, ServerStatus } from '../shared/protocol';
import type { Settings } from '../shared/settings';
import { clearFolder } from './engine/cache/disk';
import type { EmbeddedEngine } from './engine/embedded/load';
import type { Lane } from './engine/engine';
import { EngineError } from './engine/errors';
import type { Log } from './log';
import type { InfillSupport } from './models/infill';

/** A model that is ready, with what prompts need to know of it. */
export interface LoadedModel {
  engine: EmbeddedEngine;
  infill: InfillSupport;
  chatFormat: 'llama2' | 'template';
}

export interface LoadHooks {
  /** 0 to 1. */
  onProgress(part: number): void;
  onBusy(lane: Lane | null): void;
}

export type LoadModel = (
  settings: Settings,
  modelPath: string,
  hooks: LoadHooks,
  signal: AbortSignal,
) => Promise<LoadedModel>;

export interface HostParts {
  load: LoadModel;
  /** The file that the settings mean; it may be missing. */
  locate(settings: Settings): string;
  onStatus(status: ServerStatus): void;
  /** Folder for evaluated prompts; null: none is kept on disk. */
  storage: string | null;
  log: Log;
}

/** What a model depends on: when it changes, the model is loaded anew. */
const fingerprint = (settings: Settings, file: string) => JSON.stringify([file, settings.engine, settings.promptCache]);

const nothingCounted: EngineCounters = {
  ...{ evaluatedTokens: 0, decodeSteps: 0, restoredFromMemory: 0, restoredFromDisk: 0 },
  ...{ deviceBytes: 0, memoryBytes: 0, diskBytes: 0 },
};

/**
 * The one model of this process: loads it when it is wanted, keeps it, lets it go.
 * Every change of state is told by {@link HostParts.onStatus}.
 */
export class ModelHost {
  readonly #parts: HostParts;
  #settings: Settings;
  #loading: { key: string; abort: AbortController; model: Promise<LoadedModel> } | undefined;
  #loaded: LoadedModel | undefined;
  #status: ServerStatus = { state: 'unloaded', busy: null };

  constructor(parts: HostParts, settings: Settings) {
    this.#parts = parts;
    this.#settings = settings;
  }

  counters(): EngineCounters {
    return this.#loaded?.engine.counters() ?? nothingCounted;
  }

  /**
   * The model, loaded where it is not. A load that failed is tried again only by `retry`, which somebody's own action
   * sets: key presses must not load a broken file over and over.
   * @throws EngineError that says why there is none.
   */
  async model({ retry }: { retry: boolean }): Promise<LoadedModel> {
    if (!this.#settings.enabled) {
      throw new EngineError('turnedOff', { text: 'Cria is off.', nextStep: 'Turn it on in its status bar menu.' });
    }
    const file = this.#parts.locate(this.#settings);
    const key = fingerprint(this.#settings, file);
    if (this.#loading?.key === key && !(retry && this.#status.state === 'error')) return this.#loading.model;
    return this.#start(key, file, this.unload());
  }

  /** Takes new settings: unloads when Cria is off, loads anew what depends on them. */
  async apply(settings: Settings): Promise<void> {
    const known = this.#loading !== undefined;
    this.#settings = settings;
    if (!settings.enabled) {
      await this.unload();
      this.#set({ state: 'off', busy: null });
      return;
    }
    const stale = this.#loading?.key !== fingerprint(settings, this.#parts.locate(settings));
    if (stale) {
      await this.unload();
      // A request may have begun a load of its own meanwhile, and its outcome is newer than this.
      if (this.#loading === undefined) this.#set({ state: 'unloaded', busy: null });
      if (known || settings.model.load === 'onStart') this.warm();
    }
  }

  /** Forgets all evaluated prompts, those on disk too; loads no model for that. */
  async clearPromptCache(): Promise<ClearedCache> {
    if (this.#loaded) return this.#loaded.engine.clearPromptCache();
    return this.#parts.storage === null ? { files: 0, bytes: 0 } : clearFolder(this.#parts.storage);
  }

  /** Loads in the background; how it ends is told by the status. */
  warm(): void {
    this.model({ retry: false }).catch((error: unknown) => {
      this.#parts.log('debug', `loading ended: ${String(error)}`);
    });
  }

  /** Ends a load under way and frees the model's memory. */
  async unload(): Promise<void> {
    const loading = this.#loading;
    this.#loading = undefined;
    this.#loaded = undefined;
    if (!loading) return;
    loading.abort.abort(new EngineError('turnedOff', { text: 'The model was let go.', nextStep: 'Ask again.' }));
    const loaded = await loading.model.catch(() => null);
    await loaded?.engine.dispose();
  }

  /** @param before the model that has to go first, so that two never share the memory. */
  #start(key: string, file: string, before: Promise<void>): Promise<LoadedModel> {
    const abort = new AbortController();
    const modelName = path.basename(file, '.gguf');
    const current = () => this.#loading?.abort === abort;
    this.#set({ state: 'loading', progress: 0, modelName, busy: null });
    const hooks: LoadHooks = {
      onProgress: (part) => {
        // The editor need not hear of every tensor.
        if (current() && part - (this.#status.progress ?? 0) >= 0.02) this.#set({ ...this.#status, progress: part });
      },
      onBusy: (busy) => {
        if (current() && this.#status.state === 'ready')
          this.#set({ ...this.#status, busy: busy === 'warmUp' ? null : busy });
      },
    };
    const model = before
      .then(() => this.#parts.load(this.#settings, file, hooks, abort.signal))
      .then(
        (loaded) => {
          const report = reportOf(loaded);
          if (current()) {
            this.#loaded = loaded;
            this.#set({ state: 'ready', modelName, model: report, busy: null });
          }
          this.#parts.log(
            'info',
            `${report.name} on ${report.deviceName} (${report.device}) in ${Math.round(report.loadMs)} ms`,
          );
          return loaded;
        },
        (error: unknown) => {
          if (current() && error instanceof EngineError) {
            this.#set({ state: 'error', modelName, busy: null, error: error.userMessage });
            this.#parts.log('error', error.message);
          }
          throw error;
        },
      );
    // Whoever asks for the model hears of its failure; that nobody asks is no fault.
    model.catch(() => undefined);
    this.#loading = { key, abort, model };
    return model;
  }

  #set(status: ServerStatus): void {
    this.#status = status;
    this.#parts.onStatus(status);
  }
}

/** What the engine got, with how prompts are made for it. */
export function reportOf({ engine, infill, chatFormat }: LoadedModel): ModelReport {
  const report = engine.report();
  return {
    ...report,
    name: path.basename(report.path, '.gguf'),
    chatFormat,
    infill:
      infill.order === 'none'
        ? infill
        : { order: infill.order, ...(infill.adapter === undefined ? {} : { adapter: infill.adapter }) },
  };
}
