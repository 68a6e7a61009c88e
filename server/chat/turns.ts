import { z } from 'zod';
import type { ChatParams, ChatTurn } from '../../shared/protocol';
import { withAttachments } from './attachments';

/** A message as it goes into a prompt. */
export interface TextTurn {
  role: ChatTurn['role'];
  text: string;
}

/** Turns that begin with the user, alternate and end with the question. */
export interface Conversation {
  turns: TextTurn[];
  /** How many messages of the client each of them was made of. */
  messages: number[];
}

const line = z.int().min(0);
const attachment = z.object({
  path: z.string(),
  uri: z.string(),
  languageId: z.string(),
  startLine: line,
  endLine: line,
  enclosing: z.string().optional(),
  text: z.string(),
});
const chatParams = z.object({
  sessionId: z.string().min(1),
  turns: z
    .array(
      z.object({
        role: z.enum(['user', 'assistant']),
        text: z.string(),
        attachments: z.array(attachment).optional(),
      }),
    )
    .min(1),
  partialResultToken: z.union([z.string(), z.number()]),
});

/**
 * Checks what a client sent: it comes over the wire from any program.
 * @throws TypeError with a sentence that names what is wrong.
 */
export function readChatParams(sent: unknown): ChatParams {
  const { data, error } = chatParams.safeParse(sent);
  if (!data) {
    const issue = error.issues[0];
    const place = issue && issue.path.length > 0 ? issue.path.map(String).join('.') : 'the parameters';
    throw new TypeError(`The chat request is malformed: ${place}: ${issue?.message ?? 'not valid'}.`);
  }
  if (data.turns.at(-1)?.role !== 'user') {
    throw new TypeError('The chat request is malformed: its last turn must be the question of the user.');
  }
  return data as ChatParams;
}

/**
 * Puts the code that goes with messages into their text and joins neighbours of one role: after an answer that never
 * came two questions stand together, and chat formats know only turns that alternate.
 */
export function conversationOf(turns: readonly ChatTurn[]): Conversation {
  const joined: TextTurn[] = [];
  const messages: number[] = [];
  for (const { role, text, attachments } of turns) {
    const whole = withAttachments(text, attachments ?? []);
    const last = joined.at(-1);
    if (last?.role === role) {
      last.text += `\n\n${whole}`;
      messages.push((messages.pop() ?? 0) + 1);
    } else if (last || role === 'user') {
      joined.push({ role, text: whole });
      messages.push(1);
    }
  }
  return { turns: joined, messages };
}
