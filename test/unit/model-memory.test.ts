import assert from 'node:assert/strict';
import { test } from 'node:test';
import { forecastMemory, kvBytesPerToken, tooLargeForMemory, type Shape } from '../../server/models/forecast';

const shape = (layers: number, kvHeads: number, weightBytes: number): Shape & { name: string } => ({
  name: 'Code Llama',
  kvHeads: Array.from({ length: layers }, () => kvHeads),
  keyLength: 128,
  valueLength: 128,
  weightBytes,
  vocabulary: { model: 'llama', size: 32_016 },
});
const sevenB = shape(32, 32, 3_825_156_608);

test('counts the KV cache of the Llama 2 family', () => {
  assert.equal(kvBytesPerToken(sevenB, 'f16'), 524_288);
  assert.equal(kvBytesPerToken(shape(40, 40, 0), 'f16'), 819_200);
  assert.equal(kvBytesPerToken(shape(48, 8, 0), 'f16'), 196_608);
  assert.equal(kvBytesPerToken(shape(80, 8, 0), 'f16'), 327_680);
  assert.equal(kvBytesPerToken(sevenB, 'q8_0'), 278_528);
});

test('7B in Q4_0 fits 8 GB at a context of 4,096 and not at 16,384', () => {
  const eight = 8e9;
  assert(forecastMemory(sevenB, { contextSize: 4096, kvCacheType: 'f16' }).total < eight);
  assert.equal(tooLargeForMemory(sevenB, { contextSize: 4096, kvCacheType: 'f16' }, eight), undefined);
  const message = tooLargeForMemory(sevenB, { contextSize: 16_384, kvCacheType: 'f16' }, eight);
  assert.match(
    message?.text ?? '',
    /needs about 13 GB .*3\.8 GB weights, 8\.6 GB for a context of 16384 tokens.*8\.0 GB are free/,
  );
  const lower = Number(/contextSize to (\d+) or less/.exec(message?.nextStep ?? '')?.[1]);
  assert.equal(tooLargeForMemory(sevenB, { contextSize: lower, kvCacheType: 'f16' }, eight), undefined);
  assert(lower > 4096 && lower % 512 === 0);
});

test('advises a smaller model where no context would help', () => {
  const message = tooLargeForMemory(sevenB, { contextSize: 4096, kvCacheType: 'f16' }, 2e9);
  assert.match(message?.nextStep ?? '', /smaller quantisation/);
  assert.equal(message?.remedy, 'chooseModel');
});
