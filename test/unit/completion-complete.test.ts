import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Superseded } from '../../server/completion/debounce';
import { EngineError } from '../../server/engine/errors';
import { bench, gate, turn, wordByWord, type BenchOptions } from './completion-bench';

const unavailable = new EngineError('modelUnavailable', { text: 'The model is gone.', nextStep: 'Choose another.' });

test('a suggestion is shown, and the trace tells of it', async () => {
  const { texts, traces, engine } = bench({
    scripts: [{ tokens: ['left', ' +', ' right', ';', '<EOT>'], logProbability: -0.1 }],
  });
  assert.deepEqual(await texts('return ║\n}'), ['left + right;']);
  const { draft, ...options } = engine.calls.options[0] ?? {};
  assert.deepEqual(options, {
    ...{
      lane: 'completion',
      cacheKey: 'completion:file:///project/a.ts',
      keep: 'disk',
      maxTokens: 96,
      stopTokens: [7],
    },
    ...{ temperature: 0, topP: 1, topK: 0, repeatPenalty: 1, seed: null, spell: '', probabilities: true },
  });
  assert.equal(typeof draft, 'function');
  assert.equal(traces.length, 1);
  const [trace] = traces;
  assert.equal(trace?.outcome, 'shown');
  assert.equal(trace.source, 'computed');
  assert.equal(trace.order, 'spm');
  assert.equal(trace.text, 'left + right;');
  assert.equal(trace.candidates, 1);
  assert.deepEqual(trace.filters, ['control tokens']);
  assert.deepEqual(trace.steps, [{ filter: 'control tokens', before: 'left + right;<EOT>', after: 'left + right;' }]);
  assert.ok((trace.score ?? 0) > (trace.threshold ?? 1));
  assert.equal(trace.features?.meanLogProbability, -0.1);
  assert.equal(trace.waitMs, 0);
  assert.equal(trace.contextTokens, 0);
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
  const { texts, engine, traces } = bench({
    infill: { order: 'none', why: 'no infill tokens' },
    scripts: [{ tokens: ['a()', ';\n', 'shared', '()', ';\n', 'more'] }],
  });
  assert.deepEqual(await texts('x;\n\n║\nshared();\n'), ['a();']);
  assert.equal(engine.calls.decoded, 5, 'nothing is decoded after the stop');
  assert.equal(traces[0]?.order, 'none');
  assert.equal(traces[0].reason, 'the next line is repeated');
});

test('a text that a filter drops names the filter', async () => {
  const { run, traces } = bench({ scripts: [{ tokens: ['import os'] }] });
  assert.deepEqual(await run('import os\n║'), []);
  assert.equal(traces[0]?.outcome, 'dropped');
  assert.equal(traces[0].reason, 'repeats the lines above');
});

test('a text that is not likely enough is held back, unless somebody asks for it', async () => {
  const unlikely: BenchOptions = { scripts: [{ tokens: ['left', ' + ', 'right;'], logProbability: -3 }] };
  const { texts, traces, engine } = bench(unlikely);
  assert.deepEqual(await texts('return ║\n}'), []);
  assert.equal(traces[0]?.outcome, 'dropped');
  assert.match(traces[0].reason ?? '', /^its score 0\.\d\d is below .*showing/);
  assert.equal(traces[0].text, 'left + right;', 'the trace says what it was');
  assert.deepEqual(await texts('return ║\n}'), []);
  assert.equal(engine.calls.prompts.length, 1, 'it is known');
  assert.deepEqual(await bench(unlikely).texts('return ║\n}', 'manual'), ['left + right;']);
  const eager = bench({ ...unlikely, settings: (s) => (s.completion.showing = 'eager') });
  assert.deepEqual(await eager.texts('return ║\n}'), ['left + right;']);
});

test('when the tokens are used up, whole lines are shown and never half a one', async () => {
  const twoLines = bench({ scripts: [{ tokens: ['a = 1', '\n', 'b = '], end: 'length' }] });
  assert.deepEqual(await twoLines.texts('x;\n║'), ['a = 1']);
  const halfALine = bench({ scripts: [{ tokens: ['a = '], end: 'length' }] });
  assert.deepEqual(await halfALine.texts('x;\n║'), []);
  assert.equal(halfALine.traces[0]?.reason, 'its tokens are used up');
});

test('when the time is used up, whole lines are shown; the user’s own request has more of it', async () => {
  const script = { tokens: wordByWord('a = 1;\nb = 2;\nc = 3;\nd = 4;\ne = 5;\nf = 6;') };
  const slow: BenchOptions = { scripts: [script], tick: 50, settings: (s) => (s.completion.timeBudget = 400) };
  const automatic = bench(slow);
  const [shorter = ''] = await automatic.texts('x;\n\n║');
  assert.equal(automatic.traces[0]?.reason, 'its time is used up');
  const [longer = ''] = await bench(slow).texts('x;\n\n║', 'manual');
  assert.match(shorter, /^a = 1;(\n\w = \d;)*$/);
  assert.match(longer, /^a = 1;(\n\w = \d;)*$/);
  assert.ok(longer.length > shorter.length, `${shorter} / ${longer}`);
});

