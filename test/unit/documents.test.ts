import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PositionEncodingKind } from 'vscode-languageserver';
import { chooseEncoding, Documents, fromUtf16, toUtf16 } from '../../server/documents';

const { UTF8, UTF16, UTF32 } = PositionEncodingKind;
const uri = 'file:///a.py';

test('UTF-16 is chosen where the client has it, else the first that both know', () => {
  assert.equal(chooseEncoding(undefined), UTF16);
  assert.equal(chooseEncoding([]), UTF16);
  assert.equal(chooseEncoding(['utf-8', 'utf-16']), UTF16);
  assert.equal(chooseEncoding(['utf-32', 'utf-8']), UTF32);
  assert.equal(chooseEncoding(['utf-7', 'utf-8']), UTF8);
  assert.equal(chooseEncoding(['utf-7']), UTF16);
});

test('characters are counted in the units of each encoding', () => {
  const line = 'aé你🦙z';
  for (const [encoding, units] of [
    [UTF8, [0, 1, 3, 6, 10, 11]],
    [UTF16, [0, 1, 2, 3, 5, 6]],
    [UTF32, [0, 1, 2, 3, 4, 5]],
  ] as const) {
    const ends = [0, 1, 2, 3, 5, 6];
    assert.deepEqual(
      units.map((count) => toUtf16(line, count, encoding)),
      ends,
    );
    assert.deepEqual(
      ends.map((end) => fromUtf16(line, end, encoding)),
      units,
    );
    assert.equal(toUtf16(line, 99, encoding), line.length);
  }
});

test('a position inside a character is its start', () => {
  assert.equal(toUtf16('🦙', 2, UTF8), 0);
});

test('changes apply in order, each to the text that the one before it left', () => {
  for (const encoding of [UTF8, UTF16, UTF32]) {
    const documents = new Documents(encoding);
    documents.open({ textDocument: { uri, languageId: 'python', version: 1, text: 'x = "🦙"\r\ny = 2\r\n' } });
    const width = encoding === UTF8 ? 4 : encoding === UTF16 ? 2 : 1;
    const changed = documents.change({
      textDocument: { uri, version: 2 },
      contentChanges: [
        { range: { start: { line: 0, character: 5 + width }, end: { line: 0, character: 5 + width } }, text: '!' },
        { range: { start: { line: 0, character: 5 + width }, end: { line: 1, character: 0 } }, text: '?"\n' },
      ],
    });
    const document = documents.get(uri);
    assert.equal(document?.getText(), 'x = "🦙?"\ny = 2\r\n');
    assert.equal(document.version, 2);
    assert.equal(changed?.document, document);
    assert.deepEqual(changed.changes[1]?.range, { start: { line: 0, character: 7 }, end: { line: 1, character: 0 } });
  }
});

test('a change of the whole text, of an unknown document, and a closed document', () => {
  const documents = new Documents(UTF16);
  assert.equal(documents.change({ textDocument: { uri, version: 2 }, contentChanges: [{ text: 'lost' }] }), null);
  assert.equal(documents.get(uri), undefined);
  documents.open({ textDocument: { uri, languageId: 'python', version: 1, text: 'a' } });
  documents.change({ textDocument: { uri, version: 2 }, contentChanges: [{ text: 'b' }] });
  assert.equal(documents.get(uri)?.getText(), 'b');
  documents.close(uri);
  assert.equal(documents.get(uri), undefined);
});
