import { cutAt, type Filter } from './filter';

/** Forms of well-known keys, which models have seen in their training and write again. */
const known = [
  // AWS access keys
  /\b(?:AKIA|ASIA|AGPA|AIDA|AROA)[A-Z0-9]{16}\b/,
  /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY(?: BLOCK)?-----/,
  // GitHub, GitLab, Slack, Stripe, Google, npm, OpenAI and its like
  /\bgh[pousr]_[A-Za-z0-9]{36,}/,
  /\bgithub_pat_[A-Za-z0-9_]{22,}/,
  /\bglpat-[A-Za-z0-9_-]{20,}/,
  /\bxox[abeoprs]-[A-Za-z0-9-]{10,}/,
  /\b[rs]k_live_[A-Za-z0-9]{16,}/,
  /\bAIza[A-Za-z0-9_-]{35}/,
  /\bnpm_[A-Za-z0-9]{36}/,
  /\bsk-(?:[a-z]+-)?[A-Za-z0-9_-]{32,}/,
  // JSON web tokens
  /\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}/,
];

/** A name that means a secret, and the literal that it is given. */
const named =
  /(?:key|secret|token|passw(?:or)?d|pwd|credential|auth)[\w-]*["'`]?\s*(?::[^=\n]{1,30}=|:=|=>|[:=(,])\s*["'`]?([A-Za-z0-9+/=_-]{20,})/gi;

/** Bits a character from which on a literal is no words any more: identifiers have about 3, random base64 about 4.5. */
const leastEntropy = 3.7;

/** Drops a text that holds what looks like a key or a password. They come from other people's code. */
export const secrets: Filter = {
  name: 'looks like a secret',
  apply(draft, { lineBefore }) {
    const text = lineBefore + draft.text;
    const own = (found: RegExpExecArray) => found.index + found[0].length > lineBefore.length;
    const isKnown = known.some((form) => {
      const found = form.exec(text);
      return found !== null && own(found);
    });
    const isNamed = [...text.matchAll(named)].some((found) => own(found) && isRandom(found[1] ?? ''));
    return isKnown || isNamed ? cutAt(draft, 0) : draft;
  },
};

function isRandom(literal: string): boolean {
  return /\d/.test(literal) && /[A-Za-z]/.test(literal) && entropy(literal) >= leastEntropy;
}

/** Shannon entropy in bits a character. */
function entropy(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  return [...counts.values()].reduce((bits, count) => bits - (count / text.length) * Math.log2(count / text.length), 0);
}
