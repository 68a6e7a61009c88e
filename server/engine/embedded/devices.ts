import type { Llama } from 'node-llama-cpp';
import type { Settings } from '../../../shared/settings';
import type { Log } from '../../log';
import { deviceMissing } from './failures';

/** Last lines of llama.cpp's errors that are worth showing. */
const keptComplaints = 3;

/**
 * llama.cpp by device, each loaded once in the life of the process: when its library is asked for a second time in one
 * process, the first logger's end takes the second with it, and llama.cpp prints to standard output, where a client may
 * be listening for the protocol.
 */
export class LlamaDevices {
  readonly #log: Log;
  readonly #loaded: Llama[] = [];
  #complaints: string[] = [];

  constructor(log: Log) {
    this.#log = log;
  }

  /** The last errors that llama.cpp has logged since {@link get}: its exceptions have no reason in them. */
  get complaints(): readonly string[] {
    return this.#complaints.slice(-keptComplaints);
  }

  /** @throws EngineError when the device is not there. */
  async get(device: Settings['engine']['device']): Promise<Llama> {
    this.#complaints = [];
    const { getLlama, getLlamaGpuTypes, LlamaLogLevel } = await import('node-llama-cpp');
    const gpu = device === 'cpu' ? false : device;
    const known =
      gpu === 'auto'
        ? await this.#best(() => getLlamaGpuTypes('supported'))
        : this.#loaded.find((llama) => llama.gpu === gpu);
    if (known) return known;
    const llama = await getLlama({
      gpu,
      build: 'never',
      skipDownload: true,
      progressLogs: false,
      logLevel: LlamaLogLevel.warn,
      logger: (level, message) => {
        const serious = level === LlamaLogLevel.error || level === LlamaLogLevel.fatal;
        if (serious) this.#complaints.push(message.trim());
        this.#log(serious ? 'error' : level === LlamaLogLevel.warn ? 'warn' : 'debug', `llama.cpp: ${message.trim()}`);
      },
    }).catch((error: unknown) => {
      throw deviceMissing(device, error);
    });
    this.#loaded.push(llama);
    // The library takes the processor in place of a device that no machine of this kind has.
    if (gpu !== 'auto' && llama.gpu !== gpu) throw deviceMissing(device);
    return llama;
  }

  /** A loaded one that `auto` would choose again, or undefined where it may choose one that is not loaded. */
  async #best(supported: () => Promise<Llama['gpu'][]>): Promise<Llama | undefined> {
    if (this.#loaded.length === 0) return undefined;
    const [best] = await supported();
    return this.#loaded.find((llama) => llama.gpu === (best ?? false));
  }
}
