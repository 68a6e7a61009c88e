import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CompletionTrace } from '../../shared/protocol';
import { defaultSettings, type Settings } from '../../shared/settings';
import { complete } from '../../server/completion/complete';
import type { Cursor, Trigger } from '../../server/completion/cursor';
import { latestWins, Superseded } from '../../server/completion/debounce';
import { resultCache } from '../../server/completion/result-cache';
import { EngineError } from '../../server/engine/errors';
import type { InfillSupport } from '../../server/models/infill';
import { fakeEngine, type Script } from '../support/fake-engine';
import { cursorAt } from './completion-notation';

const spm: InfillSupport = { order: 'spm', tokens: { prefix: 3, suffix: 8, middle: 6, end: 7 }, addBos: false };
const unavailable = new EngineError('modelUnavailable', { text: 'The model is gone.', nextStep: 'Choose another.' });

interface Bench {
  scripts?: Script[];
  infill?: InfillSupport;
  /** The clock goes on by so many milliseconds each time it is read. */
  tick?: number;
  settings?: (settings: Settings) => void;
  loads?: () => Promise<void>;
  /** Called with each token. */
  decoded?: () => void;
}

/** Everything that a completion needs, with a scripted engine behind it. */
function bench({ scripts = [], infill = spm, tick = 0, settings: change, loads, decoded }: Bench = {}) {
  const engine = fakeEngine({ scripts, ...(decoded ? { onToken: decoded } : {}) });
  const traces: CompletionTrace[] = [];
  const settings = defaultSettings();
  settings.completion.debounce = 0;
  change?.(settings);
  let clock = 0;
  const tools = {
    settings: () => settings,
    engine: async () => {
      await loads?.();
      return { engine, infill };
    },
    debounce: latestWins(),
    cache: resultCache(),
    trace: (trace: CompletionTrace) => traces.push(trace),
    now: () => (clock += tick),
  };
  const run = (
    marked: string,
    trigger: Trigger = 'automatic',
    facts: Partial<Cursor> = {},
    signal = new AbortController().signal,
  ) => complete(cursorAt(marked, facts), trigger, tools, signal);
  return { run, traces, engine, settings };
}

const texts = (suggestions: { insertText: string }[]) => suggestions.map(({ insertText }) => insertText);
const wordByWord = (text: string) => text.match(/\s*\S+|\s+/g) ?? [];

test('a suggestion is shown, and the trace tells of it', async () => {
  const { run, traces, engine } = bench({ scripts: [{ tokens: [' left', ' +', ' right', ';', '<EOT>'] }] });
  assert.deepEqual(texts(await run('return ║\n}')), ['left + right;']);
  assert.deepEqual(engine.calls.options[0], {
    lane: 'completion',
    cacheKey: 'completion:file:///project/a.ts',
    maxTokens: 96,
    stopTokens: [7],
    temperature: 0,
    topP: 1,
    topK: 0,
    repeatPenalty: 1,
    seed: null,
  });
  assert.deepEqual(engine.calls.parts[0], [3, 8, { continued: '\n}' }, 6, { text: 'return' }]);
  assert.equal(traces.length, 1);
  const [trace] = traces;
  assert.equal(trace?.outcome, 'shown');
  assert.equal(trace.order, 'spm');
  assert.deepEqual(trace.filters, ['control tokens']);
  assert.equal(trace.figures?.generatedTokens, 5);
  assert.deepEqual(trace.position, { line: 0, character: 7 });
});

test('the suggestion replaces the closers that it writes, and CRLF comes back', async () => {
  const { run } = bench({ scripts: [{ tokens: ['{', '\n  a', ': 1,', '\n', '})'] }] });
  const [suggestion] = await run('a\r\nrun(║)\r\n', 'automatic', { position: { line: 1, character: 4 } });
  assert.equal(suggestion?.insertText, '{\r\n  a: 1,\r\n})');
  assert.equal(suggestion.range.end.character, 5);
});

test('a place that a rule skips never reaches the engine', async () => {
  const { run, traces, engine } = bench();
  assert.deepEqual(await run('na║me'), []);
  assert.equal(engine.calls.parts.length, 0);
  assert.equal(traces[0]?.outcome, 'skipped');
  assert.match(traces[0].reason ?? '', /inside a word/);
});

test('left to right, the text below is a stop rule only', async () => {
  const { run, engine, traces } = bench({
    infill: { order: 'none', why: 'no infill tokens' },
    scripts: [{ tokens: ['a()', ';\n', 'shared', '()', ';\n', 'more'] }],
  });
  assert.deepEqual(texts(await run('x;\n║\nshared();\n')), ['a();']);
  assert.deepEqual(engine.calls.parts[0], [1, { text: 'x;\n' }]);
  assert.equal(engine.calls.decoded, 5, 'nothing is decoded after the stop');
  assert.equal(traces[0]?.order, 'none');
  assert.equal(traces[0].reason, 'the next line is repeated');
});

test('an answer that does not go on from the white space before the cursor is dropped', async () => {
  const { run, traces, engine } = bench({ scripts: [{ tokens: ['return', ' 1'] }] });
  assert.deepEqual(await run('def f():\n    ║'), []);
  assert.equal(traces[0]?.outcome, 'dropped');
  assert.match(traces[0].reason ?? '', /white space/);
  assert.equal(engine.calls.decoded, 1);
});

