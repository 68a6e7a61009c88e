import type { Engine, Token } from '../engine/engine';
import { EngineError } from '../engine/errors';
import type { ChatFormat } from './format';
import type { Conversation } from './turns';

/** Tokens that an answer needs at least, where it may be that long. */
const leastAnswer = 256;

export interface FittedPrompt {
  prompt: Token[];
  /** Messages of the client that were left out. */
  droppedTurns: number;
}

/**
 * The newest turns that fit into the context beside an answer. Questions are left out together with their answers, the
 * oldest first; the system text and the last question always stay.
 * @throws EngineError `contextOverflow` when the last question alone is too long.
 */
export async function fitIntoContext(
  engine: Engine,
  format: ChatFormat,
  system: string,
  { turns, messages }: Conversation,
  maxTokens: number,
): Promise<FittedPrompt> {
  const contextSize = engine.contextSize('chat');
  const room = contextSize - Math.min(maxTokens, leastAnswer);
  const without = (pairs: number) => engine.tokenize(format.prompt(system, turns.slice(2 * pairs)));

  let prompt = await without(0);
  // The fewer turns, the fewer tokens: search by halves, since a long conversation may have thousands.
  let [tooFew, enough] = [0, Math.floor((turns.length - 1) / 2)];
  if (prompt.length <= room) return { prompt, droppedTurns: 0 };
  prompt = await without(enough);
  if (prompt.length > room) throw tooLong(prompt.length, room, contextSize);
  while (enough - tooFew > 1) {
    const middle = Math.floor((tooFew + enough) / 2);
    const shorter = await without(middle);
    if (shorter.length <= room) [prompt, enough] = [shorter, middle];
    else tooFew = middle;
  }
  return { prompt, droppedTurns: messages.slice(0, 2 * enough).reduce((sum, count) => sum + count, 0) };
}

const tooLong = (tokens: number, room: number, contextSize: number) =>
  new EngineError('contextOverflow', {
    text:
      `The question with its code and the instruction has ${tokens} tokens, but only ${Math.max(room, 0)} fit beside an ` +
      `answer in the context of ${contextSize}.`,
    nextStep: `Select less code, or raise cria.engine.contextSize to ${contextSize + tokens - room} or more.`,
    remedy: 'openSettings',
  });
