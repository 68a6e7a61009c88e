import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toSuggestion } from '../../server/completion/item';
import { cursorAt } from './completion-notation';

const suggestion = (marked: string, text: string, replaced = 0) => toSuggestion({ text, replaced }, cursorAt(marked));

test('the text is put in at the cursor', () => {
  assert.deepEqual(suggestion('a\nx = ║', '1'), {
    insertText: '1',
    range: { start: { line: 1, character: 4 }, end: { line: 1, character: 4 } },
  });
});

test('the document’s own line ending comes back', () => {
  assert.equal(suggestion('a\r\nif b:║\r\n', '\n    c\n    d').insertText, '\r\n    c\r\n    d');
  assert.equal(suggestion('a\nif b:║\n', '\n    c').insertText, '\n    c');
  assert.equal(suggestion('if b:║', '\n    c').insertText, '\n    c');
});

test('the range covers what the text writes again, in UTF-16 units', () => {
  assert.deepEqual(suggestion('f("😀║");', '!");', 3).range, {
    start: { line: 0, character: 5 },
    end: { line: 0, character: 8 },
  });
});

test('nothing is replaced that the text does not hold, for VS Code would not show it', () => {
  const { range } = suggestion('f(║])', 'a)', 2);
  assert.deepEqual(range.end, range.start);
});
