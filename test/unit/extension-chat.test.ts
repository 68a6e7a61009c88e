import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { AskServer, ChatOutcome } from '../../extension/chat/outcome';
import { afterReload, emptySession, isSession, turnsFor } from '../../extension/chat/reduce';
import { Conversation, type ChatEvent } from '../../extension/chat/session';
import { SessionStore } from '../../extension/chat/store';
import { messages } from '../../extension/messages';
import type { ChatMessage, ChatSession } from '../../shared/chat';
import type { Attachment, ChatResult } from '../../shared/protocol';

const result: ChatResult = {
  finish: 'stop',
  droppedTurns: 0,
  figures: { promptTokens: 1, reusedTokens: 0, generatedTokens: 1, promptMs: 1, decodeMs: 1 },
};
const attachment: Attachment = {
  path: 'a.py',
  uri: 'file:///a.py',
  languageId: 'python',
  startLine: 0,
  endLine: 1,
  text: 'x',
};

type Asked = {
  params: Parameters<AskServer>[0];
  delta: (text: string) => void;
  end: (outcome: ChatOutcome) => void;
  signal: AbortSignal;
};

function setUp(stored?: unknown) {
  const asked: Asked[] = [];
  const events: ChatEvent[] = [];
  const busy: boolean[] = [];
  const saved: ChatSession[] = [];
  let ids = 0;
  const conversation = new Conversation({
    ask: (params, delta, signal) => new Promise((end) => asked.push({ params, delta, end, signal })),
    stored,
    store: (session) => saved.push(session),
    newId: () => `id${++ids}`,
    onEvent: (event) => events.push(event),
    onBusy: (now) => busy.push(now),
  });
  const texts = () => conversation.session.messages.map(({ role, text, state }) => `${role} ${state}: ${text}`);
  return { conversation, asked, events, busy, saved, texts };
}

suite('a conversation', () => {
  test('streams an answer', async () => {
    const { conversation, asked, events, busy, saved, texts } = setUp();
    const answer = conversation.ask('What?', [attachment]);
    asked[0]!.delta('Th');
    asked[0]!.delta('is.');
    assert.deepEqual(texts(), ['user done: What?', 'assistant streaming: This.']);
    assert.equal(conversation.busy, true);
    asked[0]!.end({ kind: 'done', result: { ...result, droppedTurns: 2, finish: 'length' } });
    await answer;
    assert.deepEqual(texts(), ['user done: What?', 'assistant done: This.']);
    assert.equal(conversation.session.messages[1]?.droppedTurns, 2);
    assert.equal(conversation.session.messages[1].cut, 'length');
    assert.deepEqual(asked[0]!.params, {
      sessionId: conversation.session.id,
      turns: [{ role: 'user', text: 'What?', attachments: [attachment] }],
    });
    assert.deepEqual(
      events.map(({ type }) => type),
      ['message', 'message', 'delta', 'delta', 'message'],
    );
    assert.deepEqual(busy, [true, false]);
    assert.equal(saved.at(-1), conversation.session);
  });

  test('stops at once, keeps what had come, and takes nothing that comes later', async () => {
    const { conversation, asked, texts } = setUp();
    const answer = conversation.ask('What?');
    asked[0]!.delta('Th');
    conversation.stop();
    assert.equal(asked[0]!.signal.aborted, true);
    asked[0]!.delta('is.');
    asked[0]!.end({ kind: 'stopped' });
    await answer;
    assert.deepEqual(texts(), ['user done: What?', 'assistant stopped: Th']);
    assert.equal(conversation.session.messages[1]?.problem, undefined);
  });

  test('keeps the partial answer of a server that died, and says so', async () => {
    const { conversation, asked, texts } = setUp();
    const answer = conversation.ask('What?');
    asked[0]!.delta('Th');
    asked[0]!.end({ kind: 'crashed' });
    await answer;
    assert.deepEqual(texts(), ['user done: What?', 'assistant stopped: Th']);
    assert.deepEqual(conversation.session.messages[1]?.problem, messages.answerCutByCrash());
  });

  test('shows an error of the server in the answer', async () => {
    const { conversation, asked, texts } = setUp();
    const answer = conversation.ask('What?');
    asked[0]!.end({ kind: 'failed', problem: messages.turnedOff() });
    await answer;
    assert.deepEqual(texts(), ['user done: What?', 'assistant error: ']);
    assert.deepEqual(conversation.session.messages[1]?.problem, messages.turnedOff());
  });

  test('a retry replaces the last answer', async () => {
    const { conversation, asked, texts } = setUp();
    const first = conversation.ask('What?');
    asked[0]!.delta('Th');
    asked[0]!.end({ kind: 'crashed' });
    await first;
    const second = conversation.retry(conversation.session.messages[1]!.id);
    assert.deepEqual(asked[1]!.params.turns, [{ role: 'user', text: 'What?' }]);
    asked[1]!.delta('That.');
    asked[1]!.end({ kind: 'done', result });
    await second;
    assert.deepEqual(texts(), ['user done: What?', 'assistant done: That.']);
  });

  test('a retry of an earlier answer asks again at the end', async () => {
    const { conversation, asked, texts } = setUp();
    for (const [at, text] of ['One?', 'Two?'].entries()) {
      const answer = conversation.ask(text);
      asked[at]!.delta('Yes.');
      asked[at]!.end({ kind: 'done', result });
      await answer;
    }
    const again = conversation.retry(conversation.session.messages[1]!.id);
    asked[2]!.end({ kind: 'done', result });
    await again;
    assert.deepEqual(texts().slice(0, 5), [
      'user done: One?',
      'assistant done: Yes.',
      'user done: Two?',
      'assistant done: Yes.',
      'user done: One?',
    ]);
  });

  test('a newer question stops the older answer', async () => {
    const { conversation, asked, texts, busy } = setUp();
    const first = conversation.ask('One?');
    asked[0]!.delta('Ye');
    const second = conversation.ask('Two?');
    assert.equal(asked[0]!.signal.aborted, true);
    asked[0]!.end({ kind: 'done', result });
    await first;
    assert.equal(conversation.busy, true);
    asked[1]!.end({ kind: 'done', result });
    await second;
    assert.deepEqual(texts(), ['user done: One?', 'assistant stopped: Ye', 'user done: Two?', 'assistant done: ']);
    assert.equal(busy.at(-1), false);
  });

  test('a new chat forgets the old one and has another name', () => {
    const { conversation, asked, texts } = setUp();
    const before = conversation.session.id;
    void conversation.ask('One?');
    conversation.newChat();
    assert.equal(asked[0]!.signal.aborted, true);
    assert.deepEqual(texts(), []);
    assert.notEqual(conversation.session.id, before);
  });

  test('outlives its window; an answer that was streaming can be retried', () => {
    const { conversation, asked, saved } = setUp();
    void conversation.ask('One?');
    asked[0]!.delta('Ye');
    const { conversation: next, texts } = setUp(JSON.parse(JSON.stringify(saved.at(-1))));
    assert.deepEqual(texts(), ['user done: One?', 'assistant stopped: Ye']);
    assert.deepEqual(next.session.messages[1]?.problem, messages.answerCutByReload());
    assert.equal(next.session.id, conversation.session.id);
    assert.equal(next.busy, false);
  });

  test('begins anew where what was stored is something else', () => {
    for (const stored of [undefined, null, 7, {}, { id: 'x', messages: [{ role: 'robot' }] }]) {
      assert.deepEqual(setUp(stored).conversation.session.messages, []);
    }
  });
});

