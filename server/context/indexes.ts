import { LRUCache } from 'lru-cache';
import { DocumentChunks, type SimilarChunk } from './chunks';
import type { Identifiers } from './identifiers';
import { readLines, type LineEdit, type OpenText } from './open-text';
import { signaturesOf, type Signature } from './signatures';

/** Bytes that the indexes of all documents may take, about 150,000 lines of code; those used least recently are let go. */
const mostIndexBytes = 6 * 1024 * 1024;
/** Lines of a document in which declarations are looked for. */
const mostOutlinedLines = 3000;
const mostOutlinedUnits = 200_000;
const mostOutlines = 64;
/** Chunks of one document that may be told as similar, and how alike they must be. */
const mostSimilar = 2;
const leastJaccard = 0.1;

/** What is known of the text of open documents. Nothing is read but in `index` and `signatures`, at quiet points. */
export class Indexes {
  readonly #chunks = new LRUCache<string, DocumentChunks>({
    maxSize: mostIndexBytes,
    sizeCalculation: ({ bytes }) => bytes,
  });
  readonly #outlines = new LRUCache<string, { version: number; signatures: Signature[] }>({ max: mostOutlines });

  /** Makes a document one whose text is looked at. */
  use(uri: string): void {
    if (!this.#chunks.get(uri)) this.#chunks.set(uri, new DocumentChunks());
  }

  /** Writes an edit down. Its cost depends on the edit alone. */
  edit(uri: string, edit: LineEdit | null): void {
    this.use(uri);
    this.#chunks.get(uri)?.edit(edit);
  }

  /**
   * Reads what has changed, of the documents used last first.
   * @param find The document, or null where its text must not be read.
   * @param most Cells, of about eight lines, that may be read.
   * @returns How many were read, and whether there is more to read.
   */
  index(find: (uri: string) => OpenText | null, most: number): { read: number; more: boolean } {
    let read = 0;
    let more = false;
    const grown: [string, DocumentChunks][] = [];
    for (const [uri, chunks] of this.#chunks.entries()) {
      const document = find(uri);
      if (!document) continue;
      const result = chunks.index(document, most - read);
      read += result.read;
      more ||= result.more;
      if (result.read > 0) grown.push([uri, chunks]);
    }
    // The cache asks only for the size of a value that it does not have; the one used last must be set last.
    for (const [uri, chunks] of grown.reverse()) {
      this.#chunks.delete(uri);
      this.#chunks.set(uri, chunks);
    }
    return { read, more };
  }

  /** The parts of a document that are most like a piece of code with these names. */
  similar(uri: string, names: Identifiers): SimilarChunk[] {
    return this.#chunks.peek(uri)?.similarTo(names, leastJaccard, mostSimilar) ?? [];
  }

  /** What can be seen of a document from outside; read once for each of its versions. */
  signatures(document: OpenText): Signature[] {
    const known = this.#outlines.get(document.uri);
    if (known?.version === document.version) return known.signatures;
    const lines = readLines(document, 0, mostOutlinedLines, mostOutlinedUnits);
    const signatures = signaturesOf(document.languageId, lines);
    this.#outlines.set(document.uri, { version: document.version, signatures });
    return signatures;
  }

  close(uri: string): void {
    this.#chunks.delete(uri);
    this.#outlines.delete(uri);
  }

  clear(): void {
    this.#chunks.clear();
    this.#outlines.clear();
  }
}
