/** Between two pieces of work the server reads what has come; milliseconds. */
const betweenMs = 5;

/** Work that is done while nothing is asked for: it starts after a pause and stops at the next event. */
export class QuietTimer {
  readonly #pauseMs: number;
  readonly #work: () => boolean;
  #timer: NodeJS.Timeout | undefined;

  /** @param work does a piece of the work; returns whether there is more. */
  constructor(pauseMs: number, work: () => boolean) {
    this.#pauseMs = pauseMs;
    this.#work = work;
  }

  /** Something happened: the pause begins anew. */
  touch(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#piece();
    }, this.#pauseMs);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #piece(): void {
    if (!this.#work()) return;
    this.#timer = setTimeout(() => {
      this.#piece();
    }, betweenMs);
  }
}
