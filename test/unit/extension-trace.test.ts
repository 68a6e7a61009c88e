import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { answerTo, type Situation } from '../../extension/trace/answer';
import { TraceRing, type NotAsked, type TraceEntry } from '../../extension/trace/entries';
import { nameOf, renderEntry, renderTrace } from '../../extension/trace/render';
import type { CompletionTrace } from '../../shared/protocol';

const uri = 'file:///work/my%20calc.py';
const at = new Date(2025, 2, 31, 14, 3, 22, 120).getTime();
const place = { at, uri, languageId: 'python', trigger: 'automatic', position: { line: 11, character: 8 } } as const;

const traced = (more: Partial<CompletionTrace>): TraceEntry => ({
  ...{ from: 'server', id: 'r1', outcome: 'shown', filters: [], totalMs: 340.4 },
  ...place,
  ...more,
});
const notAsked = (reason: string): NotAsked => ({ from: 'client', ...place, reason });

const usual: Situation = {
  editor: { name: 'my calc.py', uri },
  excluded: null,
  status: { state: 'ready', busy: null },
  entries: [],
};

suite('why there is no suggestion', () => {
  const cases: [string, Partial<Situation>, RegExp, RegExp][] = [
    ['off', { status: { state: 'off', busy: null } }, /because Cria is turned off\./, /Turn it on/],
    [
      'an error of the server',
      {
        status: { state: 'error', busy: null, error: { text: 'x.gguf does not exist.', nextStep: 'Choose another.' } },
      },
      /^No suggestion: x\.gguf does not exist\.$/,
      /^Choose another\.$/,
    ],
    ['loading', { status: { state: 'loading', busy: null } }, /being loaded/, /Wait/],
    ['no editor', { editor: null }, /no editor is open/, /Open a file/],
    ['an untrusted workspace', { excluded: 'the workspace is not trusted' }, /not trusted/, /Manage Workspace Trust/],
    ['an excluded file', { excluded: 'the file is excluded by **/.env' }, /\*\*\/\.env/, /cria\.completion\.exclude/],
    ['nothing asked', {}, /nothing was asked in my calc\.py/, /Alt\+\\/],
    [
      'a request elsewhere only',
      { entries: [traced({ uri: 'file:///other' })] },
      /nothing was asked in my calc\.py/,
      /Type/,
    ],
    [
      'the setting for typing',
      { entries: [notAsked('suggestions come only when asked for')] },
      /only when asked for/,
      /Alt\+\\.*cria\.completion\.automatic/,
    ],
    ['a suggestion', { entries: [traced({})] }, /in line 12, was answered with a suggestion/, /did not see it/],
    [
      'a rule',
      { entries: [traced({ outcome: 'skipped', reason: 'the cursor is inside a word' })] },
      /because the cursor is inside a word\./,
      /end of the word/,
    ],
    [
      'a setting that the reason names',
      { entries: [traced({ outcome: 'skipped', reason: 'too large (cria.completion.maxFileSize)' })] },
      /too large/,
      /^Change the setting cria\.completion\.maxFileSize\.$/,
    ],
    [
      'the score',
      { entries: [traced({ outcome: 'dropped', score: 0.312, threshold: 0.5 })] },
      /scored 0\.31 where 0\.50 is asked for/,
      /cria\.completion\.showing/,
    ],
    [
      'a filter',
      { entries: [traced({ outcome: 'dropped', steps: [{ filter: 'blank result', before: '\n', after: '' }] })] },
      /the filter "blank result" left nothing/,
      /below/,
    ],
    ['a failure', { entries: [traced({ outcome: 'failed', reason: 'No memory.' })] }, /it failed \(No memory\)/, /Log/],
    ['a newer key press', { entries: [traced({ outcome: 'cancelled' })] }, /something newer was typed/, /Pause/],
  ];
  for (const [name, change, answer, nextStep] of cases) {
    test(name, () => {
      const given = answerTo({ ...usual, ...change });
      assert.match(given.answer, answer);
      assert.match(given.nextStep, nextStep);
    });
  }

  test('looks past requests that newer ones ended', () => {
    const entries = [traced({ outcome: 'cancelled' }), traced({ outcome: 'skipped', reason: 'the document is empty' })];
    assert.match(answerTo({ ...usual, entries }).answer, /the document is empty/);
  });
});

