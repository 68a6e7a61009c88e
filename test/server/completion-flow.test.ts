import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  CancellationTokenSource,
  InlineCompletionRequest,
  type InlineCompletionItem,
  type InlineCompletionList,
} from 'vscode-languageserver/node';
import {
  methods,
  suggestionAccepted,
  type Activity,
  type ShownEditors,
  type SuggestionEvent,
} from '../../shared/protocol';
import { freshUri, sharedServer } from '../support/server-suite';
import type { LspClient } from '../support/lsp-client';

// A budget that no machine uses up: what is tested does not depend on time.
const server = sharedServer({
  settings: { completion: { debounce: 0, timeBudget: 30_000 } },
  initializationOptions: { followsSuggestions: true },
});

const tracesOf = (client: LspClient, uri: string) => client.traces.filter((trace) => trace.uri === uri);
const activity = (client: LspClient, now: Activity) => client.connection.sendNotification(methods.activity, now);
const tell = (client: LspClient, event: SuggestionEvent) =>
  client.connection.sendNotification(methods.suggestion, event);

const textOf = (item: InlineCompletionItem | undefined): string =>
  typeof item?.insertText === 'string' ? item.insertText : '';

/** Waits until the model has decoded so many tokens more. */
async function decoded(client: LspClient, tokens: number): Promise<void> {
  const { decodeSteps } = await client.counters();
  while ((await client.counters()).decodeSteps < decodeSteps + tokens) await new Promise(setImmediate);
}

const total = 'function sum(values: number[]): number {\n  let total = 0;\n  ';
const inTotal = { line: 2, character: 2 };
const addition = 'def add(a, b):\n    return ';
const inAddition = { line: 1, character: 11 };

test('the first line is shown early; the whole begins with it and comes at once', async () => {
  const client = await server();
  const uri = freshUri('ts');
  await client.open(uri, 'typescript', total);
  const [early] = (await client.complete(uri, inTotal, 'automatic')) ?? [];
  assert.equal(tracesOf(client, uri)[0]?.outcome, 'shown');
  const line = textOf(early);
  assert.doesNotMatch(line, /\n/);
  assert.deepEqual(early?.command?.command, suggestionAccepted);
  assert.deepEqual(early.command.arguments, [tracesOf(client, uri)[0]?.id]);

  const grew = await client.until(() => client.grown.find((place) => place.uri === uri), 'the rest of it');
  assert.deepEqual(grew.position, inTotal);
  const [whole] = (await client.complete(uri, inTotal, 'automatic')) ?? [];
  const text = textOf(whole);
  assert.ok(text.startsWith(line) && text.length > line.length, text);
  assert.equal(tracesOf(client, uri)[1]?.source, 'cached');
});

test('typing along a suggestion, and deleting again, needs no run', async () => {
  const client = await server();
  const uri = freshUri('py');
  await client.open(uri, 'python', addition);
  const [first] = (await client.complete(uri, inAddition, 'automatic')) ?? [];
  assert.equal(first?.insertText, 'a + b');
  await client.type(uri, inAddition, 'a +');
  const before = await client.counters();
  const [rest] = (await client.complete(uri, { line: 1, character: 14 }, 'automatic')) ?? [];
  assert.equal(rest?.insertText, ' b');
  await client.change(uri, { range: { start: inAddition, end: { line: 1, character: 14 } }, text: '' });
  const [again] = (await client.complete(uri, inAddition, 'automatic')) ?? [];
  assert.equal(again?.insertText, 'a + b');
  const { evaluatedTokens, decodeSteps } = await client.counters();
  assert.deepEqual([evaluatedTokens, decodeSteps], [before.evaluatedTokens, before.decodeSteps]);
});

