import type { Lane } from './engine';
import type { Scheduler } from './scheduler';

/** Spare work ended because a request came. */
class GaveWay extends Error {
  override readonly name = 'GaveWay';
  constructor() {
    super('a request came');
  }
}

/** Runs one use of the device when the device is free; throws the reason of whoever was aborted meanwhile. */
export type Step = <T>(run: () => Promise<T>) => Promise<T>;

const spareLane: Lane = 'warmUp';

/** Work that gives way to any request: prompts that are warmed up, and writing to disk. */
export class SpareTime {
  readonly #scheduler: Scheduler;
  readonly #running = new Set<AbortController>();

  constructor(scheduler: Scheduler) {
    this.#scheduler = scheduler;
  }

  /** Ends all that a request must not wait for. */
  giveWay(): void {
    for (const running of this.#running) running.abort(new GaveWay());
  }

  /**
   * Runs work behind everything else. That a request came is no failure: it just ends.
   * @throws the signal's reason when it aborts, and whatever the work throws.
   */
  async run(signal: AbortSignal, work: (step: Step, spare: AbortSignal) => Promise<void>): Promise<void> {
    const own = new AbortController();
    this.#running.add(own);
    const either = AbortSignal.any([signal, own.signal]);
    const job = this.#scheduler.open(spareLane, either);
    try {
      await work((step) => job.step(step), either);
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      if (!(error instanceof GaveWay)) throw error;
    } finally {
      job.close();
      this.#running.delete(own);
    }
  }
}
