import { createHash } from 'node:crypto';
import { cached } from './cache';
import { ggufFile, type Tensor, type Typed } from './gguf-writer';
import { codeLlamaVocabulary, llama2Vocabulary, type Vocabulary } from './vocabulary';

/** Meta's chat template as Hugging Face publishes it for Llama 2 and Code Llama Instruct. */
export const llama2Template =
  "{% if messages[0]['role'] == 'system' %}{% set loop_messages = messages[1:] %}{% set system_message = messages[0]" +
  "['content'] %}{% else %}{% set loop_messages = messages %}{% set system_message = false %}{% endif %}{% for message " +
  "in loop_messages %}{% if (message['role'] == 'user') != (loop.index0 % 2 == 0) %}{{ raise_exception('Conversation " +
  "roles must alternate user/assistant/user/assistant/...') }}{% endif %}{% if loop.index0 == 0 and system_message != " +
  "false %}{% set content = '<<SYS>>\\n' + system_message + '\\n<</SYS>>\\n\\n' + message['content'] %}{% else %}{% set " +
  "content = message['content'] %}{% endif %}{% if message['role'] == 'user' %}{{ bos_token + '[INST] ' + " +
  "content.strip() + ' [/INST]' }}{% elif message['role'] == 'assistant' %}{{ ' '  + content.strip() + ' ' + eos_token " +
  '}}{% endif %}{% endfor %}';

export interface RandomModel {
  /** `general.name`. */
  name?: string;
  /** Names of the infill tokens' keys: today's, those of 2023's converter, or none, as most files of 2023. */
  fimKeys?: 'new' | 'old' | 'none';
  template?: string;
  layers?: number;
  /** Values in an embedding: a multiple of 32. */
  dim?: number;
  heads?: number;
  contextLength?: number;
  seed?: number;
}

/** A model with Code Llama's exact vocabulary and random weights, 5 MB. @returns its path */
export const codeLlamaModel = (options: RandomModel = {}): Promise<string> =>
  randomModel('code-llama', { name: 'codellama-7b-random', fimKeys: 'new', ...options });

/** A model with Llama 2's exact vocabulary and random weights, 5 MB. @returns its path */
export const llama2Model = (options: RandomModel = {}): Promise<string> =>
  randomModel('llama-2', { name: 'llama-2-7b-chat-random', fimKeys: 'none', ...options });

/** Count it up when models come out otherwise for the same options, so that nobody gets an old one out of the cache. */
const recipe = 1;

function randomModel(vocabulary: 'code-llama' | 'llama-2', options: RandomModel): Promise<string> {
  const key = createHash('sha256')
    .update(JSON.stringify([recipe, options]))
    .digest('hex')
    .slice(0, 12);
  return cached(`${vocabulary}-${key}.gguf`, async () =>
    randomModelBytes(vocabulary === 'code-llama' ? await codeLlamaVocabulary() : await llama2Vocabulary(), options),
  );
}

/** The bytes of such a model; `change` may spoil its metadata. */
export function randomModelBytes(
  vocabulary: Vocabulary,
  {
    name = 'random',
    fimKeys = 'none',
    template,
    layers = 2,
    dim = 64,
    heads = 2,
    contextLength = 16_384,
    seed = 1,
  }: RandomModel,
  change: Record<string, Typed> = {},
): Buffer {
  const feedForward = 2 * dim;
  const metadata: Record<string, Typed> = {
    'general.architecture': { text: 'llama' },
    'general.name': { text: name },
    'general.file_type': { u32: 7 },
    'general.quantization_version': { u32: 2 },
    'llama.context_length': { u32: contextLength },
    'llama.embedding_length': { u32: dim },
    'llama.block_count': { u32: layers },
    'llama.feed_forward_length': { u32: feedForward },
    'llama.attention.head_count': { u32: heads },
    'llama.attention.head_count_kv': { u32: heads },
    'llama.attention.layer_norm_rms_epsilon': { f32: 1e-5 },
    'llama.rope.dimension_count': { u32: dim / heads },
    'llama.rope.freq_base': { f32: 1e6 },
    'llama.vocab_size': { u32: vocabulary.texts.length },
    'tokenizer.ggml.model': { text: 'llama' },
    'tokenizer.ggml.pre': { text: 'default' },
    'tokenizer.ggml.tokens': { texts: vocabulary.texts },
    'tokenizer.ggml.scores': { f32s: vocabulary.scores },
    'tokenizer.ggml.token_type': { i32s: vocabulary.types },
    'tokenizer.ggml.bos_token_id': { u32: 1 },
    'tokenizer.ggml.eos_token_id': { u32: 2 },
    'tokenizer.ggml.unknown_token_id': { u32: 0 },
    'tokenizer.ggml.add_bos_token': { bool: true },
    'tokenizer.ggml.add_eos_token': { bool: false },
    ...infillKeys(fimKeys),
    ...(template === undefined ? {} : { 'tokenizer.chat_template': { text: template } }),
    ...change,
  };
  const random = mulberry32(seed);
  const matrix = (tensor: string, rows: number, columns: number): Tensor => ({
    name: `${tensor}.weight`,
    shape: [columns, rows],
    type: 8,
    data: randomQ8(rows * columns, random),
  });
  const ones = (tensor: string): Tensor => ({
    name: `${tensor}.weight`,
    shape: [dim],
    type: 0,
    data: new Uint8Array(new Float32Array(dim).fill(1).buffer),
  });
  const blocks = Array.from({ length: layers }, (_, layer) => `blk.${layer}.`).flatMap((block) => [
    ones(`${block}attn_norm`),
    ones(`${block}ffn_norm`),
    ...['attn_q', 'attn_k', 'attn_v', 'attn_output'].map((part) => matrix(block + part, dim, dim)),
    matrix(`${block}ffn_gate`, feedForward, dim),
    matrix(`${block}ffn_up`, feedForward, dim),
    matrix(`${block}ffn_down`, dim, feedForward),
  ]);
  const size = vocabulary.texts.length;
  return ggufFile(metadata, [
    matrix('token_embd', size, dim),
    ones('output_norm'),
    matrix('output', size, dim),
    ...blocks,
  ]);
}

function infillKeys(keys: NonNullable<RandomModel['fimKeys']>): Record<string, Typed> {
  if (keys === 'none') return {};
  const names = keys === 'new' ? ['fim_pre', 'fim_suf', 'fim_mid', 'eot'] : ['prefix', 'suffix', 'middle', 'eot'];
  return Object.fromEntries(
    names.map((name, index) => [`tokenizer.ggml.${name}_token_id`, { u32: 32_007 + index }] satisfies [string, Typed]),
  );
}

/** Weights in Q8_0: blocks of a half-precision scale, here 0.0003, and 32 random bytes; a spread of about 0.02. */
function randomQ8(values: number, random: () => number): Uint8Array {
  const bytes = new Uint8Array((values / 32) * 34);
  for (let block = 0; block < bytes.length; block += 34) {
    bytes[block] = 0xea;
    bytes[block + 1] = 0x0c;
    for (let index = block + 2; index < block + 34; index++) bytes[index] = random();
  }
  return bytes;
}

/** Random bytes that are the same for the same seed: the generator mulberry32. */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) & 0xff;
  };
}
