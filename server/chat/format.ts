import type { Engine, PromptPart, Token } from '../engine/engine';
import type { AnswerMarks } from './answer-filter';
import { llama2Marks, llama2Prompt, unspelledMarks } from './llama2';
import { markupAfterAnswer, marksIn, templatePrompt } from './template';
import type { TextTurn } from './turns';

/** How one model is talked to. */
export interface ChatFormat {
  prompt(system: string, turns: readonly TextTurn[]): PromptPart[];
  marks: AnswerMarks;
  /** Tokens that end an answer. */
  stopTokens: Token[];
}

/** Meta's format for the Llama 2 family, the file's own template for all others. */
export async function chatFormat(engine: Engine, kind: 'llama2' | 'template'): Promise<ChatFormat> {
  const { facts } = engine;
  const ownEnds = [facts.eos, facts.eot].filter((token) => token !== null);
  if (kind === 'llama2') {
    return {
      prompt: (system, turns) => llama2Prompt(system, turns, facts),
      marks: { ends: [...llama2Marks, '</s>'], restored: unspelledMarks },
      stopTokens: ownEnds,
    };
  }
  const after = markupAfterAnswer(facts);
  return {
    prompt: (system, turns) => templatePrompt(system, turns, facts),
    marks: {
      ends: [...new Set([...marksIn(after), facts.eosText])].filter((mark) => mark !== ''),
      restored: new Map(),
    },
    stopTokens: [...new Set([...ownEnds, ...(await endOfAnswer(engine, after.trimStart()))])],
  };
}

/**
 * The special token with which the template ends an answer. Files exist whose EOS is another one: they would go on
 * and write both sides of the conversation.
 */
async function endOfAnswer(engine: Engine, markup: string): Promise<Token[]> {
  if (markup === '') return [];
  const [first] = await engine.tokenize([{ markup }]);
  return first !== undefined && (await engine.detokenize([first])) === '' ? [first] : [];
}