test('a first line that does not end in time, and then some, is given up', async () => {
  const { texts, traces } = bench({
    ...{ scripts: [{ tokens: Array.from({ length: 90 }, () => 'a ') }], tick: 50 },
    settings: (s) => (s.completion.timeBudget = 100),
  });
  assert.deepEqual(await texts('x;\n\n║'), []);
  assert.match(traces[0]?.reason ?? '', /before the first line ended/);
});

test('a slow machine that has to send all at once writes one line', async () => {
  const { texts, traces } = bench({
    scripts: [{ tokens: wordByWord('a = 1;\nb = 2;\nc = 3;') }],
    engine: { rates: { prompt: 100, decode: 10 } },
  });
  assert.deepEqual(await texts('x;\n\n║'), ['a = 1;']);
  assert.match(traces[0]?.reason ?? '', /one line/);
});

test('what is typed along the suggestion is answered without the engine and without waiting', async () => {
  const { texts, engine, traces, settings } = bench({ scripts: [{ tokens: ['left', ' + right', ';'] }] });
  await texts('return ║\n}');
  settings.completion.debounce = 60_000;
  assert.deepEqual(await texts('return left║\n}'), [' + right;']);
  assert.equal(engine.calls.prompts.length, 1);
  assert.equal(traces[1]?.outcome, 'shown');
  assert.equal(traces[1].source, 'cached');
  assert.equal(traces[1].figures, undefined);
  assert.deepEqual(await texts('return ║\n}'), ['left + right;'], 'deleting back gives it again');
});

test('a failed run is reported, rethrown and not remembered', async () => {
  const { texts, traces, engine } = bench({ scripts: [{ tokens: ['1'], fails: unavailable }, { tokens: ['2'] }] });
  await assert.rejects(texts('x =║'), unavailable);
  assert.equal(traces[0]?.outcome, 'failed');
  assert.equal(traces[0].reason, 'The model is gone. Choose another.');
  assert.deepEqual(await texts('x =║'), ['2']);
  assert.equal(engine.calls.prompts.length, 2);
});

test('a model that cannot be loaded fails the request', async () => {
  const { texts, traces } = bench({ loads: () => Promise.reject(unavailable) });
  await assert.rejects(texts('x =║'), unavailable);
  assert.equal(traces[0]?.outcome, 'failed');
});

test('a request that is cancelled before anything is written ends its run at once', async () => {
  const caller = new AbortController();
  const { until, open } = gate();
  const { texts, traces, engine } = bench({
    scripts: [{ tokens: ['1', '2'], waits: { before: 0, until } }, { tokens: ['new'] }],
  });
  const reason = new Error('the client cancelled');
  const asked = texts('x =║', 'automatic', {}, caller.signal);
  while (engine.calls.prompts.length === 0) await turn();
  caller.abort(reason);
  await assert.rejects(asked, reason);
  open();
  await turn();
  assert.equal(engine.calls.decoded, 0);
  assert.equal(traces[0]?.outcome, 'cancelled');
  assert.equal(traces[0].reason, 'the client cancelled');
  assert.deepEqual(await texts('x =║'), ['new']);
});

test('a cancelled run writes no further token, and is not remembered', async () => {
  const caller = new AbortController();
  const reason = new Error('the client cancelled');
  const { texts, traces, engine } = bench({
    scripts: [{ tokens: ['1', '2', '3'] }, { tokens: ['new'] }],
    decoded: (text) => {
      if (text === '1') caller.abort(reason);
    },
  });
  await assert.rejects(texts('x =║', 'automatic', {}, caller.signal), reason);
  assert.equal(traces[0]?.outcome, 'cancelled');
  assert.ok(engine.calls.decoded <= 2, 'at most one step after the cancel');
  assert.deepEqual(await texts('y =║'), ['new']);
});

test('of fifty requests at once only the newest is answered, and all of them settle', async () => {
  const { texts, traces, engine } = bench({
    scripts: [{ tokens: ['1'] }],
    settings: (s) => (s.completion.debounce = 5),
  });
  const requests = Array.from({ length: 50 }, (_, n) => texts(`${'x'.repeat(n)} =║`));
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
  const { texts, traces } = bench({ loads: () => new Promise<void>(() => undefined) });
  const running = texts('x =║', 'automatic', {}, caller.signal);
  const reason = new Error('the client cancelled');
  caller.abort(reason);
  await assert.rejects(running, reason);
  assert.equal(traces[0]?.outcome, 'cancelled');
});
