import { open, stat, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import type { Token } from '../engine/engine';
import { EngineError } from '../engine/errors';
import { knownTokenTexts } from './families';
import { GgufError, readGgufHeader, type GgufHeader, type GgufValue } from './gguf';
import { problems, type ModelProblem } from './problems';

/** What a model file says of itself, read before llama.cpp sees it. */
export interface ModelFile {
  path: string;
  /** File name without folders. */
  fileName: string;
  /** `general.name`, else the file's name. */
  name: string;
  /** Bytes of the file, of all its parts where it is split. */
  fileBytes: number;
  /** Bytes of the weights. */
  weightBytes: number;
  architecture: string;
  layers: number;
  /** Attention heads; the most of any layer. 0 for models without attention. */
  heads: number;
  /** Heads that the KV cache holds, in each layer. */
  kvHeads: number[];
  /** Values in the key and in the value of one head. */
  keyLength: number;
  valueLength: number;
  embedding: number;
  /** Tokens of the context in training. */
  contextTrained: number;
  vocabulary: { model: string; size: number };
  bos: Token | null;
  eos: Token | null;
  /** `tokenizer.ggml.eot_token_id`, which Code Llama files of 2023 lack. */
  eot: Token | null;
  /** Infill tokens that the metadata names, by today's or by the older keys. */
  infillIds: { prefix: Token; suffix: Token; middle: Token } | null;
  chatTemplate: string | null;
  /** Ids of {@link knownTokenTexts} as far as the vocabulary has them. */
  tokenIds: ReadonlyMap<string, Token>;
}

/**
 * Reads the header of a GGUF file and makes sure that it is a text model that can be loaded.
 * @throws EngineError `modelUnavailable` with what is wrong with the file and what to do.
 */
export async function inspectModel(file: string): Promise<ModelFile> {
  const header = await readHeader(file);
  const { number, numbers, text, token } = reader(header);
  const fail = (problem: ModelProblem) => unavailable(file, problem);

  const architecture = text('general.architecture') ?? '';
  const key = (name: string) => `${architecture}.${name}`;
  const kind = text('general.type') ?? 'model';
  if (kind !== 'model') throw fail(problems.otherKind(kind));
  const purpose = notForText(architecture);
  if (purpose !== undefined) throw fail(problems.notText(purpose));
  if ((number(key('pooling_type')) ?? 0) > 0) throw fail(problems.notText('makes embeddings'));
  const firstPart = await split(file, header);
  if (header.tensorCount === 0) throw fail(problems.noWeights);
  const vocabularySize = header.arrayLengths.get('tokenizer.ggml.tokens') ?? 0;
  const vocabularyModel = text('tokenizer.ggml.model') ?? 'no_vocab';
  if (vocabularySize === 0 || vocabularyModel === 'no_vocab') throw fail(problems.noVocabulary);

  const layers = number(key('block_count')) ?? 0;
  const embedding = number(key('embedding_length')) ?? 0;
  const heads = Math.max(0, ...numbers(key('attention.head_count')));
  if (layers < 1 || layers > 10_000) throw fail(problems.impossible('layers', layers));
  if (embedding < 1) throw fail(problems.impossible('embedding values', embedding));
  // llama.cpp divides by this number and aborts the process where it is 0; models without attention do say 0.
  if (heads < 1 && !withoutAttention.has(architecture)) throw fail(problems.impossible('attention heads', heads));
  if (heads > embedding) throw fail(problems.impossible('attention heads', heads));

  const kvCounts = numbers(key('attention.head_count_kv'));
  const perLayer = kvCounts.length > 0 ? kvCounts : numbers(key('attention.head_count'));
  const headLength = heads > 0 ? Math.floor(embedding / heads) : 0;
  const prefix = token('fim_pre_token_id') ?? token('prefix_token_id');
  const suffix = token('fim_suf_token_id') ?? token('suffix_token_id');
  const middle = token('fim_mid_token_id') ?? token('middle_token_id');
  const fileName = path.basename(file);
  return {
    path: file,
    fileName,
    name: text('general.name') ?? fileName,
    fileBytes: firstPart.bytes,
    weightBytes: firstPart.weightBytes,
    architecture,
    layers,
    heads,
    kvHeads: Array.from({ length: layers }, (_, layer) => perLayer[layer] ?? perLayer[0] ?? 0),
    keyLength: number(key('attention.key_length')) ?? headLength,
    valueLength: number(key('attention.value_length')) ?? headLength,
    embedding,
    contextTrained: number(key('context_length')) ?? 0,
    vocabulary: { model: vocabularyModel, size: vocabularySize },
    bos: token('bos_token_id'),
    eos: token('eos_token_id'),
    eot: token('eot_token_id'),
    infillIds: prefix !== null && suffix !== null && middle !== null ? { prefix, suffix, middle } : null,
    chatTemplate: text('tokenizer.chat_template') ?? null,
    tokenIds: header.tokenIds,
  };
}

/** Architectures of llama.cpp that are no causal text models, and what they do instead. */
const otherPurposes: readonly (readonly [RegExp, string])[] = [
  [/^(clip|mmproj)$/, 'reads pictures for another model'],
  [/bert|^t5encoder$|embed$|^gemma-embedding$|^pangu-embed$/, 'makes embeddings'],
  [/^t5$/, 'translates one text into another'],
  [/^whisper$/, 'writes down speech'],
  [/^wavtokenizer-dec$|tts$/, 'makes sound'],
  [/^(dream|llada|llada-moe|rnd1)$/, 'writes by diffusion, not token by token'],
  [/^(flux|sd1|sd3|sdxl|wan|ltxv|hidream|cosmos|aura|lumina2|qwen_image)$/, 'makes pictures'],
  [/^(eagle3|dflash|gemma4-assistant)$/, 'speeds up another model'],
];
const notForText = (architecture: string) => otherPurposes.find(([pattern]) => pattern.test(architecture))?.[1];

const withoutAttention = new Set(['mamba', 'mamba2', 'rwkv6', 'rwkv6qwen2', 'rwkv7', 'arwkv7']);

const unavailable = (file: string, problem: ModelProblem, cause?: unknown) => {
  const { text, nextStep } = problem(path.basename(file), file);
  return new EngineError('modelUnavailable', { text, nextStep, remedy: 'chooseModel' }, { cause });
};

async function readHeader(file: string): Promise<GgufHeader & { fileBytes: number }> {
  const info = await stat(file).catch((error: unknown) => {
    throw unavailable(file, systemProblem(error), error);
  });
  if (!info.isFile()) throw unavailable(file, info.isDirectory() ? problems.folder : problems.noFile);
  if (info.size === 0) throw unavailable(file, problems.empty);
  let handle: FileHandle | undefined;
  try {
    handle = await open(file, 'r');
    return { ...readGgufHeader(handle.fd, info.size, knownTokenTexts), fileBytes: info.size };
  } catch (error) {
    if (error instanceof GgufError) throw unavailable(file, problems.fault(error.fault, info.size), error);
    throw unavailable(file, systemProblem(error), error);
  } finally {
    await handle?.close();
  }
}

const systemProblem = (error: unknown): ModelProblem => {
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
  if (code === 'ENOENT' || code === 'ENOTDIR') return problems.missing;
  return code === 'EACCES' || code === 'EPERM' ? problems.unreadable : problems.system(code);
};

/** Sums up the parts of a split model and makes sure that they are all there. */
async function split(file: string, header: GgufHeader & { fileBytes: number }) {
  const { number } = reader(header);
  const count = number('split.count') ?? 1;
  const own = { bytes: header.fileBytes, weightBytes: header.tensorBytes };
  if (count < 2) return own;
  const named = /^(.*)-\d{5}-of-(\d{5})\.gguf$/.exec(path.basename(file));
  const partName = (part: number) =>
    `${named?.[1] ?? 'model'}-${String(part).padStart(5, '0')}-of-${String(count).padStart(5, '0')}.gguf`;
  if ((number('split.no') ?? 0) > 0) throw unavailable(file, problems.laterPart(partName(1)));
  if (count > 999 || Number(named?.[2]) !== count) throw unavailable(file, problems.renamedPart(partName(1)));
  for (let part = 2; part <= count; part++) {
    const other = await readHeader(path.join(path.dirname(file), partName(part)));
    own.bytes += other.fileBytes;
    own.weightBytes += other.tensorBytes;
  }
  return own;
}

function reader({ metadata }: GgufHeader) {
  const value = (name: string): GgufValue | undefined => metadata.get(name);
  const number = (name: string) => {
    const found = value(name);
    return typeof found === 'number' ? found : undefined;
  };
  return {
    number,
    /** One number or one for each layer. */
    numbers: (name: string): number[] => {
      const found = value(name);
      if (typeof found === 'number') return [found];
      return Array.isArray(found) ? found : [];
    },
    text: (name: string) => {
      const found = value(name);
      return typeof found === 'string' && found !== '' ? found : undefined;
    },
    token: (name: string): Token | null => number(`tokenizer.ggml.${name}`) ?? null,
  };
}
