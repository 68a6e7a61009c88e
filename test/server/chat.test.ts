import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CancellationTokenSource, LSPErrorCodes } from 'vscode-languageserver/node';
import { errorCodes } from '../../shared/protocol';
import { freshUri, ownServers, sharedServer } from '../support/server-suite';

const server = sharedServer({ settings: { completion: { debounce: 0 }, chat: { temperature: 0, maxTokens: 80 } } });
const start = ownServers();

const question = [{ role: 'user' as const, text: 'Explain in one sentence what a stack is.' }];

test('an answer comes in pieces, with its figures', async () => {
  const client = await server();
  const pieces: string[] = [];
  const { text, result } = await client.chat(question, (delta) => pieces.push(delta.text), undefined, 'pieces');
  assert.ok(pieces.length > 5, `${pieces.length} pieces`);
  assert.equal(pieces.join(''), text);
  assert.match(text, /stack/i);
  assert.doesNotMatch(text, /<\|im_/);
  assert.ok(['stop', 'length'].includes(result.finish));
  assert.equal(result.droppedTurns, 0);
  assert.ok(result.figures.promptTokens > 10);
  assert.ok(result.figures.generatedTokens >= pieces.length);
});

test('the next turn evaluates only what is new', async () => {
  const client = await server();
  const first = await client.chat(question, undefined, undefined, 'turns');
  const turns = [
    ...question,
    { role: 'assistant' as const, text: first.text },
    { role: 'user' as const, text: 'And a queue?' },
  ];
  const { result } = await client.chat(turns, undefined, undefined, 'turns');
  const { promptTokens, reusedTokens } = result.figures;
  assert.ok(reusedTokens > first.result.figures.promptTokens - 8, `${reusedTokens} of ${promptTokens}`);
});

test('a cancel while it decodes: no decode after it', async () => {
  const client = await server();
  const before = await client.counters();
  const source = new CancellationTokenSource();
  let pieces = 0;
  const chat = client.chat(
    question,
    () => {
      if (++pieces === 5) source.cancel();
    },
    source.token,
    'cancelled',
  );
  await assert.rejects(chat, { code: LSPErrorCodes.RequestCancelled });
  const ended = await client.counters();
  assert.ok(ended.decodeSteps > before.decodeSteps);
  assert.ok(ended.decodeSteps - before.decodeSteps < 70, 'it was cancelled long before its end');
  // A whole completion runs on the same device meanwhile; it decodes for itself only.
  const uri = freshUri('py');
  await client.open(uri, 'python', 'def add(a, b):\n    return ');
  await client.complete(uri, { line: 1, character: 11 });
  const own = client.traces.find((trace) => trace.uri === uri)?.figures?.generatedTokens ?? 0;
  const later = await client.counters();
  assert.ok(later.decodeSteps - ended.decodeSteps <= own + 1, `${later.decodeSteps - ended.decodeSteps} for ${own}`);
});

test('a completion goes first, and the chat goes on without losing a token', async () => {
  const client = await server();
  const alone = await client.chat(question, undefined, undefined, 'alone');
  const uri = freshUri('py');
  await client.open(uri, 'python', 'def add(a, b):\n    return ');
  let during: Promise<unknown> | undefined;
  let ended = false;
  const interrupted = await client.chat(
    question,
    () => {
      during ??= client.complete(uri, { line: 1, character: 11 }, 'automatic').then((items) => {
        assert.equal(items?.length, 1);
        assert.equal(ended, false, 'the completion was answered while the chat still ran');
      });
    },
    undefined,
    'alone',
  );
  ended = true;
  await during;
  assert.equal(interrupted.text, alone.text);
});

test('a message longer than the context is refused with what to do', async () => {
  const client = await server();
  await assert.rejects(
    client.chat([{ role: 'user', text: 'word '.repeat(9000) }], undefined, undefined, 'long'),
    (error: { code?: number; data?: { nextStep?: string } }) =>
      error.code === errorCodes.contextOverflow && /contextSize|less/.test(error.data?.nextStep ?? ''),
  );
});

test('malformed parameters are refused, and the server lives', async () => {
  const client = await server();
  for (const params of [
    undefined,
    {},
    { sessionId: 'x', turns: [], partialResultToken: 1 },
    { sessionId: 1, turns: [3] },
  ]) {
    await assert.rejects(client.connection.sendRequest('cria/chat', params), { code: -32602 });
  }
  await assert.rejects(client.connection.sendRequest('cria/chat'), { code: -32602 });
  for (const params of [null, {}, []]) assert.ok(await client.connection.sendRequest('cria/model', params));
});

test('when Cria is off the chat says so, and the memory is free', { skip: process.platform !== 'linux' }, async () => {
  const settings = { enabled: true };
  const client = await start({ configuration: () => settings });
  await client.model();
  const loaded = await residentBytes(client.process.pid);
  settings.enabled = false;
  await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: {} });
  await client.until(() => client.statuses.at(-1)?.state === 'off', 'off');
  await assert.rejects(client.chat(question), { code: errorCodes.turnedOff });
  const freed = loaded - (await residentBytes(client.process.pid));
  assert.ok(freed > 80e6, `${freed} bytes freed`);
});

async function residentBytes(pid: number | undefined): Promise<number> {
  const { readFile } = await import('node:fs/promises');
  const status = await readFile(`/proc/${pid ?? 0}/status`, 'utf8');
  return Number(/VmRSS:\s*(\d+) kB/.exec(status)?.[1]) * 1024;
}
