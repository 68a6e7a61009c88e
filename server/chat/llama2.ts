import type { ModelFacts, PromptPart } from '../engine/engine';
import type { TextTurn } from './turns';

/** The format's marks. They are no special tokens but text like any other, which a model can only tell by their spelling. */
export const llama2Marks = ['[INST]', '[/INST]', '<<SYS>>', '<</SYS>>'] as const;

const markStart = /\[(?=\/?INST\])|<(?=<\/?SYS>>)/g;
/** A zero-width space: one token of its own in Llama's vocabulary, invisible where it comes out again. */
const separator = '\u200b';

/**
 * Text of people in which the format's marks cannot be read as marks: behind the first character of each stands a
 * zero-width space, so that its tokens differ from the mark's. A model that repeats it is put right by
 * {@link unspelledMarks}, so code about these marks comes back as it was.
 */
export const neutralised = (text: string): string => text.replace(markStart, `$&${separator}`);

/** From each neutralised mark to the mark. */
export const unspelledMarks: ReadonlyMap<string, string> = new Map(
  llama2Marks.map((mark) => [neutralised(mark), mark]),
);

/**
 * A conversation in the format of Llama 2 Chat and Code Llama Instruct, as Meta's `generation.py` builds it:
 * BOS and EOS by id around each finished turn, the system text inside the first message, everything stripped.
 * @param turns begin and end with the user and alternate.
 */
export function llama2Prompt(
  system: string,
  turns: readonly TextTurn[],
  facts: Pick<ModelFacts, 'bos' | 'eos'>,
): PromptPart[] {
  const instruction = neutralised(system.trim());
  const bos = facts.bos === null ? [] : [facts.bos];
  const eos = facts.eos === null ? [] : [facts.eos];
  const parts: PromptPart[] = [];
  for (let at = 0; at < turns.length; at += 2) {
    const folded = at === 0 && instruction !== '' ? `<<SYS>>\n${instruction}\n<</SYS>>\n\n` : '';
    const question = (folded + neutralised(turns[at]?.text ?? '')).trim();
    const answer = turns[at + 1];
    if (answer) {
      parts.push(...bos, { text: `[INST] ${question} [/INST] ${neutralised(answer.text).trim()} ` }, ...eos);
    } else {
      parts.push(...bos, { text: `[INST] ${question} [/INST]` });
    }
  }
  return parts;
}
