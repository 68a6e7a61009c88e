import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import fc from 'fast-check';
import { WindowAnchors } from '../../server/completion/anchors';
import type { Cursor } from '../../server/completion/cursor';
import { estimatedWindow, fittedPrompt, upcomingPrompt, type PromptOptions } from '../../server/completion/prompt';
import type { ContextSnippet } from '../../server/context/snippet';
import type { Token } from '../../server/engine/engine';
import type { InfillSupport } from '../../server/models/infill';
import { documentAndCursor, positionAt } from '../support/code-text';
import { fakeEngine } from '../support/fake-engine';
import { cursorAt } from './completion-notation';

const markers = { prefix: 3, suffix: 8, middle: 6, end: 0 };
const adapter: InfillSupport = {
  ...{ order: 'spm', tokens: markers, addBos: false },
  trained: { prefixTokens: 280, suffixTokens: 128 },
};
const spm: InfillSupport = { order: 'spm', tokens: markers, addBos: true };
const psm: InfillSupport = { ...spm, order: 'psm' };
const none: InfillSupport = { order: 'none', why: '' };
const rows = (from: number, to: number) => Array.from({ length: to - from }, (_, n) => `row ${from + n};\n`).join('');

let options: PromptOptions;
beforeEach(() => {
  options = { maxTokens: 96, snippets: [], path: null, anchors: new WindowAnchors() };
});

/** The fake's tokens are single characters: three times as many as estimated. */
const engineWith = (contextSize = 4096) => fakeEngine({ scripts: [], contextSize });
const textOf = async (tokens: Token[]) => engineWith().detokenize(tokens);

/** Types at the cursor as an editor tells it. */
function typed(at: Cursor, text: string, after = ''): Cursor {
  options.anchors.changed(at.uri, [{ range: { start: at.position, end: at.position }, text: text + after }]);
  const changed = at.text.slice(0, at.offset) + text + after + at.text.slice(at.offset);
  const offset = at.offset + text.length;
  return { ...at, text: changed, offset, position: positionAt(changed, offset) };
}

test('a prompt whose tokens are more than estimated gets a smaller window, on whole lines', async () => {
  const { tokens, window } = await fittedPrompt(
    cursorAt(`${rows(0, 200)}x║\n${rows(200, 400)}`),
    engineWith(),
    adapter,
    options,
  );
  assert.ok(tokens.length <= 280 + 128 + 4, `${tokens.length} tokens`);
  assert.match(window.prefix, /^row \d+;\n/);
  assert.ok(window.prefix.length > 280 * 0.45 && window.prefix.length < 280 * 0.75, String(window.prefix.length));
  assert.match(window.suffix, /;$/);
});

test('a small document is in the prompt as a whole', async () => {
  const { tokens, window, nearEdge } = await fittedPrompt(cursorAt('a\nb║\nc'), engineWith(), adapter, options);
  assert.equal(window.prefix, 'a\nb');
  assert.deepEqual([tokens[0], tokens[1], tokens[4], tokens.length], [3, 8, 6, 8]);
  assert.equal(await textOf(tokens), '\nca\nb');
  assert.equal(nearEdge, false);
});

test('one giant line of dense text fits the smallest context', async () => {
  const line = '你😀'.repeat(10_000);
  const at = cursorAt(`${line}║${line}`);
  for (const support of [none, spm, adapter]) {
    const { tokens, window } = await fittedPrompt(at, engineWith(512), support, { ...options, maxTokens: 500 });
    assert.ok(tokens.length <= 128, `${tokens.length} tokens`);
    assert.ok(window.prefix.length > 0 && window.prefix.isWellFormed());
  }
});

