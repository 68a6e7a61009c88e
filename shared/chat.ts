import type { Attachment, ServerStatus, UserMessage } from './protocol';

/** The conversation as the extension keeps it and the page shows it. */
export interface ChatSession {
  id: string;
  messages: ChatMessage[];
}

export interface ChatMessage {
  id: string;
  role: 'user' | 'assistant';
  /** Markdown. */
  text: string;
  attachments?: Attachment[];
  /** `stopped`: by the user or by a crash; what had come is kept. */
  state: 'done' | 'streaming' | 'stopped' | 'error';
  /** Set where the state is `error`, or `stopped` by something other than the user. */
  problem?: UserMessage;
  /** Set where the answer was cut: by `cria.chat.maxTokens`, or because the context is full. */
  cut?: 'length' | 'context';
  /** Set where older turns were left out of the prompt of this answer. */
  droppedTurns?: number;
}

/** What the page shows above its messages. */
export interface ChatHeader {
  /** The model's name, or an empty string while there is none. */
  model: string;
  state: ServerStatus['state'];
  /** 0 to 1 while loading. */
  progress?: number;
  /** Set in the state `error`. */
  error?: UserMessage;
}

/** Messages of the extension to the page. `session` replaces all that is shown. */
export type ToPage =
  | { type: 'session'; session: ChatSession; header: ChatHeader }
  | { type: 'message'; message: ChatMessage }
  | { type: 'delta'; messageId: string; text: string }
  | { type: 'header'; header: ChatHeader }
  | { type: 'focusComposer' };

/** Messages of the page to the extension. `ready` asks for `session`. */
export type FromPage =
  | { type: 'ready' }
  | { type: 'send'; text: string }
  | { type: 'stop' }
  | { type: 'newChat' }
  | { type: 'retry'; messageId: string }
  | { type: 'copy'; text: string }
  | { type: 'openAttachment'; messageId: string; index: number }
  | { type: 'openLink'; href: string }
  | { type: 'remedy'; remedy: NonNullable<UserMessage['remedy']> };