suite('the turns that are sent', () => {
  const message = (
    id: string,
    role: ChatMessage['role'],
    text: string,
    state: ChatMessage['state'] = 'done',
  ): ChatMessage => ({ id, role, text, state });
  const session = (...list: ChatMessage[]): ChatSession => ({ ...emptySession('s'), messages: list });
  test('alternate: a question without an answer is left out', () => {
    const messagesOf = session(
      message('1', 'user', 'A?'),
      message('2', 'assistant', '', 'error'),
      message('3', 'user', 'B?'),
      message('4', 'assistant', 'b', 'stopped'),
      message('5', 'user', 'C?'),
      message('6', 'assistant', '', 'streaming'),
    );
    assert.deepEqual(turnsFor(messagesOf, '6'), [
      { role: 'user', text: 'B?' },
      { role: 'assistant', text: 'b' },
      { role: 'user', text: 'C?' },
    ]);
  });
  test('end with the question of the answer', () => {
    const messagesOf = session(
      message('1', 'user', 'A?'),
      message('2', 'assistant', 'a'),
      message('3', 'user', 'B?'),
      message('4', 'assistant', 'b'),
    );
    assert.deepEqual(turnsFor(messagesOf, '2'), [{ role: 'user', text: 'A?' }]);
  });
  test('a stored session is told from other values', () => {
    assert.equal(isSession(session(message('1', 'user', 'A?'))), true);
    assert.equal(isSession({ id: 1, messages: [] }), false);
    assert.equal(isSession({ id: 's', messages: [{ ...message('1', 'user', 'A?'), state: 'odd' }] }), false);
  });
  test('a reload leaves finished answers alone', () => {
    const whole = session(message('1', 'user', 'A?'), message('2', 'assistant', 'a'));
    assert.deepEqual(afterReload(whole, messages.answerCutByReload()), whole);
  });
});

suite('the store of the conversation', () => {
  const setUpStore = (fail = false) => {
    const written: unknown[] = [];
    const errors: unknown[] = [];
    const memento = {
      get: () => 'stored',
      update: (_key: string, value: unknown) =>
        fail ? Promise.reject(new Error('disk full')) : Promise.resolve(void written.push(value)),
    };
    return { store: new SessionStore(memento, (error) => errors.push(error)), written, errors };
  };
  test('collects what changes often and writes the rest at once', (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const { store, written } = setUpStore();
    store.save(emptySession('1'), 'soon');
    store.save(emptySession('2'), 'soon');
    assert.deepEqual(written, []);
    t.mock.timers.tick(500);
    assert.deepEqual(written, [emptySession('2')]);
    store.save(emptySession('3'), 'soon');
    store.save(emptySession('4'), 'now');
    assert.deepEqual(written, [emptySession('2'), emptySession('4')]);
    t.mock.timers.tick(5000);
    assert.equal(written.length, 2);
    assert.equal(store.load(), 'stored');
  });
  test('reports a failure to write', async () => {
    const { store, errors } = setUpStore(true);
    store.save(emptySession('1'), 'soon');
    await store.flush();
    assert.equal(errors.length, 1);
  });
});
