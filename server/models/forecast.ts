import type { UserMessage } from '../../shared/protocol';
import type { ModelFile } from './inspect';
import { size } from './problems';

/** Bytes that a model will take. */
export interface MemoryForecast {
  weights: number;
  /** The KV cache of all contexts. */
  kv: number;
  /** Compute buffers of llama.cpp: an estimate. */
  buffers: number;
  total: number;
}

export interface MemoryPlan {
  /** Tokens in the KV cache: of all contexts together. */
  contextSize: number;
  kvCacheType: 'f16' | 'q8_0';
}

/** The parts of a file that decide its memory. */
export type Shape = Pick<ModelFile, 'weightBytes' | 'kvHeads' | 'keyLength' | 'valueLength' | 'vocabulary'>;

/** f16: 2 bytes a value; q8_0: blocks of 34 bytes for 32 values. */
const bytesPerValue = { f16: 2, q8_0: 34 / 32 };

/** Bytes of the KV cache for one token. */
export function kvBytesPerToken({ kvHeads, keyLength, valueLength }: Shape, type: MemoryPlan['kvCacheType']): number {
  const heads = kvHeads.reduce((sum, count) => sum + count, 0);
  return heads * (keyLength + valueLength) * bytesPerValue[type];
}

/**
 * What a model will need before it is loaded. Weights and KV cache are exact for models with full attention and an upper
 * bound for others; buffers are half a gibibyte for a 7B model and less for small ones.
 */
export function forecastMemory(model: Shape, { contextSize, kvCacheType }: MemoryPlan): MemoryForecast {
  const weights = model.weightBytes;
  const kv = Math.ceil(kvBytesPerToken(model, kvCacheType) * contextSize);
  const buffers = Math.min(2 ** 29, 2 ** 26 + Math.floor(weights / 8));
  return { weights, kv, buffers, total: weights + kv + buffers };
}

/** @returns undefined when the model fits into `freeBytes`, else what is missing and what to do. */
export function tooLargeForMemory(
  model: Shape & Pick<ModelFile, 'name'>,
  plan: MemoryPlan,
  freeBytes: number,
): UserMessage | undefined {
  const { weights, kv, buffers, total } = forecastMemory(model, plan);
  if (total <= freeBytes) return undefined;
  const text =
    `${model.name} needs about ${size(total)} of memory (${size(weights)} weights, ${size(kv)} for a context of ` +
    `${plan.contextSize} tokens), but ${size(freeBytes)} are free.`;
  const spare = freeBytes - weights - buffers;
  const perToken = kvBytesPerToken(model, plan.kvCacheType);
  const fitting = perToken > 0 ? Math.floor(spare / perToken / 512) * 512 : 0;
  return fitting >= 512
    ? { text, nextStep: `Lower cria.engine.contextSize to ${fitting} or less.`, remedy: 'openSettings' }
    : { text, nextStep: 'Choose a smaller model or a smaller quantisation, or free memory.', remedy: 'chooseModel' };
}
