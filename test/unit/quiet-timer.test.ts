import assert from 'node:assert/strict';
import { beforeEach, mock, test } from 'node:test';
import { QuietTimer } from '../../server/quiet-timer';

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ['setTimeout'] });
});

test('work begins after a pause, and goes on piece by piece', () => {
  let pieces = 0;
  const quiet = new QuietTimer(2000, () => ++pieces < 3);
  quiet.touch();
  mock.timers.tick(1500);
  quiet.touch();
  mock.timers.tick(1999);
  assert.equal(pieces, 0);
  mock.timers.tick(1);
  assert.equal(pieces, 1);
  mock.timers.tick(5);
  assert.equal(pieces, 2);
  mock.timers.tick(5000);
  assert.equal(pieces, 3);
});

test('an event in between puts the rest off', () => {
  let pieces = 0;
  const quiet = new QuietTimer(2000, () => ++pieces < 100);
  quiet.touch();
  mock.timers.tick(2000);
  quiet.touch();
  mock.timers.tick(1999);
  assert.equal(pieces, 1);
  quiet.stop();
  mock.timers.tick(10_000);
  assert.equal(pieces, 1);
});
