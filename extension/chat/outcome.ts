import type { ChatParams, ChatResult, UserMessage } from '../../shared/protocol';

/** How the answer to a question ended. What had been decoded before came as deltas. */
export type ChatOutcome =
  | { kind: 'done'; result: ChatResult }
  /** The user stopped it. */
  | { kind: 'stopped' }
  /** The server went away in the middle. */
  | { kind: 'crashed' }
  | { kind: 'failed'; problem: UserMessage };

/** Sends a conversation to the server and hands on what it decodes. Never rejects. */
export type AskServer = (
  params: Omit<ChatParams, 'partialResultToken'>,
  onDelta: (text: string) => void,
  signal: AbortSignal,
) => Promise<ChatOutcome>;
