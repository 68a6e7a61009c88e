import type { ModelFacts, Token } from '../engine/engine';
import { infillFamilies, isBuilt, type InfillFamily } from './families';
import type { ModelFile } from './inspect';
import type { InfillAdapter } from './locate';

/**
 * How a model fills in the middle.
 * SPM: `[BOS] PRE SUF suffix MID prefix`; PSM: `[BOS] PRE prefix SUF suffix MID`.
 */
export type InfillSupport =
  | {
      order: 'spm' | 'psm';
      /** The other order, where the model was trained on both and may be asked in either. */
      alsoTrained?: 'spm' | 'psm';
      /** `end` is the token that ends the middle, where it is not one of the model's own end tokens. */
      tokens: { prefix: Token; suffix: Token; middle: Token; end: Token | null };
      addBos: boolean;
      /** Name of the adapter that does it, where one is loaded. */
      adapter?: string;
      /** Tokens of prefix and suffix that it was trained on, where that is less than the context. */
      trained?: { prefixTokens: number; suffixTokens: number };
    }
  | { order: 'none'; why: string };

type InfillFile = Pick<ModelFile, 'fileName' | 'name' | 'infillIds' | 'tokenIds'>;

/**
 * Decides how a model fills in the middle, from its vocabulary, its variant and an adapter. A vocabulary with the
 * tokens proves nothing alone: variants share it that were never trained to infill.
 */
export function infillSupport(
  file: InfillFile,
  facts: Pick<ModelFacts, 'addBos' | 'infill'>,
  adapter: InfillAdapter | undefined,
): InfillSupport {
  if (adapter) return adapter.infill;
  const names = `${file.name} ${file.fileName}`;
  const sharing = infillFamilies.flatMap((family) => {
    const ids = idsByText(file, family);
    return ids ? [{ ...family, ids }] : [];
  });
  const family = sharing.find(({ onlyNamed }) => onlyNamed?.test(names) ?? true);
  if (!family) return file.infillIds ? byMetadata(file.infillIds, facts.addBos) : none(file, facts, sharing);

  const refusal = family.cannot?.find(({ named }) => named.test(names));
  if (refusal) return { order: 'none', why: refusal.why };
  if (!isBuilt(family.order)) {
    return {
      order: 'none',
      why: `${family.name} wants the suffix before the prefix, an order that Cria does not build.`,
    };
  }
  const { end, ...texts } = family.ids;
  return {
    order: family.order,
    ...(family.alsoTrained === undefined ? {} : { alsoTrained: family.alsoTrained }),
    tokens: { ...(file.infillIds ?? texts), end },
    addBos: facts.addBos,
  };
}

interface Ids {
  prefix: Token;
  suffix: Token;
  middle: Token;
  end: Token | null;
}

function idsByText({ tokenIds }: InfillFile, { tokens }: InfillFamily): Ids | undefined {
  const prefix = tokenIds.get(tokens.prefix);
  const suffix = tokenIds.get(tokens.suffix);
  const middle = tokenIds.get(tokens.middle);
  if (prefix === undefined || suffix === undefined || middle === undefined) return undefined;
  return { prefix, suffix, middle, end: tokens.end === undefined ? null : (tokenIds.get(tokens.end) ?? null) };
}

/** A family that is not known here, but whose makers wrote its infill tokens into the file: they meant them to be used. */
const byMetadata = (ids: NonNullable<InfillFile['infillIds']>, addBos: boolean): InfillSupport => ({
  order: 'psm',
  tokens: { ...ids, end: null },
  addBos,
});

function none(
  file: InfillFile,
  facts: Pick<ModelFacts, 'infill'>,
  sharing: Pick<InfillFamily, 'name'>[],
): InfillSupport {
  const known = sharing.map(({ name }) => name).join(' or ');
  if (known !== '') {
    return {
      order: 'none',
      why: `${file.name} shares the vocabulary of ${known} but is not known to be trained to infill.`,
    };
  }
  return facts.infill
    ? { order: 'none', why: `${file.name} has infill tokens but is not known to be trained to infill.` }
    : { order: 'none', why: `The vocabulary of ${file.name} has no infill tokens.` };
}

/**
 * How conversations with a model are rendered. `llama2`: by Meta's own rules, for Llama 2's and Code Llama's vocabulary
 * whose file has no template (llama.cpp would make up ChatML) or Meta's (its Jinja form loses Meta's spaces). Others with
 * that vocabulary, Mistral or Code Llama 70B Instruct among them, bring a template without Meta's marks.
 */
export function chatFormatOf(facts: Pick<ModelFacts, 'vocabulary' | 'chatTemplate'>): 'llama2' | 'template' {
  const { kind, size } = facts.vocabulary;
  if (kind !== 'spm' || (size !== 32_000 && size !== 32_016)) return 'template';
  const template = facts.chatTemplate;
  return template === null || (template.includes('[INST]') && template.includes('<<SYS>>')) ? 'llama2' : 'template';
}

/** Metadata that a file should have had, in the form of node-llama-cpp's `metadataOverrides`. */
export type MetadataOverrides = { tokenizer: { ggml: { eot_token_id: Token } } };

/** Code Llama files of 2023 do not say that `<EOT>` ends a text; without that llama.cpp runs on past the middle. */
export function metadataOverridesFor(file: Pick<ModelFile, 'eot' | 'tokenIds'>): MetadataOverrides | undefined {
  const eot = file.tokenIds.get('▁<EOT>');
  return file.eot === null && eot !== undefined ? { tokenizer: { ggml: { eot_token_id: eot } } } : undefined;
}
