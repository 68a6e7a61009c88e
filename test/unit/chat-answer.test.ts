import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ChatParams, ChatTurn } from '../../shared/protocol';
import { defaultSettings, readSettings, type Settings } from '../../shared/settings';
import { answerChat } from '../../server/chat/chat';
import { EngineError } from '../../server/engine/errors';
import { fakeEngine, type FakeEngine, type FakeEngineOptions } from '../support/fake-engine';

const question: ChatTurn = { role: 'user', text: 'What is a llama?' };
const ask = (turns: ChatTurn[] = [question]): ChatParams => ({ sessionId: 's1', turns, partialResultToken: 1 });

interface Setup extends Partial<FakeEngineOptions> {
  format?: 'llama2' | 'template';
  settings?: Settings;
  signal?: AbortSignal;
}

/** Asks a fake engine; its tokens are characters, so lengths of texts are counts of tokens. */
async function answer(
  params: ChatParams,
  { format = 'llama2', settings = defaultSettings(), signal, ...fake }: Setup = {},
) {
  const engine: FakeEngine = fakeEngine({ scripts: [{ tokens: ['An', ' animal.'] }], ...fake });
  const deltas: string[] = [];
  const tools = {
    settings: () => settings,
    engine: () => Promise.resolve({ engine, chatFormat: format }),
    keep: () => 'disk' as const,
  };
  const result = await answerChat(params, tools, signal ?? new AbortController().signal, ({ text }) => {
    deltas.push(text);
  });
  const prompt = await engine.detokenize(engine.calls.prompts[0] ?? []);
  return { result, deltas, engine, prompt };
}

test('streams the answer and counts', async () => {
  const { result, deltas, engine } = await answer(ask());
  assert.deepEqual(deltas, ['An', ' animal.']);
  assert.equal(result.finish, 'stop');
  assert.equal(result.droppedTurns, 0);
  assert.equal(result.figures.promptTokens, engine.calls.prompts[0]?.length);
  assert.equal(result.figures.generatedTokens, 2);
  assert.equal(result.figures.promptMs, 1);
});

test('runs in the chat’s lane, with the conversation’s cache and the settings', async () => {
  const { settings } = readSettings({
    chat: { temperature: 0, topP: 0.5, topK: 7, repeatPenalty: 1.2, maxTokens: 99, seed: 3 },
  });
  const { engine } = await answer(ask(), { settings, facts: { eos: 2, eot: 5 } });
  assert.deepEqual(engine.calls.options[0], {
    lane: 'chat',
    keep: 'disk',
    cacheKey: 'chat:s1',
    maxTokens: 99,
    temperature: 0,
    topP: 0.5,
    topK: 7,
    repeatPenalty: 1.2,
    seed: 3,
    stopTokens: [2, 5],
  });
  assert.equal((await answer(ask())).engine.calls.options[0]?.seed, null);
});

test('how the run ended is how the answer ended', async () => {
  for (const end of ['length', 'context'] as const) {
    assert.equal((await answer(ask(), { scripts: [{ tokens: ['a'], end }] })).result.finish, end);
  }
});

test('the code is in the message, the instruction before it', async () => {
  const attachment = {
    path: 'a.ts',
    uri: 'file:///a.ts',
    languageId: 'typescript',
    startLine: 0,
    endLine: 0,
    text: 'let a;',
  };
  const { prompt } = await answer(ask([{ ...question, attachments: [attachment] }]));
  assert.match(
    prompt,
    /^\[INST\] <<SYS>>\nYou are Cria.*\n<<\/SYS>>\n\nFrom a\.ts \(line 1\):\n```typescript\nlet a;\n```\n\nWhat is a llama\? \[\/INST\]$/,
  );
});

test('an end mark is not shown, and a turn that the model begins itself ends the run', async () => {
  const scripts = [{ tokens: ['Yes.', '<|im', '_end|>', '\n', '<|im_start|>', 'user', 'More?'] }];
  const { deltas, result, engine } = await answer(ask(), { format: 'template', scripts });
  assert.equal(deltas.join(''), 'Yes.');
  assert.equal(result.finish, 'stop');
  assert.equal(engine.calls.decoded, 5);
});

