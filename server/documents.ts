import { TextDocument } from 'vscode-languageserver-textdocument';
import {
  PositionEncodingKind,
  type DidChangeTextDocumentParams,
  type DidOpenTextDocumentParams,
  type Position,
  type Range,
} from 'vscode-languageserver';

/** A change of a document in UTF-16; without a range the whole text is new. */
export interface TextChange {
  range?: Range;
  text: string;
}

export interface Changed {
  document: TextDocument;
  changes: TextChange[];
}

/**
 * The documents that the client has open, kept in UTF-16 as JavaScript's strings are.
 * Positions come and go in the encoding that was agreed on.
 */
export class Documents {
  readonly #open = new Map<string, TextDocument>();
  readonly #encoding: PositionEncodingKind;

  constructor(encoding: PositionEncodingKind) {
    this.#encoding = encoding;
  }

  open({ textDocument: { uri, languageId, version, text } }: DidOpenTextDocumentParams): TextDocument {
    const document = TextDocument.create(uri, languageId, version, text);
    this.#open.set(uri, document);
    return document;
  }

  /**
   * Applies the changes in order: each range speaks of the text that the one before it left.
   * @returns the document as it is now and the changes in UTF-16; null where it is not open.
   */
  change({ textDocument: { uri, version }, contentChanges }: DidChangeTextDocumentParams): Changed | null {
    let document = this.#open.get(uri);
    if (!document) return null;
    const changes: TextChange[] = [];
    for (const change of contentChanges) {
      const inUtf16: TextChange =
        'range' in change ? { text: change.text, range: this.#range(document, change.range) } : { text: change.text };
      document = TextDocument.update(document, [inUtf16], version);
      changes.push(inUtf16);
    }
    this.#open.set(uri, document);
    return { document, changes };
  }

  close(uri: string): void {
    this.#open.delete(uri);
  }

  get(uri: string): TextDocument | undefined {
    return this.#open.get(uri);
  }

  /** A position of the client as a UTF-16 position. */
  incoming(document: TextDocument, { line, character }: Position): Position {
    return { line, character: toUtf16(lineOf(document, line), character, this.#encoding) };
  }

  /** A UTF-16 position as one of the client. */
  outgoing(document: TextDocument, { line, character }: Position): Position {
    return { line, character: fromUtf16(lineOf(document, line), character, this.#encoding) };
  }

  #range(document: TextDocument, { start, end }: Range): Range {
    return { start: this.incoming(document, start), end: this.incoming(document, end) };
  }
}

/** UTF-16 where the client has it, for it is ours too; else the first of the client's that we know. */
export function chooseEncoding(offered: readonly string[] | undefined): PositionEncodingKind {
  const known: string[] = [PositionEncodingKind.UTF16, PositionEncodingKind.UTF8, PositionEncodingKind.UTF32];
  if (!offered || offered.length === 0 || offered.includes(PositionEncodingKind.UTF16))
    return PositionEncodingKind.UTF16;
  return offered.find((kind) => known.includes(kind)) ?? PositionEncodingKind.UTF16;
}

/** A count of UTF-8, -16 or -32 units from the line's start as UTF-16 units; past the end it is the end. */
export function toUtf16(line: string, units: number, encoding: PositionEncodingKind): number {
  if (encoding === PositionEncodingKind.UTF16) return Math.min(units, line.length);
  let at = 0;
  for (const character of line) {
    const size = unitsOf(character, encoding);
    if (units < size) break;
    units -= size;
    at += character.length;
  }
  return at;
}

/** UTF-16 units from the line's start as a count of UTF-8, -16 or -32 units. */
export function fromUtf16(line: string, units: number, encoding: PositionEncodingKind): number {
  if (encoding === PositionEncodingKind.UTF16) return units;
  let count = 0;
  for (const character of line.slice(0, units)) count += unitsOf(character, encoding);
  return count;
}

function unitsOf(character: string, encoding: PositionEncodingKind): number {
  return encoding === PositionEncodingKind.UTF8 ? Buffer.byteLength(character) : 1;
}

function lineOf(document: TextDocument, line: number): string {
  return document
    .getText({ start: { line, character: 0 }, end: { line: line + 1, character: 0 } })
    .replace(/\r?\n$|\r$/, '');
}
