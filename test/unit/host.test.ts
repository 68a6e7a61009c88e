import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ServerStatus } from '../../shared/protocol';
import { defaultSettings, type Settings } from '../../shared/settings';
import { EngineError } from '../../server/engine/errors';
import { ModelHost, type LoadedModel } from '../../server/host';

const settings = (change: Partial<Settings> = {}): Settings => ({ ...defaultSettings(), ...change });

const nothingCounted = {
  ...{ evaluatedTokens: 0, decodeSteps: 0, restoredFromMemory: 0, restoredFromDisk: 0 },
  ...{ deviceBytes: 0, memoryBytes: 0, diskBytes: 0 },
};

/** A host whose loads end when the test says so. */
function hostWith(initial: Settings = settings()) {
  const statuses: ServerStatus[] = [];
  const loads: { path: string; end: () => void; fail: (error: Error) => void; signal: AbortSignal }[] = [];
  const disposed: string[] = [];
  const host = new ModelHost(
    {
      storage: null,
      locate: (now) => now.model.path || '/default.gguf',
      load: (_now, path, _hooks, signal) =>
        new Promise((resolve, reject) => {
          const model = {
            engine: {
              report: () => ({ path, deviceName: 'none', device: 'cpu', loadMs: 1 }),
              counters: () => nothingCounted,
              dispose: () => Promise.resolve(disposed.push(path)),
            },
            infill: { order: 'none', why: 'a test' },
            chatFormat: 'template',
          } as unknown as LoadedModel;
          signal.addEventListener('abort', () => {
            reject(signal.reason as Error);
          });
          loads.push({
            path,
            signal,
            fail: reject,
            end: () => {
              resolve(model);
            },
          });
        }),
      onStatus: (status) => statuses.push(status),
      log: () => undefined,
    },
    initial,
  );
  const turn = () => new Promise(setImmediate);
  return { host, statuses, loads, disposed, turn };
}

const broken = () => new EngineError('modelUnavailable', { text: 'It is broken.', nextStep: 'Choose another.' });

test('all who ask while the model loads get the same one', async () => {
  const { host, loads, statuses, turn } = hostWith();
  const asked = [host.model({ retry: false }), host.model({ retry: true })];
  await turn();
  assert.equal(loads.length, 1);
  loads[0]?.end();
  const [a, b] = await Promise.all(asked);
  assert.equal(a, b);
  assert.deepEqual(
    statuses.map((status) => status.state),
    ['loading', 'ready'],
  );
});

test('a load that failed is not repeated by key presses, but by an action of the user', async () => {
  const { host, loads, statuses, turn } = hostWith();
  const first = host.model({ retry: false });
  await turn();
  loads[0]?.fail(broken());
  await assert.rejects(first, /broken/);
  await assert.rejects(host.model({ retry: false }), /broken/);
  assert.equal(loads.length, 1);
  assert.equal(statuses.at(-1)?.error?.nextStep, 'Choose another.');
  const again = host.model({ retry: true });
  await turn();
  assert.equal(loads.length, 2);
  loads[1]?.end();
  await again;
  assert.equal(statuses.at(-1)?.state, 'ready');
});

test('another model: the old one goes before the new one is loaded', async () => {
  const { host, loads, disposed, turn } = hostWith();
  const first = host.model({ retry: false });
  await turn();
  loads[0]?.end();
  await first;
  const model = { ...defaultSettings().model, path: '/other.gguf' };
  await host.apply(settings({ model }));
  await turn();
  assert.deepEqual(disposed, ['/default.gguf']);
  assert.deepEqual(
    loads.map((load) => load.path),
    ['/default.gguf', '/other.gguf'],
  );
});

test('settings that the model does not depend on leave it alone', async () => {
  const { host, loads, turn } = hostWith();
  const asked = host.model({ retry: false });
  await turn();
  loads[0]?.end();
  await asked;
  await host.apply(settings({ completion: { ...defaultSettings().completion, debounce: 1 } }));
  await host.model({ retry: false });
  assert.equal(loads.length, 1);
});

test('turning Cria off ends a load under way, frees the model, and refuses until it is on', async () => {
  const { host, loads, statuses, disposed, turn } = hostWith();
  const asked = host.model({ retry: false });
  await turn();
  const refused = assert.rejects(asked, EngineError);
  await host.apply(settings({ enabled: false }));
  await refused;
  assert.equal(loads[0]?.signal.aborted, true);
  assert.equal(statuses.at(-1)?.state, 'off');
  await assert.rejects(
    host.model({ retry: true }),
    (error) => error instanceof EngineError && error.kind === 'turnedOff',
  );

  await host.apply(settings());
  await turn();
  assert.equal(loads.length, 2, 'loads by itself again');
  loads[1]?.end();
  await host.model({ retry: false });
  await host.apply(settings({ enabled: false }));
  assert.deepEqual(disposed, ['/default.gguf']);
});
