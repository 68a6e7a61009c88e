import type { JoinedCode, SyntaxChecker } from '../../syntax';
import { unpaired } from '../brackets';
import { isBlank } from '../lines';
import { closers } from './closers';
import { cutAt, type Draft, type Filter, type Place } from './filter';

/** Shorter texts that are tried before a suggestion is dropped. */
const mostTries = 6;

/**
 * Cuts a text that adds a syntax error back to the last place where it adds none: to the end of a line or, inside the
 * first line, of a word or a bracket. Where there is no such place it is dropped. Code that is broken beyond that is
 * left alone.
 */
export function syntaxErrors(syntax: SyntaxChecker, growing: boolean): Filter {
  return {
    name: 'would add a syntax error',
    apply(draft, place) {
      const { verdict, soundUpTo } = syntax.check(joinedCode(draft, place, growing));
      if (verdict !== 'faulty') return draft;
      for (const length of shorter(draft.text, soundUpTo)) {
        // What is left may no longer write the closers that it replaced.
        const cut = closers.apply(cutAt(draft, length), place);
        if (syntax.check(joinedCode(cut, place, false)).verdict !== 'faulty') return cut;
      }
      return cutAt(draft, 0);
    },
  };
}

/** The document's text with the draft in it, as far as it is known. */
export function joinedCode({ text, replaced }: Draft, place: Place, growing: boolean): JoinedCode {
  const { languageId, prefix, restOfLine, below } = place;
  const { before, after } = place.around ?? { before: prefix, after: restOfLine + below };
  return {
    ...{ languageId, before, written: text, growing },
    ...{ replaced: after.slice(0, replaced), after: after.slice(replaced) },
  };
}

/** Lengths at which the text may be sound, the longest first: brackets that it opens it also closes. */
function shorter(text: string, soundUpTo: number): number[] {
  const lines = lengthsAt(text, /(?<=\S)[ \t]*\n/g).filter((length) => !isBlank(text.slice(0, length)));
  const firstLine = /^\s*[^\n]*/.exec(text)?.[0].trimEnd() ?? '';
  const words = lengthsAt(firstLine, /(?<=[\p{L}\p{N}_)\]}"'`;])(?![\p{L}\p{N}_])/gu).filter(
    (length) => length < text.length,
  );
  const balanced = (length: number) => unpaired(text.slice(0, length)).opened.length === 0;
  const longest = (lengths: number[]) => [...new Set(lengths)].reverse().filter(balanced);
  // An error in the middle of the text stands in all that goes beyond it.
  const near = [...longest(lines), ...longest(words)];
  const upToError = near.filter((length) => soundUpTo === 0 || length <= soundUpTo);
  return [...new Set([...upToError, ...near])].slice(0, mostTries);
}

function lengthsAt(text: string, ends: RegExp): number[] {
  return [...text.matchAll(ends)].map(({ index }) => index);
}
