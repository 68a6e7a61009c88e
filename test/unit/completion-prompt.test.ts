import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { InfillSupport } from '../../server/models/infill';
import { fittedPrompt } from '../../server/completion/prompt';
import { fakeEngine } from '../support/fake-engine';
import { cursorAt } from './completion-notation';

const spm: InfillSupport = {
  order: 'spm',
  tokens: { prefix: 3, suffix: 8, middle: 6, end: 0 },
  addBos: false,
  trained: { prefixTokens: 280, suffixTokens: 128 },
};

test('a prompt whose tokens are more than estimated gets a smaller window, on whole lines', async () => {
  // The fake's tokens are single characters: three times as many as estimated.
  const engine = fakeEngine({ scripts: [] });
  const above = Array.from({ length: 200 }, (_, n) => `row ${n};\n`).join('');
  const { tokens, window } = await fittedPrompt(cursorAt(`${above}x║\n${above}`), engine, spm, 96);
  assert.ok(tokens.length <= 280 + 128 + 4, `${tokens.length} tokens`);
  assert.ok(engine.calls.parts.length > 1);
  assert.match(window.prefix, /^row \d+;\n/);
  assert.match(window.suffix, /;$/);
});

test('a prompt that fits is tokenised once', async () => {
  const engine = fakeEngine({ scripts: [] });
  const { window } = await fittedPrompt(cursorAt('a\nb║\nc'), engine, spm, 96);
  assert.equal(engine.calls.parts.length, 1);
  assert.equal(window.prefix, 'a\nb');
});

test('one giant line of dense text fits the smallest context', async () => {
  const engine = fakeEngine({ scripts: [], contextSize: 512 });
  const line = '你😀'.repeat(10_000);
  const { tokens, window } = await fittedPrompt(cursorAt(`${line}║${line}`), engine, { order: 'none', why: '' }, 500);
  assert.ok(tokens.length <= 128, `${tokens.length} tokens`);
  assert.ok(window.prefix.length > 0 && window.prefix.isWellFormed());
});
