import type { EngineRates } from '../engine';

/** Weight of the newest measurement in a moving average: about the last ten count. */
const newest = 0.2;
/** Shorter prompts say little about the rate: most of their time is one decode. */
const shortestPrompt = 64;
/** Measurements of batches that cost too much to make more of them are forgotten after so many single decodes. */
const trustedFor = 200;
/** Before it is measured, another token of a batch is taken to cost this part of a call of its own. */
const assumedMore = 0.5;

/** Milliseconds that this machine takes with this model, as measured. */
export class Pace {
  #promptRate: number | null = null;
  #single: number | null = null;
  /** What each token of a batch takes on top of a decode of one token. */
  #more: number | null = null;
  /** Single decodes since that was measured. */
  #age = 0;

  /** Tokens of a prompt a millisecond; null before one was evaluated. */
  get promptRate(): number | null {
    return this.#promptRate;
  }

  /** Tokens of a prompt were evaluated in one call. */
  evaluated(tokens: number, ms: number): void {
    // Halves, for a long prompt is a few calls only, and the first of them decides the size of the others.
    if (tokens >= shortestPrompt) this.#promptRate = average(this.#promptRate, tokens / ms, 0.5);
  }

  /** One call evaluated so many tokens of an answer, each with what may follow it. */
  decoded(tokens: number, ms: number): void {
    if (tokens === 1) {
      this.#single = average(this.#single, ms, newest);
      this.#age++;
    } else if (this.#single !== null) {
      this.#age = 0;
      this.#more = average(this.#more, Math.max(0, ms - this.#single) / (tokens - 1), newest);
    }
  }

  /** Milliseconds of a call that decodes so many tokens; null before anything is known. */
  decodeMs(tokens: number): number | null {
    if (this.#single === null) return null;
    const assumed = this.#promptRate === null ? this.#single * assumedMore : 1 / this.#promptRate;
    const more = this.#more === null || this.#age > trustedFor ? assumed : this.#more;
    return this.#single + (tokens - 1) * more;
  }

  /** Tokens a second. */
  rates(): EngineRates {
    return {
      prompt: this.#promptRate === null ? null : this.#promptRate * 1000,
      decode: this.#single === null ? null : 1000 / this.#single,
    };
  }
}

function average(before: number | null, now: number, weight: number): number {
  return before === null ? now : before + (now - before) * weight;
}
