import assert from 'node:assert/strict';
import { test } from 'node:test';
import { codeLlamaTokens, infillFamilies } from '../../server/models/families';
import { chatFormatOf, infillSupport, metadataOverridesFor } from '../../server/models/infill';
import type { InfillAdapter } from '../../server/models/locate';
import { llama2Template } from '../support/models/models';

const codeLlamaIds = new Map(codeLlamaTokens.map((text, index) => [text, 32_000 + index]));
const idsOf = (family: string) => {
  const { tokens } = infillFamilies.find(({ name }) => name === family)!;
  return new Map(Object.values(tokens).map((text, index) => [text, 100 + index]));
};
const file = (
  name: string,
  tokenIds: ReadonlyMap<string, number>,
  infillIds: Parameters<typeof infillSupport>[0]['infillIds'] = null,
) => ({
  name,
  fileName: `${name}.gguf`,
  tokenIds,
  infillIds,
});
const facts = { addBos: true, infill: null };

test('Code Llama base and Instruct, 7B and 13B, infill in SPM order', () => {
  const expected = {
    order: 'spm',
    tokens: { prefix: 32_007, suffix: 32_008, middle: 32_009, end: 32_010 },
    addBos: true,
  };
  for (const name of ['codellama_codellama-7b-hf', 'codellama-13b-instruct.Q4_K_M', 'LLaMA v2', 'my finetune']) {
    assert.deepEqual(infillSupport(file(name, codeLlamaIds), facts, undefined), expected, name);
  }
});

test('variants of Code Llama that were not trained to infill say so', () => {
  for (const [name, why] of [
    ['codellama-7b-python', /Python/],
    ['CodeLlama-34b-Instruct', /34B/],
    ['codellama-70b-instruct', /70B/],
  ] as const) {
    const support = infillSupport(file(name, codeLlamaIds), facts, undefined);
    assert(support.order === 'none');
    assert.match(support.why, why);
  }
});

test('ids in the metadata win over texts', () => {
  const ids = { prefix: 7, suffix: 8, middle: 9 };
  const support = infillSupport(file('codellama-7b', codeLlamaIds, ids), facts, undefined);
  assert(support.order === 'spm');
  assert.deepEqual(support.tokens, { ...ids, end: 32_010 });
});

test('other families by their rows', () => {
  for (const [family, name] of [
    ['Qwen Coder', 'Qwen2.5 Coder 7B Instruct'],
    ['CodeGemma', 'codegemma-2b'],
    ['StarCoder2', 'starcoder2-3b'],
    ['Granite', 'Granite 3.3 2b Instruct'],
    ['DeepSeek-Coder', 'deepseek-ai_deepseek-coder-1.3b-base'],
  ] as const) {
    const support = infillSupport(file(name, idsOf(family)), { addBos: false, infill: null }, undefined);
    assert(support.order === 'psm', name);
    assert.deepEqual([support.tokens.prefix, support.tokens.suffix, support.tokens.middle], [100, 101, 102]);
    assert.equal(support.addBos, false);
  }
});

test('a vocabulary alone is no proof', () => {
  const qwen = infillSupport(file('Qwen2.5 7B Instruct', idsOf('Qwen Coder')), facts, undefined);
  assert(qwen.order === 'none');
  assert.match(qwen.why, /Qwen2\.5 7B Instruct shares the vocabulary of Qwen Coder or CodeGemma/);
  const seed = infillSupport(file('Seed-Coder 8B Base', idsOf('Seed-Coder')), facts, undefined);
  assert(seed.order === 'none');
  assert.match(seed.why, /suffix before the prefix/);
  const llama2 = infillSupport(file('Llama 2 7B', new Map()), facts, undefined);
  assert(llama2.order === 'none');
  assert.match(llama2.why, /no infill tokens/);
});

test('a family that nobody wrote down here, whose file names its tokens', () => {
  const ids = { prefix: 1, suffix: 2, middle: 3 };
  assert.deepEqual(infillSupport(file('new-coder', new Map(), ids), facts, undefined), {
    order: 'psm',
    tokens: { ...ids, end: null },
    addBos: true,
  });
});

test('an adapter decides for its model', () => {
  const infill = {
    order: 'spm' as const,
    tokens: { prefix: 3, suffix: 8, middle: 6, end: 0 },
    addBos: false,
    adapter: 'a',
  };
  const adapter: InfillAdapter = { name: 'a', path: '/a.gguf', scale: 1, infill };
  assert.equal(infillSupport(file('SmolLM2', new Map()), facts, adapter), infill);
});

test('conversations of the Llama 2 family are rendered by Meta’s rules', () => {
  const spm = (size: number, chatTemplate: string | null) => ({
    vocabulary: { kind: 'spm' as const, size },
    chatTemplate,
  });
  assert.equal(chatFormatOf(spm(32_016, null)), 'llama2');
  assert.equal(chatFormatOf(spm(32_000, null)), 'llama2');
  assert.equal(chatFormatOf(spm(32_000, llama2Template)), 'llama2');
  assert.equal(
    chatFormatOf(spm(32_000, "{{ bos_token }}{{ '[INST] ' + m.content + ' [/INST]' }}")),
    'template',
    'Mistral',
  );
  assert.equal(chatFormatOf(spm(32_016, "{{ 'Source: ' + role }}")), 'template', 'Code Llama 70B');
  assert.equal(chatFormatOf(spm(256_000, null)), 'template');
  assert.equal(chatFormatOf({ vocabulary: { kind: 'bpe', size: 32_000 }, chatTemplate: null }), 'template');
});

test('Code Llama files of 2023 are told which token ends a middle', () => {
  const wanted = { tokenizer: { ggml: { eot_token_id: 32_010 } } };
  assert.deepEqual(metadataOverridesFor({ eot: null, tokenIds: codeLlamaIds }), wanted);
  assert.equal(metadataOverridesFor({ eot: 32_010, tokenIds: codeLlamaIds }), undefined);
  assert.equal(metadataOverridesFor({ eot: null, tokenIds: new Map() }), undefined);
});
