/** The names in a piece of code as hashes in ascending order, each once. Two texts are alike as far as they share them. */
export type Identifiers = Uint32Array;

/** Words that any two files share, in the languages that people write most. */
const keywords = `abstract and any as assert async await begin bool boolean break byte case catch char class const
continue debugger declare def default defer del delete do double elif else elsif end enum except export extends extern
false final finally float fn for foreach from func function global go goto if impl implements import in include inline
instanceof int int32 int64 interface internal is lambda let long loop match mod module mut namespace new nil none None
not null number object of operator or override package pass private protected pub public raise readonly ref require
rescue return self Self short signed sizeof static str string String struct super switch template then this throw throws
trait True False true try type typedef typename typeof uint undefined union unsafe unsigned until use using val var
virtual void volatile when where while with yield`.split(/\s+/);

const offsetBasis = 0x811c9dc5;
const prime = 0x01000193;

function hashOf(text: string, from: number, to: number): number {
  let hash = offsetBasis;
  for (let at = from; at < to; at++) hash = Math.imul(hash ^ text.charCodeAt(at), prime);
  return hash >>> 0;
}

const keywordHashes = new Set(keywords.map((word) => hashOf(word, 0, word.length)));

/** Names of at least two characters; numbers and keywords are none. Linear in the text. */
export function identifiersOf(text: string): Identifiers {
  const found = new Set<number>();
  for (let at = 0; at < text.length; at++) {
    if (!isWordUnit(text.charCodeAt(at))) continue;
    const from = at;
    while (at < text.length && isWordUnit(text.charCodeAt(at))) at++;
    if (at - from < 2 || isDigit(text.charCodeAt(from))) continue;
    const hash = hashOf(text, from, at);
    if (!keywordHashes.has(hash)) found.add(hash);
  }
  return Uint32Array.from(found).sort();
}

/** How many names both have. */
export function sharedNames(a: Identifiers, b: Identifiers): number {
  let shared = 0;
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    const left = a[i] ?? 0;
    const right = b[j] ?? 0;
    if (left === right) shared++;
    if (left <= right) i++;
    if (right <= left) j++;
  }
  return shared;
}

/** Share of the names of the smaller one that the other one has too, 0 to 1. */
export function overlap(a: Identifiers, b: Identifiers): number {
  const smaller = Math.min(a.length, b.length);
  return smaller === 0 ? 0 : sharedNames(a, b) / smaller;
}

/** Letters of any script, digits, `_` and `$`; all that is no ASCII counts as a letter. */
function isWordUnit(unit: number): boolean {
  return (
    (unit >= 97 && unit <= 122) ||
    (unit >= 65 && unit <= 90) ||
    isDigit(unit) ||
    unit === 95 ||
    unit === 36 ||
    unit > 127
  );
}

function isDigit(unit: number): boolean {
  return unit >= 48 && unit <= 57;
}
