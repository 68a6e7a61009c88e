import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CancellationTokenSource, LSPErrorCodes } from 'vscode-languageserver/node';
import { freshUri, sharedServer } from '../support/server-suite';

const server = sharedServer({ settings: { completion: { debounce: 0 } } });

const addition = 'def add(a, b):\n    return ';
const cursor = { line: 1, character: 11 };

test('announces what it does', async () => {
  const { capabilities, serverInfo } = (await server()).initialized;
  assert.equal(serverInfo?.name, 'Cria');
  assert.equal(capabilities.positionEncoding, 'utf-16');
  assert.ok(capabilities.inlineCompletionProvider);
  assert.deepEqual(capabilities.textDocumentSync, { openClose: true, change: 2, save: true });
});

test('suggests at the cursor, and says how in its trace', async () => {
  const client = await server();
  const uri = freshUri('py');
  await client.open(uri, 'python', addition);
  const items = await client.complete(uri, cursor, 'automatic');
  assert.equal(items?.length, 1);
  const [item] = items;
  assert.equal(item?.insertText, 'a + b');
  assert.deepEqual(item.range, { start: cursor, end: cursor });
  const trace = client.traces.find((one) => one.uri === uri);
  assert.equal(trace?.outcome, 'shown');
  assert.equal(trace.order, 'spm');
  assert.deepEqual(trace.position, cursor);
  assert.ok((trace.figures?.promptTokens ?? 0) > 5);
  assert.equal(trace.text, 'a + b');
  assert.ok((trace.score ?? 0) > 0.5, `${trace.score}`);
  assert.ok((trace.features?.meanLogProbability ?? -9) > -1);
  assert.equal(item.command, undefined, 'this client did not say that it follows suggestions');
});

test('the next key press evaluates little more than what was typed', async () => {
  const client = await server();
  const uri = freshUri('py');
  const lines = Array.from({ length: 60 }, (_, n) => `value_${n} = compute(${n}, "${n}")`).join('\n');
  await client.open(uri, 'python', `${lines}\n\n\nprint(value_1)\n`);
  const at = { line: 60, character: 0 };
  await client.complete(uri, at);
  await client.type(uri, at, 'total = v');
  await client.complete(uri, { line: 60, character: 9 });
  const [cold, warm] = client.traces.filter((one) => one.uri === uri).map((trace) => trace.figures);
  assert.ok(cold && warm);
  const evaluated = warm.promptTokens - warm.reusedTokens;
  assert.ok(cold.promptTokens > 200, `${cold.promptTokens}`);
  assert.ok(evaluated <= 16, `${evaluated} of ${warm.promptTokens} evaluated again`);
});

test('edits between requests: the answer is that of the text as it stands', async () => {
  const client = await server();
  const [edited, fresh] = [freshUri('py'), freshUri('py')];
  await client.open(edited, 'python', '# 🦙 sums\r\nx = 1\r\n');
  await client.complete(edited, { line: 1, character: 5 });
  await client.change(
    edited,
    { range: { start: { line: 0, character: 2 }, end: { line: 0, character: 4 } }, text: 'two' },
    { range: { start: { line: 1, character: 0 }, end: { line: 2, character: 0 } }, text: addition },
  );
  const text = `# two sums\r\n${addition}`;
  await client.open(fresh, 'python', text);
  const at = { line: 2, character: 11 };
  const [ours, expected] = [
    await client.complete(edited, at, 'automatic'),
    await client.complete(fresh, at, 'automatic'),
  ];
  assert.deepEqual(ours, expected);
  assert.equal(expected?.length, 1);
});

test('of 50 requests at once only the newest is answered with a suggestion', async () => {
  const client = await server();
  const uri = freshUri('py');
  await client.open(uri, 'python', addition);
  const answers = await Promise.all(Array.from({ length: 50 }, () => client.complete(uri, cursor, 'automatic')));
  assert.equal(answers.length, 50);
  assert.deepEqual(
    answers.map((items) => items?.length ?? null),
    [...Array.from({ length: 49 }, () => null), 1],
  );
  const outcomes = client.traces.filter((one) => one.uri === uri).map((trace) => trace.outcome);
  assert.equal(outcomes.filter((outcome) => outcome === 'shown').length, 1);
  assert.equal(outcomes.filter((outcome) => outcome === 'cancelled').length, 49);
});

test('a cancel in the middle of the prompt ends it within a chunk, and nothing is decoded', async () => {
  const client = await server();
  const text = Array.from({ length: 400 }, (_, n) => `const item${n} = { id: ${n}, name: 'n${n * 7}' };`).join('\n');
  const before = await client.counters();
  const source = new CancellationTokenSource();
  const chat = client.chat([{ role: 'user', text: text.slice(0, 6000) }], undefined, source.token, 'cancelled');
  await client.until(() => client.statuses.at(-1)?.busy === 'chat', 'the chat at work');
  await client.until(() => client.statuses.at(-1)?.busy === 'chat', 'still at work');
  source.cancel();
  await assert.rejects(chat, { code: LSPErrorCodes.RequestCancelled });
  const ended = await client.counters();
  assert.equal(ended.decodeSteps, before.decodeSteps);
  // One chunk may have been under way; all of it is above 2,000 tokens.
  assert.ok(
    ended.evaluatedTokens - before.evaluatedTokens <= 1024,
    `${ended.evaluatedTokens - before.evaluatedTokens}`,
  );
});

test('a document that was never opened, and a position past its end', async () => {
  const client = await server();
  assert.equal(await client.complete(freshUri('py'), cursor), null);
  const uri = freshUri('py');
  await client.open(uri, 'python', addition);
  const items = await client.complete(uri, { line: 99, character: 99 });
  assert.ok(Array.isArray(items));
});
