import { stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Llama, LlamaContextOptions, LlamaModel, Token as LlamaToken } from 'node-llama-cpp';
import type { EngineCounters, UserMessage } from '../../../shared/protocol';
import type { Settings } from '../../../shared/settings';
import type { Log } from '../../log';
import { clearFolder, PromptStore } from '../cache/disk';
import type { Engine, EngineReport, Lane, ModelFacts, Token } from '../engine';
import { EngineError } from '../errors';
import { Scheduler } from '../scheduler';
import type { LlamaDevices } from './devices';
import { loadFailure } from './failures';
import { holdBack } from './healing';
import { LaneContext, type Counters, type LaneOptions } from './lane';
import { Tokenizer } from './tokenizer';

/** Completions look at a part of a file; a larger context would only take memory from the chat. */
const largestCompletionContext = 2048;
/** Warm completion sequences share this many bytes of KV cache, where one alone is smaller. */
const completionCacheBytes = 256 * 2 ** 20;
const mostCompletionSequences = 4;

export interface EmbeddedOptions {
  modelPath: string;
  fileBytes: number;
  /** A LoRA adapter for completions only; the chat has the model as it is. */
  adapter?: { path: string; scale: number };
  /** Token that ends an infill where the file does not say so (2023 files of Code Llama). */
  endOfInfill?: Token;
  /** Tokens that text must never become, besides those that the file marks as special. */
  reservedTokens?: readonly Token[];
  /** Bytes of KV cache that one token takes. */
  kvBytesPerToken: number;
  /** Judges, before anything is allocated, whether weights and contexts fit into the memory that is free. */
  tooLarge(contextTokens: number, freeBytes: number): UserMessage | undefined;
  engine: Settings['engine'];
  promptCache: Settings['promptCache'];
  /** Folder for evaluated prompts; null: none is kept on disk. */
  storage: string | null;
}

export interface EmbeddedHooks {
  /** 0 to 1. */
  onProgress(part: number): void;
  onBusy(lane: Lane | null): void;
  log: Log;
}

export interface EmbeddedEngine extends Engine {
  counters(): EngineCounters;
}

/**
 * Loads a GGUF file into llama.cpp in this process.
 * @throws EngineError when the device, the memory or the file does not do; a hostile file may end the process.
 */
export async function loadEmbeddedEngine(
  options: EmbeddedOptions,
  devices: LlamaDevices,
  hooks: EmbeddedHooks,
  signal: AbortSignal,
): Promise<EmbeddedEngine> {
  const started = performance.now();
  let model: LlamaModel | undefined;
  try {
    const llama = await devices.get(options.engine.device);
    const free = process.availableMemory() + (llama.gpu === false ? 0 : (await llama.getVramState()).free);
    const size = contextSizes(options.engine.contextSize);
    const tooLarge = options.tooLarge(size.completion + size.chat, free);
    if (tooLarge) throw new EngineError('modelUnavailable', tooLarge);
    const threads = options.engine.threads === 'auto' ? Math.max(1, llama.cpuMathCores - 1) : options.engine.threads;
    // Zero is no limit.
    if (llama.maxThreads > 0) llama.maxThreads = Math.max(llama.maxThreads, threads);
    model = await llama.loadModel({
      modelPath: options.modelPath,
      // Layers take what the contexts leave: the chat's comes later, and must find its place.
      gpuLayers:
        options.engine.gpuLayers === 'auto'
          ? { fitContext: { contextSize: size.completion + size.chat } }
          : options.engine.gpuLayers,
      loadSignal: signal,
      onLoadProgress: (part) => hooks.onProgress(part),
      ...(options.endOfInfill === undefined
        ? {}
        : { metadataOverrides: { tokenizer: { ggml: { eot_token_id: options.endOfInfill } } } }),
    });
    const deviceName = llama.gpu === false ? os.cpus()[0]?.model.trim() : (await llama.getGpuDeviceNames()).join(', ');
    return await createEngine(llama, model, options, hooks, threads, deviceName ?? 'unknown', started);
  } catch (error) {
    await model?.dispose();
    if (signal.aborted) throw signal.reason;
    throw loadFailure(error, devices.complaints);
  }
}

