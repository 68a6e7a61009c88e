import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { errorCodes, type UserMessage } from '../../shared/protocol';
import type { LspClient } from '../support/lsp-client';
import { badModels } from '../support/models/bad-models';
import { cached } from '../support/models/cache';
import { codeLlamaModel, randomModelBytes } from '../support/models/models';
import { llama2Vocabulary } from '../support/models/vocabulary';
import { freshUri, sharedServer } from '../support/server-suite';

/** The settings of the client: the tests change them while the server runs, so that one process meets every file. */
const settings = { model: { path: '' }, engine: { device: 'cpu', contextSize: 512 }, completion: { debounce: 0 } };
const server = sharedServer({ settings: { model: { load: 'onDemand' } }, configuration: () => settings });

/** Makes the server take a file, and gives what it says of it. */
async function problemOf(client: LspClient, file: string): Promise<UserMessage> {
  settings.model.path = file;
  await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: {} });
  const name = path.basename(file, '.gguf');
  // The settings come with a request of the server; until they are there it may answer for the file before.
  for (let asked = 0; asked < 100; asked++) {
    const outcome = await client.model().then(
      (report) => report.path,
      (error: unknown) => error as { code: number; data: UserMessage },
    );
    if (client.statuses.at(-1)?.modelName !== name) continue;
    assert(typeof outcome === 'object', `${name} was loaded`);
    assert.equal(outcome.code, errorCodes.modelUnavailable, `${name}: ${JSON.stringify(outcome)}`);
    assert.equal(client.statuses.at(-1)?.state, 'error');
    assert.deepEqual(client.statuses.at(-1)?.error, outcome.data);
    return outcome.data;
  }
  throw new Error(`The server never took ${name}.`);
}

async function stillAnswers(client: LspClient): Promise<void> {
  const uri = freshUri('py');
  await client.open(uri, 'python', 'def add(a, b):\n    return ');
  // No popup for each key press: a completion without a model is no error.
  assert.equal(await client.complete(uri, { line: 1, character: 11 }), null);
  await assert.rejects(client.chat([{ role: 'user', text: 'Hello' }]), { code: errorCodes.modelUnavailable });
  assert.equal(client.process.exitCode, null);
}

test('each bad model file has its message, and the server goes on', async () => {
  const client = await server();
  for (const [name, { path: file, says }] of Object.entries(await badModels())) {
    const message = await problemOf(client, file);
    assert.match(message.text, says, name);
    assert.match(message.nextStep, /\.$/, name);
    await stillAnswers(client);
  }
});

test('a file whose fault only llama.cpp finds', async () => {
  const client = await server();
  const vocabulary = await llama2Vocabulary();
  const file = await cached('bad/wrong-shapes.gguf', () =>
    Promise.resolve(randomModelBytes(vocabulary, {}, { 'llama.embedding_length': { u32: 128 } })),
  );
  assert.match((await problemOf(client, file)).text, /llama\.cpp could not load the model \(/);
  await stillAnswers(client);
});

test('a model that is too large for the memory says how large, before anything is allocated', async () => {
  const client = await server();
  const vocabulary = await llama2Vocabulary();
  const file = await cached('bad/too-large.gguf', () =>
    Promise.resolve(randomModelBytes(vocabulary, {}, { 'llama.attention.key_length': { u32: 100_000_000 } })),
  );
  const { text, nextStep } = await problemOf(client, file);
  assert.match(text, /needs about \d+ GB of memory .* are free/);
  assert.match(nextStep, /smaller/);
  await stillAnswers(client);
});

test('after all of them a good file works in the same process', async () => {
  const client = await server();
  settings.model.path = await codeLlamaModel();
  await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: {} });
  await client.until(() => client.statuses.at(-1)?.state === 'ready', 'ready');
  assert.equal((await client.model()).path, settings.model.path);
  const { result } = await client.chat([{ role: 'user', text: 'Hello' }]);
  assert(result.figures.promptTokens > 10);
});
