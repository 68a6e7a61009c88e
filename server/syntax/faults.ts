import type { Tree, TreeCursor } from '@vscode/tree-sitter-wasm';

/** A part of a text that the grammar has no place for, or a token that it misses; UTF-16 offsets. */
export interface Fault {
  start: number;
  end: number;
  /** What is missing; empty for text that fits nowhere. */
  missing: string;
}

/** More faults than these tell nothing new. */
const mostFaults = 100;

/** The outermost faults of a tree, in order of the text. Only nodes that lead to faults cost time. */
export function faultsOf(tree: Tree): Fault[] {
  if (!tree.rootNode.hasError) return [];
  const faults: Fault[] = [];
  const cursor = tree.walk();
  try {
    collect(cursor, faults);
  } finally {
    cursor.delete();
  }
  return faults;
}

function collect(cursor: TreeCursor, faults: Fault[]): void {
  do {
    const node = cursor.currentNode;
    if (faults.length === mostFaults) return;
    if (node.isError || node.isMissing) {
      faults.push({ start: node.startIndex, end: node.endIndex, missing: node.isMissing ? node.type : '' });
    } else if (node.hasError && cursor.gotoFirstChild()) {
      collect(cursor, faults);
      cursor.gotoParent();
    }
  } while (cursor.gotoNextSibling());
}

/** Where something was put into a text: its start, and how many characters it has. */
export interface Inserted {
  start: number;
  length: number;
}

/** Whether the fault is at, in or around what was put in. */
export function touches(fault: Fault, { start, length }: Inserted): boolean {
  return fault.end >= start && fault.start <= start + length;
}

/**
 * The faults of a text that were not there before something was put in.
 * Faults before it are the same where their offsets are; those behind it where they are as far from its end.
 */
export function newFaults(
  before: readonly Fault[],
  after: readonly Fault[],
  inserted: Inserted,
  replaced: number,
): Fault[] {
  const grown = inserted.length - replaced;
  const known = new Set(before.map((fault) => keyOf(fault, inserted.start, replaced, 0)));
  return after.filter((fault) => !known.has(keyOf(fault, inserted.start, inserted.length, grown)));
}

function keyOf({ start, end, missing }: Fault, at: number, length: number, grown: number): string {
  const place = (offset: number) => (offset <= at ? offset : offset >= at + length ? offset - grown : `in ${offset}`);
  return `${place(start)} ${place(end)} ${missing}`;
}
