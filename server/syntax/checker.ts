import { LRUCache } from 'lru-cache';
import { closersBehind, endsBelow } from './ends';
import { faultsOf, newFaults, touches, type Fault } from './faults';
import type { IncrementalParser } from './incremental-parser';
import { neighbourhood } from './neighbourhood';

/** A suggestion and the code around it. Line endings are LF. */
export interface JoinedCode {
  languageId: string;
  /** Left of the cursor: the document or its window, from a whole line on. */
  before: string;
  /** What the suggestion puts in. */
  written: string;
  /** What stands right of the cursor and goes. */
  replaced: string;
  /** What stays behind it: the rest of the line and lines below. */
  after: string;
  /** More will be written: brackets that are left open are no error. */
  growing: boolean;
}

/**
 * What a suggestion does to the code around it:
 * - `clean`: with it the code parses, blocks apart that go on where nobody has looked;
 * - `asBefore`: the code does not, and did not without it, which adds nothing to that;
 * - `faulty`: it adds an error;
 * - `unclear`: the code around it is too broken to tell;
 * - `unchecked`: the language has no grammar, or it is not loaded yet.
 */
export type SyntaxVerdict = 'clean' | 'asBefore' | 'faulty' | 'unclear' | 'unchecked';

export interface SyntaxResult {
  verdict: SyntaxVerdict;
  /** Where it is faulty: offset in what is written up to which it may be sound. */
  soundUpTo: number;
}

/** Says whether code that is put together parses. Synchronous; its cost does not depend on the document's size. */
export interface SyntaxChecker {
  check(code: JoinedCode): SyntaxResult;
}

/** Texts whose faults are remembered: a suggestion is tried in several lengths, each beside the code without it. */
const mostRemembered = 12;

/** @param parserOf the parser of a language, or null where there is none (yet). */
export function syntaxChecker(parserOf: (languageId: string) => IncrementalParser | null): SyntaxChecker {
  const remembered = new LRUCache<string, Fault[]>({ max: mostRemembered });
  const around = lastOf(neighbourhood);
  return {
    check(code) {
      const { languageId, before, replaced, after } = code;
      const parser = parserOf(languageId);
      if (parser === null) return { verdict: 'unchecked', soundUpTo: 0 };
      const near = around(before, replaced + after);
      const joined = { ...code, before: near.before, after: near.after.slice(replaced.length) };
      const place = {
        ...joined,
        faultsIn(text: string): Fault[] {
          const whole = near.cut ? text + endsBelow(text, joined) : text;
          const key = `${languageId} ${whole}`;
          const known = remembered.get(key);
          if (known) return known;
          const tree = parser.parse(whole);
          const faults = tree === null ? [] : faultsOf(tree);
          remembered.set(key, faults);
          return faults;
        },
      };
      const result = judge(place);
      // A name fits nearly everywhere. Where it does not, nothing may be right.
      if (typeof result !== 'object' || !isBroken(place)) return resultOf(result, place);
      return resultOf(typeof judge({ ...place, written: 'x' }) === 'object' ? 'unclear' : result, place);
    },
  };
}

/** A function of two texts that remembers its last result. */
function lastOf<T>(compute: (one: string, other: string) => T): (one: string, other: string) => T {
  let last: { one: string; other: string; result: T } | null = null;
  return (one, other) => {
    if (last?.one !== one || last.other !== other) last = { one, other, result: compute(one, other) };
    return last.result;
  };
}

function resultOf(result: Exclude<SyntaxVerdict, 'faulty'> | Fault, { before, written }: NearCode): SyntaxResult {
  if (typeof result !== 'object') return { verdict: result, soundUpTo: written.length };
  return { verdict: 'faulty', soundUpTo: Math.min(Math.max(0, result.start - before.length), written.length) };
}

/** Code with more faults than these is cut off inside a string or a list, or is of another language. */
const mostFaultsAround = 3;

interface NearCode extends JoinedCode {
  faultsIn: (text: string) => Fault[];
}

const withoutIt = ({ before, replaced, after, faultsIn }: NearCode) => faultsIn(before + replaced + after);

/** Whether the code is at fault at the cursor already. */
function isBroken(code: NearCode, without: Fault[] = withoutIt(code)): boolean {
  return without.some((fault) => touches(fault, { start: code.before.length, length: code.replaced.length }));
}

/**
 * The first fault that the suggestion adds, or what else is to be said of it. Code is often half open while it is typed.
 * Where it is at fault at the cursor already, what was written is right if all is right once the brackets are closed that
 * were open before. Where it is at fault elsewhere, or cut off where its edges make no sense, only faults at the
 * suggestion count.
 */
function judge(code: NearCode): Exclude<SyntaxVerdict, 'faulty'> | Fault {
  const { before, written, replaced, after, growing, faultsIn } = code;
  const joined = faultsIn(before + written + after);
  if (joined.length === 0) return 'clean';
  const without = withoutIt(code);
  if (without.length > mostFaultsAround) return 'unclear';
  const broken = isBroken(code, without);
  const worst = (faults: Fault[], length: number): Fault | undefined => {
    const inserted = { start: before.length, length };
    const added = newFaults(without, faults, inserted, replaced.length);
    const here = (among: Fault[]) => among.find((fault) => touches(fault, inserted));
    if (broken) return here(faults) ?? (without.length === 1 ? added[0] : undefined);
    return without.length === 0 ? faults[0] : here(added);
  };

  const first = worst(joined, written.length);
  if (first === undefined) return 'asBefore';
  if (without.length === 0 && !growing) return first;
  const closed = written + closersBehind(code);
  return worst(faultsIn(before + closed + after), closed.length) === undefined ? 'asBefore' : first;
}
