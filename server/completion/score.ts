import type { Settings } from '../../shared/settings';
import type { SyntaxVerdict } from '../syntax';
import { isBlank, opensBlock } from './lines';
import type { Written } from './written';
import type { CursorWindow } from './window';

/** What the score is made of; each is a number, so that it can be fitted and traced. */
export interface Features extends Record<string, number> {
  /** Mean, least and first log-probability of the tokens shown, natural logarithm. */
  meanLogProbability: number;
  minLogProbability: number;
  firstLogProbability: number;
  /** log2(1 + UTF-16 units), and lines after the first. */
  logLength: number;
  moreLines: number;
  /** The cursor stands behind a letter, behind a dot, on a blank line, below a line that opens a block: 0 or 1. */
  behindWord: number;
  behindDot: number;
  blankLine: number;
  blockStart: number;
  /** Real text stands right of the cursor. */
  textAfter: number;
  /** A filter or the syntax check cut something off. */
  trimmed: number;
  /** With it the code around parses; it is known not to. Neither where nothing can be said. */
  clean: number;
  faulty: number;
  /** Its language is not checked. */
  unchecked: number;
}

/**
 * The score is the logistic function of the weighted features: how likely the user takes the suggestion as it is.
 * `npm run bench:quality` prints the curve and fits this table; nothing else has numbers of its own.
 */
export const weights: Readonly<Features> & { constant: number } = {
  constant: 1.83,
  meanLogProbability: 1.37,
  minLogProbability: 0.2,
  firstLogProbability: 0.34,
  logLength: -1.12,
  moreLines: -0.07,
  behindWord: 0.14,
  behindDot: 0.07,
  blankLine: -0.27,
  blockStart: 0.14,
  textAfter: 0,
  trimmed: -0.2,
  clean: 2.95,
  faulty: -1,
  unchecked: 2.2,
};

/** What it takes to be shown, by the setting `cria.completion.showing`. Whoever asks by hand sees everything. */
export const thresholds: Readonly<Record<Settings['completion']['showing'], number>> = {
  eager: 0,
  balanced: 0.12,
  quiet: 0.5,
};

/** What an engine that tells no probabilities is taken to have found. */
const untold = -0.35;

type Place = Pick<CursorWindow, 'prefix' | 'lineBefore' | 'closersOnly'>;

/** What filters found of a text. */
export interface Found {
  trimmed: boolean;
  syntax: SyntaxVerdict;
}

export function featuresOf({ text, tokens }: Written, place: Place, { trimmed, syntax }: Found): Features {
  const told = tokens.map(({ logProbability }) => logProbability ?? untold);
  const { lineBefore, prefix } = place;
  const above = prefix.slice(0, prefix.length - lineBefore.length).trimEnd();
  const blankLine = isBlank(lineBefore);
  return {
    // Bounded, for one token that nobody would have guessed says no more than that.
    meanLogProbability: Math.max(
      -3,
      told.length === 0 ? untold : told.reduce((sum, one) => sum + one, 0) / told.length,
    ),
    minLogProbability: Math.max(-6, Math.min(0, ...told)),
    firstLogProbability: Math.max(-4, told[0] ?? untold),
    logLength: Math.log2(1 + text.length),
    moreLines: text.trim().split('\n').length - 1,
    behindWord: flag(/[\p{L}\p{N}_$]$/u.test(lineBefore)),
    behindDot: flag(/(?:\.|->|::)$/.test(lineBefore)),
    blankLine: flag(blankLine),
    blockStart: flag(opensBlock(blankLine ? above.slice(above.lastIndexOf('\n') + 1) : lineBefore)),
    textAfter: flag(!place.closersOnly),
    trimmed: flag(trimmed),
    clean: flag(syntax === 'clean'),
    faulty: flag(syntax === 'faulty'),
    unchecked: flag(syntax === 'unchecked'),
  };
}

/** How likely the suggestion is right, 0 to 1. */
export function scoreOf(features: Features): number {
  const { constant, ...each } = weights;
  let sum = constant;
  for (const [name, weight] of Object.entries(each)) sum += weight * (features[name] ?? 0);
  return 1 / (1 + Math.exp(-sum));
}

const flag = (holds: boolean) => (holds ? 1 : 0);
