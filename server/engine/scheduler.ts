import type { Lane } from './engine';

/** Lower goes first. */
const rank: Record<Lane, number> = { completion: 0, chat: 1, warmUp: 2 };

/** A run that has the device step by step. */
export interface DeviceJob {
  /**
   * Runs one step, a chunk of prompt or one decode, when the device is free and no job of a lane before this one is open.
   * @throws the signal's reason, without running the step, when the job is aborted first.
   */
  step<T>(run: () => Promise<T>): Promise<T>;
  /** Gives the device up for good. */
  close(): void;
}

interface Waiting {
  lane: Lane;
  start: () => void;
}

/**
 * The one owner of the device. Steps run one at a time. While a completion is open no step of a chat begins:
 * between two tokens of a completion the device would look free, and a chunk of a chat's prompt would make it wait.
 */
export class Scheduler {
  readonly #onBusy: (lane: Lane | null) => void;
  readonly #open = new Map<DeviceJob, Lane>();
  #waiting: Waiting[] = [];
  #running = false;
  #reported: Lane | null = null;

  /** @param onBusy told whenever the lane that has the device changes. */
  constructor(onBusy: (lane: Lane | null) => void = () => undefined) {
    this.#onBusy = onBusy;
  }

  /** Opens a job; whoever opens it closes it, whatever happens. */
  open(lane: Lane, signal: AbortSignal): DeviceJob {
    const job: DeviceJob = {
      step: async (run) => {
        await this.#turn(lane, signal);
        try {
          return await run();
        } finally {
          this.#running = false;
          this.#next();
        }
      },
      close: () => {
        this.#open.delete(job);
        this.#report();
        this.#next();
      },
    };
    this.#open.set(job, lane);
    this.#report();
    return job;
  }

  /** Resolves when this caller has the device; rejects, out of the queue, when it is aborted first. */
  #turn(lane: Lane, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) {
        reject(signal.reason as Error);
        return;
      }
      const leave = () => {
        this.#waiting = this.#waiting.filter((other) => other !== entry);
        reject(signal.reason as Error);
      };
      const entry: Waiting = {
        lane,
        start: () => {
          signal.removeEventListener('abort', leave);
          resolve();
        },
      };
      signal.addEventListener('abort', leave, { once: true });
      this.#waiting.push(entry);
      this.#next();
    });
  }

  #next(): void {
    if (this.#running) return;
    const first = [...this.#waiting].sort((a, b) => rank[a.lane] - rank[b.lane])[0];
    if (!first || [...this.#open.values()].some((lane) => rank[lane] < rank[first.lane])) return;
    this.#waiting = this.#waiting.filter((other) => other !== first);
    this.#running = true;
    first.start();
  }

  #report(): void {
    const lanes = [...this.#open.values()].sort((a, b) => rank[a] - rank[b]);
    const now = lanes[0] ?? null;
    if (now === this.#reported) return;
    this.#reported = now;
    this.#onBusy(now);
  }
}
