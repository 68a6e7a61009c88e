import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withSelectedItem } from '../../server/completion/selected-item';
import { cursorAt } from './completion-notation';

test('the document is read as it would be with the item of the list', () => {
  const at = withSelectedItem(cursorAt('a\nconsole.lo║;\n'), { start: 10, end: 12, text: 'logger' });
  assert.equal(at?.text, 'a\nconsole.logger;\n');
  assert.equal(at.offset, 16);
  assert.deepEqual(at.position, { line: 1, character: 14 });
  assert.equal(at.ahead, 'gger');
});

test('an item that is typed already changes nothing', () => {
  const at = cursorAt('lo║');
  assert.equal(withSelectedItem(at, { start: 0, end: 2, text: 'lo' }), at);
});

test('an item that does not just go on is not put in', () => {
  const at = cursorAt('lo║x');
  assert.equal(withSelectedItem(at, { start: 0, end: 2, text: 'Log' }), null);
  assert.equal(withSelectedItem(at, { start: 0, end: 3, text: 'log' }), null);
  assert.equal(withSelectedItem(at, { start: 0, end: 2, text: 'lo\n}' }), null);
});
