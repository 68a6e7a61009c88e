import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { InfillSupport } from '../../server/models/infill';
import { choosePromptOrder } from '../../server/prompt/order';

const tokens = { prefix: 3, suffix: 8, middle: 6, end: null };
const both: InfillSupport = { order: 'psm', alsoTrained: 'spm', tokens, addBos: false };
const facts = { suffixTokens: 300, promptRate: null, last: null };

test('a model that has one order only gets it, however slow the machine is', () => {
  const slow = { ...facts, promptRate: 10 };
  assert.equal(choosePromptOrder({ order: 'psm', tokens, addBos: false }, slow), 'psm');
  assert.equal(choosePromptOrder({ order: 'spm', tokens, addBos: true }, slow), 'spm');
  assert.equal(choosePromptOrder({ order: 'none', why: '' }, slow), 'none');
});

test('the better order is left where the suffix takes too long at each key press', () => {
  assert.equal(choosePromptOrder(both, facts), 'psm', 'nothing is measured yet');
  assert.equal(choosePromptOrder(both, { ...facts, promptRate: 20_000 }), 'psm');
  assert.equal(choosePromptOrder(both, { ...facts, promptRate: 200 }), 'spm');
  assert.equal(choosePromptOrder(both, { ...facts, promptRate: 200, suffixTokens: 5 }), 'psm');
});

test('what is warm stays until the other order is clearly better', () => {
  // 300 tokens take 50 and 75 milliseconds.
  assert.equal(choosePromptOrder(both, { ...facts, promptRate: 6000, last: null }), 'psm');
  assert.equal(choosePromptOrder(both, { ...facts, promptRate: 6000, last: 'spm' }), 'spm');
  assert.equal(choosePromptOrder(both, { ...facts, promptRate: 4000, last: null }), 'spm');
  assert.equal(choosePromptOrder(both, { ...facts, promptRate: 4000, last: 'psm' }), 'psm');
});
