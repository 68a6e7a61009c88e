import assert from 'node:assert/strict';
import { fork, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { test } from 'node:test';
import { exitCodes } from '../../shared/protocol';
import { serverFile } from '../support/lsp-client';
import { freshUri, ownServers } from '../support/server-suite';

const start = ownServers();
const addition = 'def add(a, b):\n    return ';
const cursor = { line: 1, character: 11 };

test('shutdown and exit end it with 0', async () => {
  const client = await start({ settings: { model: { load: 'onDemand' } } });
  assert.equal(await client.stop(), exitCodes.ok);
});

test('it ends when its client goes: stdio', async () => {
  const client = await start();
  client.process.stdin.end();
  assert.equal(typeof (await client.exited), 'number');
});

test('it ends when its client goes: IPC', async () => {
  const server = fork(serverFile, ['--node-ipc'], { execArgv: [], silent: true });
  const exited = once(server, 'exit');
  server.send({
    jsonrpc: '2.0',
    id: 1,
    method: 'initialize',
    params: { processId: null, rootUri: null, capabilities: {}, initializationOptions: {} },
  });
  const [answer] = (await once(server, 'message')) as [{ id?: number; method?: string }];
  assert.ok(answer.id === 1 || answer.method !== undefined);
  server.disconnect();
  assert.deepEqual(await exited, [exitCodes.ok, null]);
});

test(
  'an uncaught error is logged with its stack and ends it with its own code',
  { skip: process.platform === 'win32' },
  async () => {
    const preload = path.resolve(__dirname, '../fixtures/server/throw-on-signal.cjs');
    const client = await start({ env: { NODE_OPTIONS: `--require ${JSON.stringify(preload)}` } });
    client.process.kill('SIGUSR2');
    assert.equal(await client.exited, exitCodes.uncaught);
    assert.match(client.stderr, /forced by a test[\s\S]*at /);
  },
);

test('the command line', () => {
  const run = (...args: string[]) => spawnSync(process.execPath, [serverFile, ...args], { encoding: 'utf8' });
  assert.equal(run('--help').status, exitCodes.ok);
  assert.match(run('--help').stdout, /--stdio/);
  const wrong = run('--sdtio');
  assert.equal(wrong.status, exitCodes.usage);
  assert.match(wrong.stderr, /--stdio/);
});

test('wrong settings are named once, the defaults are used', async () => {
  const configuration = () => ({ completion: { debounce: 'fast' }, nonsense: 1 });
  const client = await start({ configuration });
  await client.until(() => client.shown.length >= 2, 'two warnings');
  await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: {} });
  const uri = freshUri('py');
  await client.open(uri, 'python', addition);
  assert.equal((await client.complete(uri, cursor, 'automatic'))?.length, 1);
  assert.deepEqual(client.shown.map((message) => /cria\.[a-z.]+/.exec(message)?.[0]).sort(), [
    'cria.completion.debounce',
    'cria.nonsense',
  ]);
});

test('settings that change while it runs are taken at once', async () => {
  const settings = { completion: { debounce: 0, disabledLanguages: [] as string[] } };
  const client = await start({ configuration: () => settings });
  const uri = freshUri('py');
  await client.open(uri, 'python', addition);
  assert.equal((await client.complete(uri, cursor, 'automatic'))?.length, 1);
  settings.completion.disabledLanguages = ['python'];
  await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: {} });
  await client.until(() => client.logged.length >= 0, 'the log');
  const skipped = async () => {
    await client.complete(uri, cursor);
    return client.traces.at(-1)?.outcome === 'skipped';
  };
  while (!(await skipped())) assert.ok(client.traces.length < 20, 'the setting is never taken');
});

test('the model loads when it is first needed, with progress for clients that show none of their own', async () => {
  const client = await start({
    settings: { model: { load: 'onDemand' } },
    capabilities: { window: { workDoneProgress: true } },
  });
  const uri = freshUri('py');
  await client.open(uri, 'python', addition);
  assert.ok(!client.statuses.some((status) => status.state === 'loading'));
  await client.complete(uri, cursor);
  assert.equal(client.statuses.at(-1)?.state, 'ready');
  const kinds = client.workDone.map((value) => (value as { kind: string }).kind);
  assert.equal(kinds[0], 'begin');
  assert.equal(kinds.at(-1), 'end');
});

test('positions in UTF-8, for a client that has nothing else', async () => {
  const client = await start({ capabilities: { general: { positionEncodings: ['utf-8'] } } });
  assert.equal(client.initialized.capabilities.positionEncoding, 'utf-8');
  const uri = freshUri('py');
  const line = '    🦙é = a; return ';
  await client.open(uri, 'python', `def add(a, b):\n${line}`);
  const at = { line: 1, character: Buffer.byteLength(line) };
  const items = await client.complete(uri, at);
  for (const item of items ?? []) assert.deepEqual(item.range?.start, at);
  assert.deepEqual(client.traces.at(-1)?.position, { line: 1, character: line.length });
});
