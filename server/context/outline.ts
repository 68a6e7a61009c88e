import type { Signature } from './signatures';

/** Longest outline of one document, in UTF-16 units. */
const mostUnits = 900;

/**
 * What a document that imports `names` sees of another one: signatures as whole lines, in the order of the document.
 * @param names Imported names; none: all that are of use.
 * @param used Names that stand near the cursor: where not all has room, these come first.
 * @param onlyUsed Leave out what is not used, for files that are seen without an import.
 */
export function outlineOf(
  signatures: readonly Signature[],
  names: readonly string[],
  used: ReadonlySet<string>,
  onlyUsed: boolean,
): string {
  const wanted = new Set(names);
  const visible = exported(signatures);
  const isNamed = ({ name }: Signature) => wanted.size === 0 || wanted.has(name);
  const chosen = new Set<number>();
  let units = 0;
  const take = (at: number) => {
    const missing = lineage(signatures, at).filter((part) => !chosen.has(part));
    const size = missing.reduce((sum, part) => sum + sizeOf(signatures[part]), 0);
    if (units + size > mostUnits) return;
    units += size;
    for (const part of missing) chosen.add(part);
  };
  const all = signatures.map((_, at) => at).filter((at) => lineage(signatures, at).every((part) => visible.has(part)));
  const relevant = all.filter((at) => {
    const line = lineage(signatures, at).map((part) => signatures[part]);
    // A name may be that of a class or of what stands in a namespace; a class brings its members.
    return line.some((part) => part && isNamed(part));
  });
  const isUsed = (at: number) => used.has(signatures[at]?.name ?? '');
  for (const at of relevant) if (isUsed(at)) take(at);
  if (!onlyUsed) {
    for (const at of relevant) if (signatures[at]?.parent === null) take(at);
    for (const at of relevant) take(at);
  } else {
    for (const at of relevant) if (isUsed(signatures[at]?.parent ?? -1)) take(at);
  }
  return rendered(signatures, chosen);
}

/** A signature with all that it stands in, the outermost last. */
function lineage(signatures: readonly Signature[], at: number): number[] {
  const line = [at];
  for (let up = signatures[at]?.parent ?? null; up !== null; up = signatures[up]?.parent ?? null) line.push(up);
  return line;
}

function sizeOf(signature: Signature | undefined): number {
  return signature ? signature.text.length + 1 + (signature.close === null ? 0 : signature.close.length + 1) : 0;
}

/** Where a document marks what others see, the rest is not seen; members have the mark of what they stand in. */
function exported(signatures: readonly Signature[]): Set<number> {
  const mark = /^(?:export|pub)\b/;
  const anyMarked = signatures.some(({ text, parent }) => parent === null && mark.test(text));
  const seen = signatures.map(
    ({ text, parent }) => !anyMarked || parent !== null || mark.test(text) || /^impl\b/.test(text),
  );
  return new Set(seen.flatMap((is, at) => (is ? [at] : [])));
}

function rendered(signatures: readonly Signature[], chosen: ReadonlySet<number>): string {
  const lines: string[] = [];
  const open: number[] = [];
  const closeTo = (parent: number | null) => {
    while (open.length > 0 && open.at(-1) !== parent) {
      const close = signatures[open.pop() ?? -1]?.close;
      if (typeof close === 'string') lines.push(close);
    }
  };
  for (const at of [...chosen].sort((a, b) => a - b)) {
    const signature = signatures[at];
    if (!signature) continue;
    closeTo(signature.parent);
    lines.push(signature.text);
    if (signature.close !== null) open.push(at);
  }
  closeTo(null);
  return lines.join('\n');
}
