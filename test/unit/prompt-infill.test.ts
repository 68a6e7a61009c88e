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
const text = { prefix: 'a', suffix: 'b' };
const facts = { bos: 1, addBos: true };

test('PSM: BOS PRE prefix SUF suffix MID', () => {
  assert.deepEqual(infillPrompt(codeLlama('psm'), text, facts), [
    1,
    32007,
    { text: 'a' },
    32008,
    { continued: 'b' },
    32009,
  ]);
});

test('SPM: BOS PRE SUF suffix MID prefix', () => {
  assert.deepEqual(infillPrompt(codeLlama('spm'), text, facts), [
    1,
    32007,
    32008,
    { continued: 'b' },
    32009,
    { text: 'a' },
  ]);
});

test('the adapter of the default model has no BOS', () => {
  assert.deepEqual(infillPrompt(adapter, text, { bos: 1, addBos: false }), [
    3,
    8,
    { continued: 'b' },
    6,
    { text: 'a' },
  ]);
});

test('left to right: BOS where the file asks for it, then the prefix alone', () => {
  assert.deepEqual(infillPrompt(none, text, facts), [1, { text: 'a' }]);
  assert.deepEqual(infillPrompt(none, text, { bos: 1, addBos: false }), [{ text: 'a' }]);
  assert.deepEqual(infillPrompt(none, text, { bos: null, addBos: true }), [{ text: 'a' }]);
});

test('the infill support decides about BOS, not the file', () => {
  assert.equal(infillPrompt(codeLlama('spm'), text, { bos: 1, addBos: false })[0], 1);
});

test('a passage without text has no part', () => {
  assert.deepEqual(infillPrompt(codeLlama('psm'), { prefix: '', suffix: '' }, facts), [1, 32007, 32008, 32009]);
  assert.deepEqual(infillPrompt(none, { prefix: '', suffix: 'b' }, facts), [1]);
});

test('the end of the middle is a stop token where the engine does not know it', () => {
  assert.deepEqual(endTokens(codeLlama('spm')), [32010]);
  assert.deepEqual(endTokens(adapter), []);
  assert.deepEqual(endTokens(none), []);
});