suite('the trace as a document', () => {
  test('begins with the answer', () => {
    const text = renderTrace({ answer: 'No suggestion, because.', nextStep: 'Type.' }, [], 50);
    assert.equal(
      text,
      '# Why no suggestion?\n\nNo suggestion, because.\n\nNext step: Type.\n\nNothing was asked yet.\n',
    );
  });

  test('tells all that is known of a request', () => {
    const entry = traced({
      outcome: 'dropped',
      reason: 'a blank line',
      source: 'computed',
      order: 'spm',
      contextTokens: 80,
      waitMs: 120,
      score: 0.4,
      threshold: 0.55,
      features: { length: 0.25 },
      filters: ['closers', 'blank'],
      candidates: 2,
      figures: {
        ...{ promptTokens: 812, reusedTokens: 810, generatedTokens: 24, promptMs: 16.4, decodeMs: 210.2 },
        ...{ restored: 'disk', drafted: 8, draftAccepted: 5 },
      },
      steps: [
        { filter: 'closers', before: 'f(x))', after: 'f(x)' },
        { filter: 'blank', before: '  ', after: '' },
      ],
    });
    assert.deepEqual(renderEntry(entry), [
      '## 14:03:22.120 my calc.py:12:9 dropped',
      '',
      '- asked while typing, language python',
      '- reason: a blank line',
      '- time: 340 ms in all, after a pause of 120 ms, prompt 16 ms, writing 210 ms',
      '- source: computed for this request',
      '- prompt: order suffix first, 80 tokens from other places',
      '- tokens: 810 reused, 2 evaluated, 24 generated, 8 guessed ahead and 5 of them right, restored from disk',
      '- score: 0.40, shown from 0.55 (length 0.25)',
      '- changed by: closers, blank',
      '- suggestions: 2',
      '- name: r1',
      '',
      'Filter "closers" cut the end:',
      '',
      '```python',
      ')',
      '```',
      '',
      'Filter "blank" dropped:',
      '',
      '```python',
      '"  "',
      '```',
    ]);
  });

  test('keeps code between its fences', () => {
    const lines = renderEntry(traced({ text: '```\nx\n```', languageId: 'markdown' }));
    assert.deepEqual(lines.slice(-5), ['````markdown', '```', 'x', '```', '````']);
  });

  test('tells requests of one pause in typing together', () => {
    const ended = (seconds: number) => traced({ outcome: 'cancelled', at: at + seconds * 1000 });
    const text = renderTrace({ answer: '', nextStep: '' }, [traced({}), ended(2), ended(1), notAsked('x')], 50);
    assert.deepEqual(text.match(/^## .*/gm), [
      '## 14:03:22.120 my calc.py:12:9 shown',
      '## 14:03:24.120 my calc.py: 2 requests cancelled',
      '## 14:03:22.120 my calc.py:12:9 not asked',
    ]);
  });

  test('names documents as people do', () => {
    assert.equal(nameOf('vscode-notebook-cell:/a/b.ipynb#W0sZmlsZQ%3D%3D'), 'b.ipynb');
    assert.equal(nameOf('untitled:Untitled-1'), 'Untitled-1');
    assert.equal(nameOf('file:///a/100%.py'), '100%.py');
  });
});

suite('the ring of requests', () => {
  test('keeps the newest', () => {
    let added = 0;
    const ring = new TraceRing(2, () => added++);
    for (const id of ['a', 'b', 'c']) ring.add(traced({ id }));
    assert.deepEqual(
      ring.entries.map((entry) => entry.from === 'server' && entry.id),
      ['c', 'b'],
    );
    assert.equal(added, 3);
  });
});