for (const support of [adapter, spm, psm, none]) {
  test(`typing changes nothing before the cursor’s own tokens (${support.order})`, async () => {
    const engine = engineWith(support === adapter ? 4096 : 1024);
    let at = cursorAt(`${rows(0, 5000)}x = ║\n${rows(5000, 10_000)}`);
    let before = await fittedPrompt(at, engine, support, options);
    let moves = 0;
    for (const key of 'one + two;\n  three(four, five);\n'.repeat(20)) {
      at = typed(at, key);
      const now = await fittedPrompt(at, engine, support, options);
      assert.equal(now.window.suffix, before.window.suffix);
      if (now.window.start !== before.window.start) moves++;
      else {
        const end = before.tokens.indexOf(markers.suffix) + 1 || before.tokens.length;
        const kept = support.order === 'psm' ? end - 1 : before.tokens.length;
        assert.deepEqual(now.tokens.slice(0, kept), before.tokens.slice(0, kept));
      }
      before = now;
    }
    // 640 characters were typed: half of the adapter's 280 tokens four times.
    assert.ok(moves <= 6, `${moves} moves`);
  });
}

test('a key press costs the tokenizer its own line', async () => {
  const engine = engineWith();
  let at = cursorAt(`${rows(0, 5000)}x = ║\n${rows(5000, 10_000)}`);
  await fittedPrompt(at, engine, spm, options);
  engine.calls.parts.length = 0;
  at = typed(at, 'y');
  await fittedPrompt(at, engine, spm, options);
  assert.deepEqual(engine.calls.parts, [[{ continued: 'x = y' }]]);
});

test('Enter between two brackets leaves the suffix as it is, until the better prompt is evaluated', async () => {
  const engine = engineWith();
  let at = cursorAt('run(() => {║});\nnext();\n');
  const before = await fittedPrompt(at, engine, adapter, options);
  at = typed(at, '\n  ', '\n');
  const after = await fittedPrompt(at, engine, adapter, options);
  assert.equal(after.window.suffix, before.window.suffix);
  assert.ok(after.nearEdge);

  const upcoming = await upcomingPrompt(at, engine, adapter, options);
  assert.ok(upcoming);
  assert.equal(await textOf(upcoming.tokens), '\n});\nnext();\nrun(() => {\n  ');
  upcoming.adopt();
  const adopted = await fittedPrompt(at, engine, adapter, options);
  assert.deepEqual(adopted.tokens, upcoming.tokens);
  assert.equal(adopted.nearEdge, false);
  assert.equal(await upcomingPrompt(at, engine, adapter, options), null);
});

test('a window that is going to move is told before, and moves at once where that was evaluated', async () => {
  const engine = engineWith();
  let at = cursorAt(`${rows(0, 100)}║\n${rows(100, 200)}`);
  let now = await fittedPrompt(at, engine, adapter, options);
  assert.equal(await upcomingPrompt(at, engine, adapter, options), null);
  while (!now.nearEdge) {
    at = typed(at, 'key;\n');
    now = await fittedPrompt(at, engine, adapter, options);
  }
  assert.ok(now.window.prefix.length > 280 * 0.8 && now.window.prefix.length <= 280);
  const upcoming = await upcomingPrompt(at, engine, adapter, options);
  assert.ok(upcoming);
  // Somebody goes on while it is evaluated.
  at = typed(at, 'k');
  assert.equal((await fittedPrompt(at, engine, adapter, options)).window.start, now.window.start);
  const goingOn = await upcomingPrompt(at, engine, adapter, options);
  assert.ok(goingOn);
  assert.deepEqual(goingOn.tokens.slice(0, upcoming.tokens.length), upcoming.tokens);
  goingOn.adopt();
  at = typed(at, 'e');
  const moved = await fittedPrompt(at, engine, adapter, options);
  assert.deepEqual(moved.tokens.slice(0, upcoming.tokens.length), upcoming.tokens);
  assert.ok(moved.window.prefix.length < 280 * 0.75);
});

