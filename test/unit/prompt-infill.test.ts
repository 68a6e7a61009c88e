import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { InfillSupport } from '../../server/models/infill';
import { endTokens, infillPrompt } from '../../server/prompt/infill';

const codeLlama = (order: 'spm' | 'psm'): InfillSupport => ({
  order,
  tokens: { prefix: 32007, suffix: 32008, middle: 32009, end: 32010 },
  addBos: true,
});
const adapter: InfillSupport = {
  order: 'spm',
  tokens: { prefix: 3, suffix: 8, middle: 6, end: null },
  addBos: false,
  adapter: 'smollm2-infill',
  trained: { prefixTokens: 280, suffixTokens: 128 },
};
const none: InfillSupport = { order: 'none', why: 'its vocabulary has no infill tokens' };
const passages = { context: [], prefix: [101, 102], suffix: [201] };
const facts = { bos: 1, addBos: true };

test('PSM: BOS PRE prefix SUF suffix MID', () => {
  assert.deepEqual(infillPrompt(codeLlama('psm'), 'psm', passages, facts), [1, 32007, 101, 102, 32008, 201, 32009]);
});

test('SPM: BOS PRE SUF suffix MID prefix', () => {
  assert.deepEqual(infillPrompt(codeLlama('spm'), 'spm', passages, facts), [1, 32007, 32008, 201, 32009, 101, 102]);
});

test('the adapter of the default model has no BOS', () => {
  assert.deepEqual(infillPrompt(adapter, 'spm', passages, { bos: 1, addBos: false }), [3, 8, 201, 6, 101, 102]);
});

test('left to right: BOS where the file asks for it, then the prefix alone', () => {
  assert.deepEqual(infillPrompt(none, 'none', passages, facts), [1, 101, 102]);
  assert.deepEqual(infillPrompt(none, 'none', passages, { bos: 1, addBos: false }), [101, 102]);
  assert.deepEqual(infillPrompt(none, 'none', passages, { bos: null, addBos: true }), [101, 102]);
});

test('the infill support decides about BOS, not the file', () => {
  assert.equal(infillPrompt(codeLlama('spm'), 'spm', passages, { bos: 1, addBos: false })[0], 1);
});

test('code from other places comes first in each order', () => {
  const withContext = { ...passages, context: [301] };
  assert.deepEqual(infillPrompt(codeLlama('spm'), 'spm', withContext, facts).slice(0, 3), [1, 301, 32007]);
  assert.deepEqual(infillPrompt(codeLlama('psm'), 'psm', withContext, facts).slice(0, 3), [1, 301, 32007]);
  assert.deepEqual(infillPrompt(none, 'none', withContext, facts), [1, 301, 101, 102]);
});

test('with an empty prefix both orders are the same', () => {
  const atTop = { ...passages, prefix: [] };
  const spm = infillPrompt(codeLlama('spm'), 'spm', atTop, facts);
  assert.deepEqual(spm, [1, 32007, 32008, 201, 32009]);
  assert.deepEqual(infillPrompt(codeLlama('psm'), 'psm', atTop, facts), spm);
});

test('the end of the middle is a stop token where the engine does not know it', () => {
  assert.deepEqual(endTokens(codeLlama('spm')), [32010]);
  assert.deepEqual(endTokens(adapter), []);
  assert.deepEqual(endTokens(none), []);
});