async function createEngine(
  llama: Llama,
  model: LlamaModel,
  options: EmbeddedOptions,
  hooks: EmbeddedHooks,
  threads: number,
  deviceName: string,
  started: number,
): Promise<EmbeddedEngine> {
  const { engine } = options;
  const facts = factsOf(model, options);
  const tokenizer = new Tokenizer(model, new Set(options.reservedTokens));
  const scheduler = new Scheduler((lane) => hooks.onBusy(lane));
  const counters: Counters = { evaluatedTokens: 0, decodeSteps: 0 };
  const size = contextSizes(engine.contextSize);
  const kv = engine.kvCacheType === 'q8_0' ? ('Q8_0' as const) : ('F16' as const);
  const common: LlamaContextOptions = {
    threads,
    batchSize: 512,
    flashAttention: engine.flashAttention || engine.kvCacheType === 'q8_0',
    experimentalKvCacheKeyType: kv,
    experimentalKvCacheValueType: kv,
  };
  const create = async (own: LlamaContextOptions) => {
    const lane: LaneOptions = {
      context: { ...common, ...own },
      bytesPerToken: options.kvBytesPerToken,
      // The two contexts share it.
      memoryBytes: (options.promptCache.memory / 2) * 2 ** 20,
      store: await openStore(options, llama.llamaCppRelease.release, { common, own }, hooks.log),
    };
    return LaneContext.create(model, lane, tokenizer, scheduler, counters);
  };

  const completion = await create({
    contextSize: size.completion,
    sequences: completionSequences(size.completion * options.kvBytesPerToken),
    ...(options.adapter
      ? { lora: { adapters: [{ filePath: options.adapter.path, scale: options.adapter.scale }] } }
      : {}),
  });
  // Who never chats pays nothing for it.
  let chat: Promise<LaneContext> | undefined;
  const lanes = [completion];
  const chatContext = () =>
    (chat ??= create({ contextSize: size.chat }).then(
      (lane) => {
        lanes.push(lane);
        return lane;
      },
      (error: unknown) => {
        chat = undefined;
        throw loadFailure(error, []);
      },
    ));
  let chatMemory = { ram: 0, vram: 0 };
  const closing = new AbortController();
  const loadMs = performance.now() - started;

  return {
    facts,
    counters: () => countersOf(counters, lanes),
    report: (): EngineReport => ({
      name: facts.name,
      path: options.modelPath,
      fileBytes: options.fileBytes,
      device: llama.gpu === false ? 'cpu' : llama.gpu,
      deviceName,
      gpuLayers: model.gpuLayers,
      totalLayers: model.fileInsights.totalLayers,
      contextSize: size.chat,
      memory: sum(model.memoryUsage, completion.context.memoryUsage, chatMemory),
      threads: completion.context.idealThreads,
      flashAttention: completion.context.flashAttention === true,
      kvCacheType: engine.kvCacheType,
      loadMs,
    }),
    contextSize: (lane) => size[lane],
    tokenize: (parts) => Promise.resolve().then(() => tokenizer.encode(parts)),
    detokenize: (tokens) => Promise.resolve().then(() => tokenizer.decode(tokens)),
    async *generate(prompt, run, signal) {
      const lane = run.lane === 'chat' ? await chatContext() : completion;
      if (run.lane === 'chat') chatMemory = lane.context.memoryUsage;
      yield* lane.generate(prompt, run, AbortSignal.any([signal, closing.signal]));
    },
    warm: (prompt, whose, signal) => completion.warm(prompt, whose, AbortSignal.any([signal, closing.signal])),
    holdBack: (tokens) =>
      Promise.resolve().then(() =>
        holdBack(tokens, tokenizer.vocabulary, (text) => tokenizer.encode([{ continued: text }])),
      ),
    rates: () => completion.rates,
    clearPromptCache: async () => {
      for (const lane of lanes) await lane.clear();
      return options.storage === null ? { files: 0, bytes: 0 } : clearFolder(options.storage);
    },
    dispose: async () => {
      closing.abort(turnedOff());
      for (const lane of lanes) await lane.close();
      await model.dispose();
    },
  };
}

