import { cutAt, type Filter } from './filter';

/** Texts of control tokens of the families that Cria runs: infill markers, ends of text, chat markup. */
const marker =
  / ?<(?:PRE|SUF|MID|EOT)>|<\|[a-z_]+\|>|<fim_[a-z]+>|<\[fim-[a-z]+\]>|<｜[^<>｜]*｜>|\[\/?INST\]|<<\/?SYS>>/;

/**
 * Cuts the text at the first control token that the model spelt out. In a document that speaks of the same marker
 * already, such as a tokenizer's source, it is ordinary text.
 */
export const controlTokens: Filter = {
  name: 'control tokens',
  apply(draft, { prefix, suffix }) {
    const found = marker.exec(draft.text);
    if (!found) return draft;
    const written = found[0].trim();
    return prefix.includes(written) || suffix.includes(written) ? draft : cutAt(draft, found.index);
  },
};
