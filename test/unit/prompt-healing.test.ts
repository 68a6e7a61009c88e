import assert from 'node:assert/strict';
import { test } from 'node:test';
import { afterHeld, healWhiteSpace } from '../../server/prompt/healing';

test('the last space or tab is held back, the rest of the indentation is fed', () => {
  assert.deepEqual(healWhiteSpace('def f():\n    ', 'spm'), { fed: 'def f():\n   ', held: ' ' });
  assert.deepEqual(healWhiteSpace('func f() {\n\t\t', 'spm'), { fed: 'func f() {\n\t', held: '\t' });
  assert.deepEqual(healWhiteSpace('x = ', 'none'), { fed: 'x =', held: ' ' });
});

test('words, line ends and an empty prefix are fed as they are', () => {
  for (const prefix of ['x =', 'x\n', '', 'end\u00a0']) {
    assert.deepEqual(healWhiteSpace(prefix, 'spm'), { fed: prefix, held: '' });
  }
});

test('PSM tokenises the middle apart: nothing is held', () => {
  assert.deepEqual(healWhiteSpace('x = ', 'psm'), { fed: 'x = ', held: '' });
});

test('an answer has to begin with the held white space', () => {
  assert.equal(afterHeld(' return 1', ' '), 'return 1');
  assert.equal(afterHeld('return 1', ' '), null);
  assert.equal(afterHeld('', ' '), '');
  assert.equal(afterHeld('   more', ' '), '  more');
  assert.equal(afterHeld('x', ''), 'x');
});