test('a text that a filter drops names the filter', async () => {
  const { run, traces } = bench({ scripts: [{ tokens: ['import os'] }] });
  assert.deepEqual(await run('import os\n║'), []);
  assert.equal(traces[0]?.outcome, 'dropped');
  assert.equal(traces[0].reason, 'repeats the lines above');
});

test('when the tokens are used up, whole lines are shown and never half a one', async () => {
  const twoLines = bench({ scripts: [{ tokens: ['a = 1', '\n', 'b = '], end: 'length' }] });
  assert.deepEqual(texts(await twoLines.run('x;\n║')), ['a = 1']);
  const halfALine = bench({ scripts: [{ tokens: ['a = '], end: 'length' }] });
  assert.deepEqual(await halfALine.run('x;\n║'), []);
  assert.equal(halfALine.traces[0]?.reason, 'its tokens are used up');
});

test('when the time is used up, whole lines are shown; the user’s own request has twice the time', async () => {
  const script = { tokens: wordByWord('a = 1;\nb = 2;\nc = 3;\nd = 4;\ne = 5;\nf = 6;') };
  const slow: Bench = { scripts: [script], tick: 50, settings: (s) => (s.completion.timeBudget = 300) };
  const automatic = bench(slow);
  const [shorter = ''] = texts(await automatic.run('x;\n║'));
  assert.equal(automatic.traces[0]?.reason, 'its time is used up');
  const [longer = ''] = texts(await bench(slow).run('x;\n║', 'manual'));
  assert.match(shorter, /^a = 1;(\n\w = \d;)*$/);
  assert.match(longer, /^a = 1;(\n\w = \d;)*$/);
  assert.ok(longer.length > shorter.length);
  const first = bench({ ...slow, settings: (s) => (s.completion.timeBudget = 100) });
  assert.deepEqual(await first.run('x;\n║'), []);
});

test('what is typed along the suggestion is answered without the engine and without waiting', async () => {
  const { run, engine, traces, settings } = bench({ scripts: [{ tokens: [' left', ' + right', ';'] }] });
  await run('return ║\n}');
  settings.completion.debounce = 60_000;
  assert.deepEqual(texts(await run('return left║\n}')), [' + right;']);
  assert.equal(engine.calls.prompts.length, 1);
  assert.equal(traces[1]?.outcome, 'shown');
  assert.equal(traces[1].figures, undefined);
});

test('a failed run is reported, rethrown and not remembered', async () => {
  const { run, traces, engine } = bench({ scripts: [{ tokens: ['1'], fails: unavailable }, { tokens: ['2'] }] });
  await assert.rejects(run('x =║'), unavailable);
  assert.equal(traces[0]?.outcome, 'failed');
  assert.equal(traces[0].reason, 'The model is gone. Choose another.');
  assert.deepEqual(texts(await run('x =║')), ['2']);
  assert.equal(engine.calls.prompts.length, 2);
});

test('a model that cannot be loaded fails the request', async () => {
  const { run, traces } = bench({ loads: () => Promise.reject(unavailable) });
  await assert.rejects(run('x =║'), unavailable);
  assert.equal(traces[0]?.outcome, 'failed');
});

test('a cancelled run ends at the next token, is not remembered, and throws the caller’s reason', async () => {
  const caller = new AbortController();
  const reason = new Error('the client cancelled');
  let goOn: () => void = () => undefined;
  const until = new Promise<void>((resolve) => (goOn = resolve));
  const { run, traces, engine } = bench({
    scripts: [{ tokens: ['1', '2', '3'], waits: { before: 1, until } }, { tokens: ['new'] }],
    decoded: () => {
      caller.abort(reason);
      goOn();
    },
  });
  await assert.rejects(run('x =║', 'automatic', {}, caller.signal), reason);
  assert.equal(engine.calls.decoded, 1);
  assert.equal(traces[0]?.outcome, 'cancelled');
  assert.equal(traces[0].reason, 'the client cancelled');
  assert.deepEqual(texts(await run('x =║')), ['new']);
});

test('of fifty requests at once only the newest is answered, and all of them settle', async () => {
  const { run, traces, engine } = bench({ scripts: [{ tokens: ['1'] }], settings: (s) => (s.completion.debounce = 5) });
  const requests = Array.from({ length: 50 }, (_, n) => run(`${'x'.repeat(n)} =║`));
  const outcomes = await Promise.allSettled(requests);
  const [newest, ...older] = outcomes.reverse();
  assert.equal(newest?.status, 'fulfilled');
  assert.ok(older.every((outcome) => outcome.status === 'rejected' && outcome.reason instanceof Superseded));
  assert.equal(engine.calls.prompts.length, 1);
  assert.equal(traces.length, 50);
  assert.equal(traces.filter(({ outcome }) => outcome === 'cancelled').length, 49);
});

test('a request does not wait for a model that loads when it is cancelled', async () => {
  const caller = new AbortController();
  const { run, traces } = bench({ loads: () => new Promise<void>(() => undefined) });
  const running = run('x =║', 'automatic', {}, caller.signal);
  const reason = new Error('the client cancelled');
  caller.abort(reason);
  await assert.rejects(running, reason);
  assert.equal(traces[0]?.outcome, 'cancelled');
});
