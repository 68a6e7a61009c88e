import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { PromptOrder } from '../prompt/order';
import { Passages } from '../prompt/passages';
import type { WindowAnchor } from './window';

/** A change of a document, as the protocol tells it; without a range the whole text is new. */
export interface TextChange {
  range?: { start: LinePlace; end: LinePlace };
  text: string;
}

interface LinePlace {
  line: number;
  character: number;
}

/** Documents and, in each, places whose windows are remembered: who comes back finds the same prompt, still evaluated. */
const mostDocuments = 64;
const mostPlaces = 4;

interface Remembered {
  anchor: WindowAnchor;
}

interface OfDocument {
  places: Remembered[];
  /** A window that is being evaluated for later and not used before it is. */
  prepared: Remembered | null;
  order: PromptOrder | null;
}

/**
 * What prompts keep from one key press to the next: where the windows of each document begin, and the tokens of what
 * they hold. It has to be told of each change of a document.
 */
export class WindowAnchors {
  readonly passages = new Passages();
  readonly #documents = new LRUCache<string, OfDocument>({ max: mostDocuments });
  readonly #before: ReadonlyMap<string, WindowAnchor[]>;

  /** @param before what {@link kept} gave when the server ended last time. */
  constructor(before: ReadonlyMap<string, WindowAnchor[]> = new Map()) {
    this.#before = before;
  }

  /** Anchors of a document, the last used first. */
  of(uri: string): WindowAnchor[] {
    const known = this.#documents.get(uri);
    return known ? known.places.map(({ anchor }) => anchor) : (this.#before.get(nameOf(uri)) ?? []);
  }

  /** Anchors of all documents by a hash of their URI: whoever reads them learns line numbers only. */
  kept(): Map<string, WindowAnchor[]> {
    const now = [...this.#documents.entries()].map(([uri, { places }]): [string, WindowAnchor[]] => [
      nameOf(uri),
      places.map(({ anchor }) => anchor),
    ]);
    const names = new Set(now.map(([name]) => name));
    return new Map([...now, ...[...this.#before].filter(([name]) => !names.has(name))].slice(0, mostDocuments));
  }

  /** The window that the document's prompts are to have later, if one is being evaluated. */
  preparedFor(uri: string): WindowAnchor | null {
    return this.#documents.get(uri)?.prepared?.anchor ?? null;
  }

  /** The order of the document's last prompt. */
  orderOf(uri: string): PromptOrder | null {
    return this.#documents.get(uri)?.order ?? null;
  }

  /** The window of a prompt that goes to the engine. */
  keep(uri: string, anchor: WindowAnchor, order: PromptOrder | null): void {
    const known = this.#documents.get(uri);
    const others = this.of(uri).filter((other) => other.start !== null && !sameStart(other, anchor));
    const places = [anchor, ...others].slice(0, mostPlaces).map((place) => ({ anchor: place }));
    this.#documents.set(uri, { places, order, prepared: known?.prepared ?? null });
  }

  /**
   * A window that the document's prompts are to have later. It moves with the text until then.
   * @returns what is to be called once its prompt is evaluated.
   */
  prepare(uri: string, anchor: WindowAnchor): () => void {
    const prepared = { anchor };
    const known = this.#documents.get(uri);
    this.#documents.set(uri, { places: known?.places ?? [], order: known?.order ?? null, prepared });
    return () => {
      const now = this.#documents.get(uri);
      if (now?.prepared !== prepared) return;
      now.prepared = null;
      this.keep(uri, prepared.anchor, now.order);
    };
  }

  /** Changes in their order: each speaks of the text that the one before it left. Their cost is that of the new text. */
  changed(uri: string, changes: readonly TextChange[]): void {
    const known = this.#documents.get(uri);
    if (!known) return;
    const all = known.prepared ? [...known.places, known.prepared] : known.places;
    for (const change of changes) {
      for (const place of all) place.anchor = afterChange(place.anchor, change);
    }
    known.places = known.places.filter(({ anchor }) => anchor.start !== null || anchor.suffixLine !== null);
    if (known.prepared?.anchor.start === null) known.prepared = null;
  }

  closed(uri: string): void {
    this.#documents.delete(uri);
  }
}

function nameOf(uri: string): string {
  return createHash('sha256').update(uri).digest('hex').slice(0, 20);
}

function sameStart({ start: one }: WindowAnchor, { start: other }: WindowAnchor): boolean {
  return one?.line === other?.line && one?.character === other?.character;
}

/** Where an anchor stands after a change: moved with the lines above it, gone where the change went across it. */
export function afterChange({ start, suffixLine }: WindowAnchor, change: TextChange): WindowAnchor {
  const below = suffixLine === null ? null : moved({ line: suffixLine, character: 0 }, change);
  return { start: start && moved(start, change), suffixLine: below?.line ?? null };
}

function moved(place: LinePlace, { range, text }: TextChange): LinePlace | null {
  if (!range) return null;
  const { start, end } = range;
  const after = start.line > place.line || (start.line === place.line && start.character >= place.character);
  const lineStart = place.character === 0;
  // What is put in at the beginning of a line belongs before it where it is whole lines, else to it.
  const wholeLines = lineStart && end.line === place.line && end.character === 0 && endsLine(text, start);
  if (after && !wholeLines) return place;
  if (wholeLines || end.line < place.line) {
    const line = place.line + lineBreaks(text) - (end.line - start.line);
    return { line, character: place.character };
  }
  return null;
}

/** Whether what follows the text begins a line. */
function endsLine(text: string, start: LinePlace): boolean {
  return text === '' ? start.character === 0 : /[\r\n]$/.test(text);
}

function lineBreaks(text: string): number {
  return text.match(/\r\n|\r|\n/g)?.length ?? 0;
}