test('who comes back to a place finds the prompt that he left', async () => {
  const engine = engineWith();
  const text = rows(0, 1000);
  const at = (row: number): Cursor => {
    const marked = text.replace(`row ${row};`, `row ${row}║;`);
    return cursorAt(marked);
  };
  const first = await fittedPrompt(at(300), engine, adapter, options);
  await fittedPrompt(at(700), engine, adapter, options);
  options.anchors.changed(at(300).uri, [
    { range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } }, text: '\n' },
  ]);
  const again = await fittedPrompt(cursorAt(`\n${text.replace('row 300;', 'row 300║;')}`), engine, adapter, options);
  assert.deepEqual(again.tokens, first.tokens);
});

const snippet = (path: string, text: string): ContextSnippet => ({ path, languageId: 'python', text, why: 'similar' });

test('code from other places comes first, as much as its share holds, and the path begins the prefix', async () => {
  const snippets = [snippet('a.py', 'a = 1'), snippet('big.py', 'b'.repeat(5000)), snippet('c.py', 'c = 1\n')];
  const given = { ...options, snippets, path: 'src/d.ts' };
  const { tokens, contextTokens } = await fittedPrompt(cursorAt('x║\ny'), engineWith(1024), spm, given);
  const context = '# a.py\na = 1\n\n# c.py\nc = 1\n\n';
  assert.equal(contextTokens, context.length);
  assert.equal(await textOf(tokens), `${context}\ny// src/d.ts\nx`);
  assert.equal(tokens[1 + context.length], markers.prefix);

  const leftToRight = await fittedPrompt(cursorAt('x║\ny'), engineWith(1024), none, given);
  assert.equal(await textOf(leftToRight.tokens), `${context}// src/d.ts\nx`);
});

test('a model with a short window gets its path, and no other code', async () => {
  const given = { ...options, snippets: [snippet('a.py', 'a')], path: 'd.ts' };
  const { tokens, contextTokens } = await fittedPrompt(cursorAt('x║\ny'), engineWith(), adapter, given);
  assert.equal(contextTokens, 0);
  assert.equal(await textOf(tokens), '\ny// d.ts\nx');
  const long = await fittedPrompt(cursorAt('x║\ny'), engineWith(), adapter, {
    ...given,
    path: `${'long/'.repeat(20)}d.ts`,
  });
  assert.equal(await textOf(long.tokens), '\nyx', 'a long path would take the place of code');
});

test('the end of the prompt that may join with what follows is left for the answer, but in PSM', async () => {
  for (const [support, spell] of [
    [spm, 'n'],
    [none, 'n'],
    [psm, ''],
  ] as const) {
    const engine = engineWith();
    engine.holdBack = (tokens) => Promise.resolve({ kept: tokens.slice(0, -1), spell: 'n' });
    const { tokens, ...prompt } = await fittedPrompt(cursorAt('retur║n\nb'), engine, support, options);
    assert.equal(prompt.spell, spell);
    assert.equal(prompt.order, support.order);
    const text = await textOf(tokens);
    assert.ok(support.order === 'psm' ? text.includes('retur') : text.endsWith('retu'), text);
  }
});

test('an estimate needs no tokens and remembers nothing', () => {
  const at = cursorAt(`${rows(0, 400)}x║\n${rows(0, 400)}`);
  const window = estimatedWindow(at, engineWith(), adapter, options);
  assert.ok(window.prefix.length <= 840 && window.suffix.length <= 384);
  assert.deepEqual(options.anchors.of(at.uri), []);
});

test('any document gives a prompt within its limits that spells its window', async () => {
  await fc.assert(
    fc.asyncProperty(documentAndCursor, fc.constantFrom(adapter, spm, psm, none), async (place, support) => {
      const at = { ...cursorAt('║'), ...place };
      const own = { ...options, anchors: new WindowAnchors(), maxTokens: 400 };
      const { tokens, window } = await fittedPrompt(at, engineWith(512), support, own);
      assert.ok(tokens.length <= 128);
      const { prefix, suffix } = window;
      const text = support.order === 'none' ? prefix : support.order === 'psm' ? prefix + suffix : suffix + prefix;
      assert.equal(await textOf(tokens), text);
    }),
  );
});
