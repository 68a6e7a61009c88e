import { identifiersOf, type Identifiers } from './identifiers';
import { readLines, type LineEdit, type OpenText } from './open-text';

/** Lines of a cell, the smallest part of a document that is indexed anew. A chunk is a few cells. */
const cellLines = 8;
/** Cells that are longer after an edit are cut, shorter ones take the next one in. */
const mostCellLines = 12;
const leastCellLines = 4;
/** Cells of a chunk: 24 lines, one block of code as people read it. */
const chunkCells = 3;
/** Longer cells hold no code that a person wrote, so they have no names. */
const mostCellUnits = 4000;
/** More edits than these between two quiet points come from a tool: the document is indexed anew. */
const mostPendingEdits = 256;
/** Chunks that share fewer names are alike by chance. */
const leastShared = 3;

interface Cell {
  lines: number;
  /** Null until the cell has been read. */
  identifiers: Identifiers | null;
}

/** A part of a document that uses the names of another part. */
export interface SimilarChunk {
  startLine: number;
  /** The line after the last one. */
  endLine: number;
  /** Names that both have, by the names that either has: 0 to 1. */
  jaccard: number;
}

/**
 * The names of one document by cells of lines. An edit is only written down; the cells that it touches are read again
 * when `index` is called, so that a key press costs the same in a file of any size.
 */
export class DocumentChunks {
  #cells: Cell[] = [];
  #pending: LineEdit[] = [];
  /** Whether the cells say nothing of the document. */
  #unknown = true;

  /** Takes in an edit, in the order in which they happened; null: the whole text is new. */
  edit(edit: LineEdit | null): void {
    if (this.#unknown) return;
    const last = this.#pending.at(-1);
    if (!edit || this.#pending.length >= mostPendingEdits) this.#forget();
    else if (last && edit.startLine >= last.startLine && edit.endLine < last.startLine + last.lines) {
      last.lines += edit.lines - (edit.endLine - edit.startLine + 1);
    } else this.#pending.push({ ...edit });
  }

  /**
   * Reads the cells that are not known, at most so many.
   * @returns How many were read, and whether there are more.
   */
  index(document: OpenText, most: number): { read: number; more: boolean } {
    if (!this.#unknown) this.#applyPending();
    const counted = this.#cells.reduce((sum, { lines }) => sum + lines, 0);
    // An edit between CR and LF changes the count of lines in a way that the edit does not tell.
    if (this.#unknown || counted !== document.lineCount) {
      this.#cells = evenCells(document.lineCount);
      this.#pending = [];
      this.#unknown = false;
    }
    let read = 0;
    let line = 0;
    for (const cell of this.#cells) {
      if (!cell.identifiers) {
        if (read === most) return { read, more: true };
        cell.identifiers = identifiersOf(readLines(document, line, line + cell.lines, mostCellUnits).join('\n'));
        read++;
      }
      line += cell.lines;
    }
    return { read, more: false };
  }

  /** Bytes of memory, as an estimate. */
  get bytes(): number {
    return this.#cells.reduce((sum, { identifiers }) => sum + 100 + (identifiers?.byteLength ?? 0), 200);
  }

  /** The cells as lines and names, for tests. */
  get cells(): readonly Readonly<Cell>[] {
    return this.#cells;
  }

  /**
   * The chunks that are most alike, best first, that do not overlap. Edits since the last `index` are not seen.
   * @param least Jaccard below which nothing counts as alike.
   */
  similarTo(names: Identifiers, least: number, most: number): SimilarChunk[] {
    if (names.length === 0 || this.#unknown || this.#pending.length > 0) return [];
    const wanted = new Set(names);
    const hits = this.#cells.map(({ identifiers }) => countIn(identifiers, wanted));
    const found: (SimilarChunk & { cell: number })[] = [];
    let startLine = 0;
    for (let at = 0; at < this.#cells.length; at++) {
      let bound = 0;
      for (let next = at; next < at + chunkCells; next++) bound += hits[next] ?? 0;
      // Only chunks that can be among the best are counted name by name.
      const toBeat = found.length < most ? least : Math.max(least, found.at(-1)?.jaccard ?? 0);
      if (bound >= leastShared && bound / names.length >= toBeat) {
        const cells = this.#cells.slice(at, at + chunkCells);
        const { shared, all } = countNames(cells, wanted);
        const jaccard = shared / all;
        const endLine = startLine + cells.reduce((sum, { lines }) => sum + lines, 0);
        if (shared >= leastShared && jaccard >= least) insert(found, { cell: at, startLine, endLine, jaccard }, most);
      }
      startLine += this.#cells[at]?.lines ?? 0;
    }
    return found.map(({ startLine, endLine, jaccard }) => ({ startLine, endLine, jaccard }));
  }

  #forget(): void {
    this.#unknown = true;
    this.#pending = [];
    this.#cells = [];
  }

  /** Puts new cells in place of those that the edits touched; the others keep their names. */
  #applyPending(): void {
    for (const { startLine, endLine, lines } of this.#pending) {
      let first = 0;
      let before = 0;
      while (first < this.#cells.length - 1 && before + (this.#cells[first]?.lines ?? 0) <= startLine) {
        before += this.#cells[first]?.lines ?? 0;
        first++;
      }
      let last = first;
      let held = this.#cells[first]?.lines ?? 0;
      while (last < this.#cells.length - 1 && before + held <= endLine) {
        last++;
        held += this.#cells[last]?.lines ?? 0;
      }
      const now = held - (endLine - startLine + 1) + lines;
      if (now < leastCellLines && last < this.#cells.length - 1) {
        last++;
        held += this.#cells[last]?.lines ?? 0;
      }
      const total = held - (endLine - startLine + 1) + lines;
      this.#cells.splice(first, last - first + 1, ...evenCells(total));
    }
    this.#pending = [];
  }
}

/** Cells of about the same length that hold so many lines. */
function evenCells(lines: number): Cell[] {
  if (lines <= 0) return [];
  const count = lines <= mostCellLines ? 1 : Math.ceil(lines / cellLines);
  return Array.from({ length: count }, (_, at) => ({
    lines: Math.floor((lines * (at + 1)) / count) - Math.floor((lines * at) / count),
    identifiers: null,
  }));
}

function countIn(identifiers: Identifiers | null, wanted: ReadonlySet<number>): number {
  let hits = 0;
  for (const id of identifiers ?? []) if (wanted.has(id)) hits++;
  return hits;
}

function countNames(cells: readonly Cell[], wanted: ReadonlySet<number>): { shared: number; all: number } {
  const names = new Set<number>();
  for (const { identifiers } of cells) for (const id of identifiers ?? []) names.add(id);
  let shared = 0;
  for (const id of names) if (wanted.has(id)) shared++;
  return { shared, all: names.size + wanted.size - shared };
}

/** Keeps the list sorted, short and free of overlaps: of two chunks that overlap the better one stays. */
function insert<T extends SimilarChunk & { cell: number }>(found: T[], chunk: T, most: number): void {
  const rival = found.findIndex(({ cell }) => Math.abs(cell - chunk.cell) < chunkCells);
  if (rival >= 0) {
    if ((found[rival]?.jaccard ?? 0) >= chunk.jaccard) return;
    found.splice(rival, 1);
  }
  const at = found.findIndex(({ jaccard }) => jaccard < chunk.jaccard);
  found.splice(at < 0 ? found.length : at, 0, chunk);
  if (found.length > most) found.pop();
}
