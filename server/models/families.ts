import type { InfillSupport } from './infill';

/**
 * A family of models that were trained to fill in the middle. A new one is a new row, never a branch of code.
 */
export interface InfillFamily {
  name: string;
  /** Texts of its tokens in the vocabulary. */
  tokens: { prefix: string; suffix: string; middle: string; end?: string };
  /**
   * What the model's or the file's name must hold, where other models share the vocabulary without the training.
   * Absent: the vocabulary alone is proof enough.
   */
  onlyNamed?: RegExp;
  /** `suffixFirst`: `SUF suffix PRE prefix MID`. */
  order: 'spm' | 'psm' | 'suffixFirst';
  /** The other order, where both were trained alike and it is worth asking in it; see `prompt/order.ts`. */
  alsoTrained?: 'spm' | 'psm';
  /** Variants of the family that cannot, by name. */
  cannot?: { named: RegExp; why: string }[];
}

/**
 * Sources: each family's model card. Code Llama's two orders are trained alike; SPM keeps its KV cache while a person
 * types, so it is preferred. The others are trained on PSM mostly or only, StarCoder and Granite on both by halves.
 */
export const infillFamilies: readonly InfillFamily[] = [
  {
    name: 'Code Llama',
    tokens: { prefix: '▁<PRE>', suffix: '▁<SUF>', middle: '▁<MID>', end: '▁<EOT>' },
    order: 'spm',
    cannot: [
      {
        named: /python/i,
        why: 'Code Llama Python was not trained to fill in the middle; the base and Instruct models were.',
      },
      { named: /(?<!\d)34b/i, why: 'Code Llama 34B was not trained to fill in the middle; 7B and 13B were.' },
      { named: /(?<!\d)70b/i, why: 'Code Llama 70B is not documented to fill in the middle; 7B and 13B are.' },
    ],
  },
  {
    name: 'Qwen Coder',
    tokens: { prefix: '<|fim_prefix|>', suffix: '<|fim_suffix|>', middle: '<|fim_middle|>' },
    onlyNamed: /qwen.*coder/i,
    order: 'psm',
  },
  {
    name: 'CodeGemma',
    tokens: { prefix: '<|fim_prefix|>', suffix: '<|fim_suffix|>', middle: '<|fim_middle|>', end: '<|file_separator|>' },
    onlyNamed: /code-?gemma/i,
    order: 'psm',
  },
  {
    name: 'StarCoder2',
    tokens: { prefix: '<fim_prefix>', suffix: '<fim_suffix>', middle: '<fim_middle>', end: '<file_sep>' },
    onlyNamed: /star-?coder-?2/i,
    order: 'psm',
    alsoTrained: 'spm',
  },
  {
    name: 'Granite',
    tokens: { prefix: '<fim_prefix>', suffix: '<fim_suffix>', middle: '<fim_middle>' },
    onlyNamed: /granite/i,
    order: 'psm',
    alsoTrained: 'spm',
  },
  {
    name: 'DeepSeek-Coder',
    tokens: { prefix: '<｜fim▁begin｜>', suffix: '<｜fim▁hole｜>', middle: '<｜fim▁end｜>' },
    onlyNamed: /deepseek.*coder/i,
    order: 'psm',
  },
  {
    name: 'Seed-Coder',
    tokens: { prefix: '<[fim-prefix]>', suffix: '<[fim-suffix]>', middle: '<[fim-middle]>' },
    order: 'suffixFirst',
  },
];

/** Orders in which a prompt can be built; a family with another one completes left to right. */
export const isBuilt = (order: InfillFamily['order']): order is Exclude<InfillSupport['order'], 'none'> =>
  order !== 'suffixFirst';

/** Code Llama's 16 tokens beyond Llama 2's vocabulary, by id from 32000. */
export const codeLlamaTokens: readonly string[] = [
  '▁<SU',
  '▁<SUF',
  '▁<PRE',
  '▁<M',
  '▁<MID',
  '▁<E',
  '▁<EOT',
  '▁<PRE>',
  '▁<SUF>',
  '▁<MID>',
  '▁<EOT>',
  ...[2, 3, 4, 5, 6].map((times) => `▁${'<EOT>'.repeat(times)}`),
];

/** Every token text whose id matters here; read from a file's vocabulary when it is inspected. */
export const knownTokenTexts: ReadonlySet<string> = new Set([
  ...infillFamilies.flatMap(({ tokens }) => Object.values(tokens)),
  ...codeLlamaTokens,
]);
