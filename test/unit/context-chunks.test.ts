import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { DocumentChunks } from '../../server/context/chunks';
import { identifiersOf, overlap } from '../../server/context/identifiers';
import { lineEditOf, readLines } from '../../server/context/open-text';

function documentOf(text: string): TextDocument {
  return TextDocument.create('file:///a.ts', 'typescript', 1, text);
}

/** Indexes all of a document. */
function indexed(document: TextDocument): DocumentChunks {
  const chunks = new DocumentChunks();
  while (chunks.index(document, 50).more);
  return chunks;
}

/** Replaces a range of offsets and tells the chunks. */
function edit(document: TextDocument, chunks: DocumentChunks, from: number, to: number, text: string): void {
  const change = { range: { start: document.positionAt(from), end: document.positionAt(to) }, text };
  TextDocument.update(document, [change], document.version + 1);
  chunks.edit(lineEditOf(change));
}

describe('chunks', () => {
  test('hold what the document holds, whatever is edited', () => {
    const texts = fc.string({
      unit: fc.constantFrom('a', 'b', 'name', ' ', '\n', '\r\n', '\r', 'é', '😀'),
      maxLength: 120,
    });
    const edits = fc.array(fc.record({ from: fc.nat(400), to: fc.nat(400), text: texts, quiet: fc.boolean() }), {
      maxLength: 12,
    });
    fc.assert(
      fc.property(texts, edits, (text, all) => {
        const document = documentOf(text);
        const chunks = indexed(document);
        for (const { from, to, text, quiet } of all) {
          const most = document.getText().length;
          edit(document, chunks, Math.min(from, to, most), Math.min(Math.max(from, to), most), text);
          if (quiet) while (chunks.index(document, 3).more);
        }
        while (chunks.index(document, 3).more);
        let line = 0;
        for (const { lines, identifiers } of chunks.cells) {
          const expected = identifiersOf(readLines(document, line, line + lines, 10_000).join('\n'));
          assert.deepEqual(identifiers, expected);
          line += lines;
        }
        assert.equal(line, document.lineCount);
      }),
      { numRuns: 300 },
    );
  });

  test('a key press in 50,000 lines reads one cell again, and many on one line are one', () => {
    const lines = Array.from({ length: 50_000 }, (_, n) => `const value${n} = compute${n % 97}(${n});`);
    const document = documentOf(lines.join('\n'));
    const chunks = indexed(document);
    const place = document.offsetAt({ line: 25_000, character: 5 });
    edit(document, chunks, place, place, 'x');
    assert.deepEqual(chunks.index(document, 1000), { read: 1, more: false });
    for (let n = 0; n < 40; n++) edit(document, chunks, place + n, place + n, 'y');
    assert.deepEqual(chunks.index(document, 1000), { read: 1, more: false });
    edit(document, chunks, place, place, '\n'.repeat(3));
    assert.ok(chunks.index(document, 1000).read <= 2);
    assert.deepEqual(chunks.index(document, 1000), { read: 0, more: false }, 'what is known is not read again');
  });

  test('a new text, and more edits than a person makes, are indexed anew', () => {
    const document = documentOf('a\n'.repeat(100));
    const chunks = indexed(document);
    chunks.edit(null);
    assert.ok(chunks.index(document, 1000).read > 10);
    for (let n = 0; n < 300; n++) chunks.edit({ startLine: (n * 7) % 90, endLine: (n * 7) % 90, lines: 1 });
    assert.ok(chunks.index(document, 1000).read > 10);
  });

  test('the most similar ones are found, best first, without overlaps', () => {
    const filler = (n: number) => Array.from({ length: 40 }, (_, at) => `unrelated${n}x${at} = other${at * n};`);
    const alike = ['openCart(owner);', 'cart.addItem(item);', 'cart.applyVoucher(code);', 'return cart.checkout();'];
    const document = documentOf([...filler(2), ...alike, ...filler(3), ...alike.slice(0, 3), ...filler(5)].join('\n'));
    const found = indexed(document).similarTo(identifiersOf(alike.join('\n')), 0, 3);
    assert.equal(found.length, 2);
    assert.ok(found[0]!.jaccard > found[1]!.jaccard);
    assert.ok(found[0]!.startLine <= 40 && found[0]!.endLine >= 44, 'whole of the first');
    assert.ok(found[1]!.startLine <= 84 && found[1]!.endLine >= 87, 'whole of the second');
    assert.deepEqual(indexed(document).similarTo(identifiersOf('nothing of the kind'), 0, 3), []);
  });
});

describe('identifiers', () => {
  test('are names of two characters and more, without keywords and numbers', () => {
    const names = identifiersOf('const größe2 = $x + 42abc; // größe2 i');
    assert.equal(names.length, 2);
    assert.equal(overlap(names, identifiersOf('größe2')), 1);
    assert.equal(overlap(names, identifiersOf('anderes')), 0);
    assert.equal(overlap(names, identifiersOf('')), 0);
  });
});