test('two questions in a row are one, and nothing stands before the first', async () => {
  const turns: ChatTurn[] = [
    { role: 'assistant', text: 'Hello.' },
    { role: 'user', text: 'One?' },
    { role: 'user', text: 'Two?' },
  ];
  assert.match((await answer(ask(turns))).prompt, /\n\nOne\?\n\nTwo\? \[\/INST\]$/);
});

const exchange = (number: number): ChatTurn[] => [
  { role: 'user', text: `Q${number}${'q'.repeat(98)}` },
  { role: 'assistant', text: `A${number}${'a'.repeat(98)}` },
];

test('leaves out the oldest exchanges, never the instruction or the question', async () => {
  const { settings } = readSettings({ chat: { systemPrompt: 'Be brief.' } });
  const turns = [...[1, 2, 3, 4, 5, 6, 7, 8].flatMap(exchange), question];
  const { result, prompt, engine } = await answer(ask(turns), { contextSize: 1000, settings });
  assert.equal(result.droppedTurns, 10);
  assert.match(prompt, /<<SYS>>\nBe brief\.\n<<\/SYS>>\n\nQ6/);
  assert.match(prompt, /What is a llama\? \[\/INST\]$/);
  assert(!prompt.includes('Q5'));
  // One exchange more would not have left the room of an answer.
  const used = engine.calls.prompts[0]?.length ?? 0;
  assert(used <= 1000 - 256 && used + 200 > 1000 - 256, String(used));
});

test('a conversation of thousands of turns is cut in a few steps', async () => {
  const turns = [...Array.from({ length: 2000 }, (_, number) => exchange(number)).flat(), question];
  const { engine, result } = await answer(ask(turns), { contextSize: 2000 });
  assert(engine.calls.parts.length < 20, String(engine.calls.parts.length));
  assert(result.droppedTurns > 3900);
});

test('a short longest answer leaves more room for the conversation', async () => {
  const { settings } = readSettings({ chat: { systemPrompt: '', maxTokens: 10 } });
  const turns = [...exchange(1), ...exchange(2), question];
  assert.equal((await answer(ask(turns), { contextSize: 512, settings })).result.droppedTurns, 0);
  assert.equal((await answer(ask(turns), { contextSize: 512 })).result.droppedTurns, 2 * 2);
});

test('a question that is too long alone is an error with numbers', async () => {
  const { settings } = readSettings({ chat: { systemPrompt: '' } });
  const long = ask([...exchange(1), { role: 'user', text: 'x'.repeat(2000) }]);
  await assert.rejects(answer(long, { contextSize: 1024, settings }), (error: unknown) => {
    assert(error instanceof EngineError);
    assert.equal(error.kind, 'contextOverflow');
    // 2000 characters, "[INST] " and " [/INST]", BOS; 1024 - 256 of room.
    assert.match(error.userMessage.text, /has 2016 tokens, but only 768 fit beside an answer in the context of 1024\./);
    assert.match(error.userMessage.nextStep, /contextSize to 2272 or more/);
    return true;
  });
});

test('an abort is thrown and ends the run', async () => {
  const controller = new AbortController();
  const waits = { before: 1, until: Promise.resolve().then(() => controller.abort()) };
  const aborted = answer(ask(), { scripts: [{ tokens: ['a', 'b'], waits }], signal: controller.signal });
  await assert.rejects(aborted, { name: 'AbortError' });
});

for (const [what, sent] of [
  ['nothing', undefined],
  ['no turns', { ...ask(), turns: [] }],
  ['an answer last', ask([question, { role: 'assistant', text: 'x' }])],
  ['an unknown role', { ...ask(), turns: [{ role: 'system', text: 'x' }] }],
  ['a text that is none', { ...ask(), turns: [{ role: 'user', text: 7 }] }],
  ['an attachment without its lines', { ...ask(), turns: [{ ...question, attachments: [{ path: 'a', text: 'b' }] }] }],
  ['no session', { ...ask(), sessionId: '' }],
] as const) {
  test(`parameters with ${what} are refused with a sentence`, async () => {
    await assert.rejects(answer(sent as unknown as ChatParams), (error: unknown) => {
      return error instanceof TypeError && /^The chat request is malformed: .+\.$/.test(error.message);
    });
  });
}