test('a run goes on for somebody who types what it writes, though its request was cancelled', async () => {
  const client = await server();
  const uri = freshUri('ts');
  await client.open(uri, 'typescript', total);
  const source = new CancellationTokenSource();
  const first = client.complete(uri, inTotal, 'automatic', source.token);
  await decoded(client, 2);
  source.cancel();
  await client.type(uri, inTotal, 'f');
  await assert.rejects(first);
  const [item] = (await client.complete(uri, { line: 2, character: 3 }, 'automatic')) ?? [];
  assert.match(textOf(item), /^or \(/);
  assert.deepEqual(
    tracesOf(client, uri).map(({ outcome, source: from }) => [outcome, from]),
    [
      ['cancelled', 'computed'],
      ['shown', 'joined'],
    ],
  );
});

test('after a cancel at most one more token is decoded, and nothing later', async () => {
  const client = await server();
  const uri = freshUri('py');
  const long = 'numbers = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, ';
  await client.open(uri, 'python', long);
  const source = new CancellationTokenSource();
  const asked = client.complete(uri, { line: 0, character: long.length }, 'automatic', source.token);
  await decoded(client, 2);
  source.cancel();
  await assert.rejects(asked);
  const atCancel = (await client.counters()).decodeSteps;
  await client.until(() => client.statuses.at(-1)?.busy === null, 'an idle device');
  assert.ok((await client.counters()).decodeSteps <= atCancel + 1);
});

test('who asks by hand gets several candidates from one prompt evaluation', async () => {
  const client = await server();
  const uri = freshUri('py');
  await client.open(uri, 'python', `# ${'numbers '.repeat(40)}\n${addition}`);
  const before = (await client.counters()).evaluatedTokens;
  const items = await client.complete(uri, { line: 2, character: 11 }, 'manual');
  await client.until(() => tracesOf(client, uri).length > 0, 'its trace');
  const [trace] = tracesOf(client, uri);
  const evaluated = (await client.counters()).evaluatedTokens - before;
  const texts = (items ?? []).map(textOf);
  assert.ok(texts.length >= 1);
  assert.equal(new Set(texts).size, texts.length);
  assert.equal(trace?.candidates ?? texts.length, texts.length);
  assert.ok(evaluated < (trace?.figures?.promptTokens ?? 0) + 12, `${evaluated} evaluated`);
});

test('a suggestion that was rejected is not shown again at its place', async () => {
  const client = await server();
  const uri = freshUri('py');
  await client.open(uri, 'python', addition);
  const [item] = (await client.complete(uri, inAddition, 'automatic')) ?? [];
  const [id] = item?.command?.arguments as [string];
  await tell(client, { id, kind: 'shown' });
  await tell(client, { id, kind: 'rejected' });
  assert.deepEqual(await client.complete(uri, inAddition, 'automatic'), []);
  assert.match(tracesOf(client, uri)[1]?.reason ?? '', /rejected/);
});

test('without focus nothing is computed but what the user asks for', async () => {
  const client = await server();
  const uri = freshUri('py');
  await client.open(uri, 'python', addition);
  await activity(client, { focused: false, savingPower: false });
  const before = (await client.counters()).evaluatedTokens;
  assert.deepEqual(await client.complete(uri, inAddition, 'automatic'), []);
  assert.equal((await client.counters()).evaluatedTokens, before);
  assert.match(tracesOf(client, uri)[0]?.reason ?? '', /focus/);
  assert.notDeepEqual(await client.complete(uri, inAddition, 'manual'), []);
  await activity(client, { focused: true, savingPower: false });
});

test('where the user goes the prompt is evaluated before they type', async () => {
  const client = await server();
  const uri = freshUri('py');
  const lines = Array.from({ length: 30 }, (_, n) => `value_${n} = compute(${n}, "${n}")`).join('\n');
  await client.open(uri, 'python', `${lines}\nresult = `);
  const position = { line: 30, character: 9 };
  const editors: ShownEditors = { active: { uri, position }, visible: [uri] };
  await client.connection.sendNotification(methods.editors, editors);
  await client.until(() => client.logged.find((line) => line.includes(`${uri}: evaluated`)), 'the warm-up');
  await client.complete(uri, position, 'automatic');
  const [trace] = tracesOf(client, uri);
  const { promptTokens = 0, reusedTokens = 0 } = trace?.figures ?? {};
  assert.ok(
    promptTokens > 150 && promptTokens - reusedTokens <= 4,
    `${promptTokens - reusedTokens} of ${promptTokens}`,
  );
});

test('a suggestion beside the list of completions begins with the item that is selected', async () => {
  const client = await server();
  const uri = freshUri('ts');
  await client.open(uri, 'typescript', 'const user = { name: "a" };\nconsole.l');
  const position = { line: 1, character: 9 };
  const range = { start: { line: 1, character: 8 }, end: position };
  const answer = await client.connection.sendRequest<InlineCompletionList>(InlineCompletionRequest.method, {
    textDocument: { uri },
    position,
    context: { triggerKind: 2, selectedCompletionInfo: { range, text: 'log' } },
  });
  const [item] = answer.items;
  assert.match(textOf(item), /^og\(/);
  assert.deepEqual(item?.range, { start: position, end: position });
});