/**
 * Evaluated prompts fit the model, its adapter and the way they were evaluated only. Chats may be much longer than the
 * context of completions, but what fits is the same.
 */
async function openStore(
  { storage, promptCache, modelPath, fileBytes, adapter }: EmbeddedOptions,
  release: string,
  context: { common: LlamaContextOptions; own: LlamaContextOptions },
  log: Log,
): Promise<PromptStore | null> {
  if (storage === null || !promptCache.disk || promptCache.diskSize === 0) return null;
  const { mtimeMs } = await stat(modelPath);
  const { flashAttention, experimentalKvCacheKeyType } = context.common;
  const loras = context.own.lora ? [adapter, adapter ? (await stat(adapter.path)).mtimeMs : 0] : [];
  const model = JSON.stringify([
    ...[release, modelPath, fileBytes, mtimeMs, flashAttention, experimentalKvCacheKeyType, loras],
  ]);
  return PromptStore.open(storage, model, promptCache.diskSize * 2 ** 20, log);
}

function countersOf({ evaluatedTokens, decodeSteps }: Counters, lanes: LaneContext[]): EngineCounters {
  const total = (count: (cache: LaneContext['cache']) => number) =>
    lanes.reduce((sum, { cache }) => sum + count(cache), 0);
  return {
    evaluatedTokens,
    decodeSteps,
    restoredFromMemory: total((cache) => cache.restoredFromMemory),
    restoredFromDisk: total((cache) => cache.restoredFromDisk),
    deviceBytes: total((cache) => cache.deviceBytes),
    memoryBytes: total((cache) => cache.memoryBytes),
    diskBytes: total((cache) => cache.diskBytes),
  };
}

function contextSizes(contextSize: number): Record<Lane, number> {
  const completion = Math.min(contextSize, largestCompletionContext);
  return { completion, warmUp: completion, chat: contextSize };
}

function completionSequences(bytesPerSequence: number): number {
  return Math.min(Math.max(Math.floor(completionCacheBytes / bytesPerSequence), 1), mostCompletionSequences);
}

function sum(...parts: { ram: number; vram: number }[]): { ram: number; vram: number } {
  return parts.reduce((a, b) => ({ ram: a.ram + b.ram, vram: a.vram + b.vram }));
}

function turnedOff(): EngineError {
  return new EngineError('turnedOff', {
    text: 'The model was unloaded while it worked.',
    nextStep: 'Ask again once it is loaded.',
  });
}

function factsOf(model: LlamaModel, options: EmbeddedOptions): ModelFacts {
  const { metadata } = model.fileInfo;
  const { tokens } = model;
  const { prefix, suffix, middle } = tokens.infill;
  const vocabulary = model.vocabularyType as string;
  const id = (token: LlamaToken | null): Token | null => token;
  return {
    name: metadata.general.name ?? path.basename(options.modelPath),
    architecture: metadata.general.architecture,
    vocabulary: {
      kind: vocabulary === 'spm' || vocabulary === 'bpe' ? vocabulary : 'other',
      size: metadata.tokenizer.ggml.tokens.length,
    },
    bos: id(tokens.bos),
    eos: id(tokens.eos),
    eot: id(tokens.eot),
    bosText: tokens.bosString ?? '',
    eosText: tokens.eosString ?? '',
    addBos: tokens.shouldPrependBosToken,
    infill: prefix === null || suffix === null || middle === null ? null : { prefix, suffix, middle },
    chatTemplate: metadata.tokenizer.chat_template ?? null,
    trainedContext: model.trainContextSize,
  };
}
