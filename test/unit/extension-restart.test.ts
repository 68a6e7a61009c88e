import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { messages } from '../../extension/messages';
import { afterCrash, exitText, type Crash } from '../../extension/restart';
import { exitCodes } from '../../shared/protocol';

const minute = 60_000;
const crash = (at: number, more: Partial<Crash> = {}): Crash => ({
  at,
  exit: { code: null, signal: 'SIGABRT' },
  loading: null,
  ...more,
});

suite('after a crash of the server', () => {
  test('the first one is told and restarted soon', () => {
    assert.deepEqual(afterCrash(crash(0), []), {
      action: 'restart',
      afterMs: 1000,
      tell: messages.serverRestarts('signal SIGABRT'),
    });
  });

  test('the second one of an outage waits longer and is not told again', () => {
    assert.deepEqual(afterCrash(crash(minute), [0]), { action: 'restart', afterMs: 4000, tell: null });
  });

  test('the third one in five minutes stays down and says how to go on', () => {
    assert.deepEqual(afterCrash(crash(5 * minute - 1), [0, minute]), {
      action: 'stayDown',
      why: messages.serverStaysDown(3, 5),
    });
  });

  test('crashes of more than five minutes ago count no more', () => {
    assert.deepEqual(afterCrash(crash(5 * minute), [0, minute]), { action: 'restart', afterMs: 4000, tell: null });
    const later = afterCrash(crash(60 * minute), [0, minute, 2 * minute]);
    assert.equal(later.action === 'restart' && later.tell !== null, true);
  });

  test('a model that kills the server is not loaded again, from the first time', () => {
    assert.deepEqual(afterCrash(crash(0, { loading: 'bad.gguf' }), []), {
      action: 'stayDown',
      why: messages.modelKillsServer('bad.gguf'),
    });
    assert.equal(messages.modelKillsServer('bad.gguf').remedy, 'chooseModel');
  });

  test('a command line that the server refuses is not tried again', () => {
    const decision = afterCrash(crash(0, { exit: { code: exitCodes.usage, signal: null } }), []);
    assert.deepEqual(decision, { action: 'stayDown', why: messages.serverDoesNotStart() });
  });

  test('an exit in words', () => {
    assert.equal(exitText({ code: null, signal: 'SIGKILL' }), 'signal SIGKILL');
    assert.equal(exitText({ code: 3, signal: null }), 'exit code 3');
    assert.equal(exitText({ code: exitCodes.uncaught, signal: null }), 'an uncaught error, exit code 70');
  });
});
