import assert from 'node:assert/strict';
import { test } from 'node:test';
import { promptLookup } from '../../server/completion/drafts';

test('what followed the last tokens before is guessed again', () => {
  const draft = promptLookup([], [1, 2, 3, 4, 5, 6, 9, 1, 2, 3]);
  assert.deepEqual(draft([]), [4, 5, 6, 9, 1, 2, 3]);
  assert.deepEqual(draft([4]), [5, 6, 9, 1, 2, 3]);
});

test('three tokens count before two, and one says nothing', () => {
  const draft = promptLookup([], [7, 2, 3, 40, 8, 2, 3, 50, 7]);
  assert.deepEqual(draft([2, 3]), [40, 8, 2, 3, 50, 7]);
  assert.deepEqual(promptLookup([], [2, 3, 40, 9])([2, 3]), [40, 9]);
  assert.deepEqual(promptLookup([], [3, 40, 9])([2, 3]), []);
});

test('the later place wins, and the prompt before what was rejected', () => {
  assert.deepEqual(promptLookup([], [1, 2, 3, 1, 2, 4, 0])([1, 2]), [4, 0]);
  assert.deepEqual(promptLookup([1, 2, 9], [1, 2, 4])([1, 2]), [4]);
  assert.deepEqual(promptLookup([5, 6, 9], [1, 2, 4])([5, 6]), [9]);
});

test('a run that repeats itself is followed', () => {
  assert.deepEqual(promptLookup([], [])([1, 2, 3, 4, 1, 2, 3]), [4, 1, 2, 3]);
});

test('no more than eight tokens are guessed, and none where nothing was seen', () => {
  const long = Array.from({ length: 40 }, (_, n) => n);
  assert.equal(promptLookup([], long)([3, 4, 5]).length, 8);
  assert.deepEqual(promptLookup([], [])([]), []);
  assert.deepEqual(promptLookup([], [1])([2]), []);
});
