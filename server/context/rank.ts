import { identifiersOf, overlap, type Identifiers } from './identifiers';
import type { ContextSnippet } from './snippet';

/** A piece of code that may become a snippet. */
export interface Candidate extends ContextSnippet {
  /** First line in its document, for a stable order. */
  line: number;
  /** What its own source says of it, 0 to 1: how alike a chunk is, how recent an edit. */
  strength: number;
  /** Where it is not the weight of its kind. */
  weight?: number;
}

/** What stands around the cursor. */
export interface Surroundings {
  /** Names in the lines next to the cursor. */
  names: Identifiers;
  /** Lines, without their indentation, that the prompt is going to hold anyway. */
  lines: ReadonlySet<string>;
}

/** How much a kind of snippet helps. What the code surely uses comes before what it may resemble. */
const weights: Record<ContextSnippet['why'], number> = { definition: 1, import: 0.95, similar: 0.8, recent: 0.7 };
/** Snippets with a lower score cost more tokens than they are worth. */
const leastScore = 0.25;
/** What is in the prompt already is evaluated already: something else must be clearly better to take its place. */
const keptBonus = 1.2;
/** A snippet that shares more of its lines with what is there already says nothing new. */
const mostKnownLines = 0.6;
/** What changes least comes first, so that the KV cache holds as much as possible when the rest changes. */
const order: readonly ContextSnippet['why'][] = ['import', 'definition', 'recent', 'similar'];

/**
 * The snippets for a document within a budget of UTF-16 units. The score is
 * `weight of the kind · (strength + share of names in common with the cursor's surroundings) / 2`, and a fifth more for a
 * snippet that was there before. The best that fit are taken; they stand in an order that does not depend on the score:
 * by kind, path and line.
 */
export function chosenSnippets(
  candidates: readonly Candidate[],
  around: Surroundings,
  before: readonly ContextSnippet[],
  budget: number,
): ContextSnippet[] {
  const scored = candidates
    .map((candidate) => ({ candidate, score: scoreOf(candidate, around, before) }))
    .filter(({ score }) => score >= leastScore)
    .sort((a, b) => b.score - a.score || byPlace(a.candidate, b.candidate));
  const known = new Set(around.lines);
  const taken: Candidate[] = [];
  let left = budget;
  for (const { candidate } of scored) {
    const lines = tellingLines(candidate.text);
    if (candidate.text.length > left || lines.length === 0) continue;
    const repeated = lines.filter((line) => known.has(line)).length;
    if (repeated > lines.length * mostKnownLines) continue;
    taken.push(candidate);
    left -= candidate.text.length;
    for (const line of lines) known.add(line);
  }
  return taken.sort(byPlace).map(({ path, languageId, text, why }) => ({ path, languageId, text, why }));
}

function scoreOf(candidate: Candidate, around: Surroundings, before: readonly ContextSnippet[]): number {
  const { text, path, why, strength, weight = weights[why] } = candidate;
  const kept = before.some((snippet) => snippet.text === text && snippet.path === path);
  const likeness = overlap(identifiersOf(text), around.names);
  return ((weight * (strength + likeness)) / 2) * (kept ? keptBonus : 1);
}

function byPlace(a: Candidate, b: Candidate): number {
  return (
    order.indexOf(a.why) - order.indexOf(b.why) || compare(a.path, b.path) || a.line - b.line || compare(a.text, b.text)
  );
}

/** By code units, so that the order is the same on each machine. */
function compare(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

/** Lines that say something, without their indentation: a closing bracket stands everywhere. */
export function tellingLines(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => /[\p{L}\p{N}]{2}/u.test(line));
}
