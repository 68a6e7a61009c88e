import type { ChatMessage, ChatSession } from '../../shared/chat';
import type { Attachment, ChatResult, ChatTurn, UserMessage } from '../../shared/protocol';

/** A conversation in which nothing has been said. */
export function emptySession(id: string): ChatSession {
  return { id, messages: [] };
}

/** The conversation with one more message. */
export function withMessage(session: ChatSession, message: ChatMessage): ChatSession {
  return { ...session, messages: [...session.messages, message] };
}

/** A question as a message. */
export function question(id: string, text: string, attachments: readonly Attachment[]): ChatMessage {
  return {
    id,
    role: 'user',
    text,
    state: 'done',
    ...(attachments.length > 0 ? { attachments: [...attachments] } : {}),
  };
}

/** An answer of which nothing has come. */
export function openAnswer(id: string): ChatMessage {
  return { id, role: 'assistant', text: '', state: 'streaming' };
}

/** The conversation with a message changed; as it was where it holds none of that id. */
export function changed(session: ChatSession, id: string, change: (message: ChatMessage) => ChatMessage): ChatSession {
  return { ...session, messages: session.messages.map((message) => (message.id === id ? change(message) : message)) };
}

/** An answer that has ended well. */
export function finished(message: ChatMessage, { finish, droppedTurns }: ChatResult): ChatMessage {
  return {
    ...message,
    state: 'done',
    ...(finish === 'stop' ? {} : { cut: finish }),
    ...(droppedTurns > 0 ? { droppedTurns } : {}),
  };
}

/** An answer that was stopped; what had come is kept. `problem` says by what, unless it was the user. */
export function stopped(message: ChatMessage, problem?: UserMessage): ChatMessage {
  return { ...message, state: 'stopped', ...(problem ? { problem } : {}) };
}

/** An answer that failed; what had come is kept. */
export function failed(message: ChatMessage, problem: UserMessage): ChatMessage {
  return { ...message, state: 'error', problem };
}

/** A stored conversation as it is after its extension host went: nothing streams any more. */
export function afterReload(session: ChatSession, problem: UserMessage): ChatSession {
  const messages = session.messages.map((message) =>
    message.state === 'streaming' ? stopped(message, problem) : message,
  );
  return { ...session, messages };
}

/**
 * What the server is asked: all up to the question that this answer belongs to. Roles alternate, as chat templates
 * demand: a question that got no answer at all is left out.
 */
export function turnsFor(session: ChatSession, answerId: string): ChatTurn[] {
  const turns: ChatTurn[] = [];
  for (const message of session.messages) {
    const previous = turns.at(-1);
    if (message.id === answerId) return turns;
    if (message.role === 'assistant' && previous?.role !== 'user') continue;
    if (message.role === 'assistant' && message.text.trim() === '') turns.pop();
    else {
      if (message.role === 'user' && previous?.role === 'user') turns.pop();
      turns.push(turnOf(message));
    }
  }
  return turns;
}

function turnOf({ role, text, attachments }: ChatMessage): ChatTurn {
  return { role, text, ...(attachments ? { attachments } : {}) };
}

/** The question that an answer belongs to. */
export function questionOf(session: ChatSession, answerId: string): ChatMessage | undefined {
  const at = session.messages.findIndex((message) => message.id === answerId);
  return session.messages.slice(0, Math.max(at, 0)).findLast((message) => message.role === 'user');
}

/** Whether a value read from storage is a conversation of this version. */
export function isSession(value: unknown): value is ChatSession {
  if (typeof value !== 'object' || value === null) return false;
  const { id, messages } = value as Record<string, unknown>;
  return typeof id === 'string' && Array.isArray(messages) && messages.every(isMessage);
}

function isMessage(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { id, role, text, state } = value as Record<string, unknown>;
  return (
    typeof id === 'string' &&
    (role === 'user' || role === 'assistant') &&
    typeof text === 'string' &&
    (state === 'done' || state === 'streaming' || state === 'stopped' || state === 'error')
  );
}
