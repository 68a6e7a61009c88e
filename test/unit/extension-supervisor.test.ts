import assert from 'node:assert/strict';
import { suite, test, type TestContext } from 'node:test';
import { ServerUnavailable, Supervisor, type RunEvents } from '../../extension/supervisor';
import type { ServerStatus, UserMessage } from '../../shared/protocol';

/** A process that a test starts and ends at will. */
interface FakeRun {
  events: RunEvents;
  answer(): void;
  crash(signal?: string): void;
  stopped: boolean;
}

function setUp(t: TestContext, options: { wanted?: boolean } = {}) {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const runs: FakeRun[] = [];
  const statuses: ServerStatus[] = [];
  const told: UserMessage[] = [];
  const user = { wants: options.wanted ?? true };
  let clock = 0;
  const supervisor = new Supervisor<number>({
    launch: (events) => {
      let answer: (client: number) => void = () => undefined;
      let fail: (error: Error) => void = () => undefined;
      const ready = new Promise<number>((resolve, reject) => {
        answer = resolve;
        fail = reject;
      });
      const number = runs.length + 1;
      const end = (signal: string | null) => {
        fail(new Error('gone'));
        events.exited({ code: signal === null ? 0 : null, signal });
      };
      const run: FakeRun = {
        events,
        answer: () => answer(number),
        crash: (signal = 'SIGABRT') => end(signal),
        stopped: false,
      };
      runs.push(run);
      return {
        ready,
        stop: () => {
          run.stopped = true;
          end(null);
          return Promise.resolve();
        },
      };
    },
    wanted: () => user.wants,
    onStatus: (status) => statuses.push(status),
    tell: (message) => told.push(message),
    log: () => undefined,
    now: () => clock,
  });
  const pass = (ms: number) => {
    clock += ms;
    t.mock.timers.tick(ms);
  };
  return { supervisor, runs, statuses, told, user, pass };
}

const ready: ServerStatus = { state: 'ready', busy: null };
const loading: ServerStatus = { state: 'loading', progress: 0.5, modelName: 'bad.gguf', busy: null };

suite('the supervisor of the server', () => {
  test('hands on what the server says, and its client', async (t) => {
    const { supervisor, runs, statuses } = setUp(t);
    const client = supervisor.client();
    runs[0]!.answer();
    runs[0]!.events.status(ready);
    assert.equal(await client, 1);
    assert.deepEqual(statuses, [{ state: 'loading', busy: null }, ready]);
    assert.equal(supervisor.status, ready);
  });

  test('restarts after a crash, tells it once, and gives the new client to who waited', async (t) => {
    const { supervisor, runs, told, pass } = setUp(t);
    void supervisor.start();
    runs[0]!.events.status(ready);
    runs[0]!.crash();
    const client = supervisor.client();
    assert.equal(supervisor.status.state, 'loading');
    pass(999);
    assert.equal(runs.length, 1);
    pass(1);
    assert.equal(runs.length, 2);
    runs[1]!.answer();
    assert.equal(await client, 2);
    runs[1]!.crash();
    pass(4000);
    assert.equal(runs.length, 3);
    assert.equal(told.length, 1);
  });

  test('stays down after three crashes, until the user restarts it', async (t) => {
    const { supervisor, runs, pass } = setUp(t);
    void supervisor.start();
    runs[0]!.crash();
    pass(1000);
    runs[1]!.crash();
    pass(4000);
    runs[2]!.crash();
    pass(10 * 60_000);
    assert.equal(runs.length, 3);
    assert.equal(supervisor.status.state, 'error');
    assert.equal(supervisor.status.error?.remedy, 'restartServer');
    await assert.rejects(supervisor.client(), ServerUnavailable);

    await supervisor.restart();
    assert.equal(runs.length, 4);
    runs[3]!.crash();
    pass(1000);
    assert.equal(runs.length, 5, 'earlier crashes are forgotten');
  });

  test('does not load a file again that killed it, until another is chosen', (t) => {
    const { supervisor, runs, pass } = setUp(t);
    void supervisor.start();
    runs[0]!.events.status(loading);
    runs[0]!.crash();
    pass(60_000);
    assert.equal(runs.length, 1);
    assert.equal(supervisor.status.error?.remedy, 'chooseModel');
    supervisor.settingsChanged(false);
    assert.equal(runs.length, 1);
    supervisor.settingsChanged(true);
    assert.equal(runs.length, 2);
  });

  test('a crash after the model was loaded is not blamed on the file', (t) => {
    const { supervisor, runs, pass } = setUp(t);
    void supervisor.start();
    runs[0]!.events.status(loading);
    runs[0]!.events.status(ready);
    runs[0]!.crash();
    pass(1000);
    assert.equal(runs.length, 2);
  });

  test('a restart by the user is no crash', async (t) => {
    const { supervisor, runs, told } = setUp(t);
    void supervisor.start();
    await supervisor.restart();
    assert.equal(runs[0]!.stopped, true);
    assert.equal(runs.length, 2);
    assert.deepEqual(told, []);
    runs[0]!.events.status(ready);
    assert.equal(supervisor.status.state, 'loading', 'the old process has no say');
  });

  test('does not start while Cria is off, and starts when it is turned on', async (t) => {
    const { supervisor, runs, user } = setUp(t, { wanted: false });
    assert.equal(supervisor.status.state, 'off');
    await assert.rejects(supervisor.client(), ServerUnavailable);
    assert.equal(runs.length, 0);
    user.wants = true;
    supervisor.settingsChanged(false);
    assert.equal(runs.length, 1);
  });

  test('turning off lets a running server unload by itself, and ends the wait for another', async (t) => {
    const { supervisor, runs, user, pass } = setUp(t);
    void supervisor.start();
    user.wants = false;
    supervisor.settingsChanged(false);
    assert.equal(runs[0]!.stopped, false);

    user.wants = true;
    runs[0]!.crash();
    const client = supervisor.client();
    user.wants = false;
    supervisor.settingsChanged(false);
    await assert.rejects(client, ServerUnavailable);
    pass(60_000);
    assert.equal(runs.length, 1);
    assert.equal(supervisor.status.state, 'off');
  });

  test('a crash while Cria is off starts nothing', (t) => {
    const { supervisor, runs, user, pass, told } = setUp(t);
    void supervisor.start();
    user.wants = false;
    runs[0]!.crash();
    pass(60_000);
    assert.equal(runs.length, 1);
    assert.equal(supervisor.status.state, 'off');
    assert.deepEqual(told, []);
  });
});
