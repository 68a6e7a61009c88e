import type { EngineRates } from '../engine/engine';
import type { Trigger } from './cursor';

/** How long a suggestion may become, and how long it may take. */
export interface Length {
  /** `line`: to the end of its first line; `block`: to the stop rules' end; `more`: the same, asked for by hand. */
  lines: 'line' | 'block' | 'more';
  /** Tokens at most. */
  maxTokens: number;
  /** Milliseconds from the prompt's beginning after which a text without a whole line is given up. */
  firstLineMs: number;
  /** Milliseconds from the prompt's beginning after which its whole lines so far are the answer. */
  wholeMs: number;
  /** Milliseconds after which no other candidate is begun. */
  candidatesMs: number;
}

/** Somebody who asked by hand gets so many times the tokens of the setting. */
export const tokensByHand = 2;
/** A line of code has about ten tokens; below three lines in time, the second is not worth the wait for the first. */
const tokensOfShortBlock = 36;
/** A line that comes late is still worth more than none: so many budgets pass before it is given up. */
const patience = 3;

export interface LengthFacts {
  trigger: Trigger;
  /** Whether the first line is shown while the rest is being written. */
  early: boolean;
  /** The settings' longest suggestion in tokens, and milliseconds to its first line. */
  maxTokens: number;
  timeBudget: number;
  rates: EngineRates;
}

/**
 * The length that this machine can write in the time that the user gives it; what the place asks for ends it sooner
 * (wantsLines in stop.ts). A slow machine that has to send all at once
 * writes one line where a block could stand; one that shows the first line early has time for the rest.
 */
export function lengthFor({ trigger, early, maxTokens, timeBudget, rates }: LengthFacts): Length {
  const firstLineMs = timeBudget * patience;
  if (trigger === 'manual') {
    const wholeMs = timeBudget * (early ? 4 : 2);
    return { lines: 'more', maxTokens: maxTokens * tokensByHand, firstLineMs, wholeMs, candidatesMs: wholeMs };
  }
  const inTime = rates.decode === null ? Infinity : (rates.decode * timeBudget) / 1000;
  const block = early || inTime >= tokensOfShortBlock;
  return {
    lines: block ? 'block' : 'line',
    maxTokens,
    firstLineMs,
    wholeMs: timeBudget * (early ? patience : 1),
    candidatesMs: 0,
  };
}
