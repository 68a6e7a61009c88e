import type { ChatMessage, ChatSession } from '../../shared/chat';
import type { Attachment } from '../../shared/protocol';
import { messages } from '../messages';
import type { AskServer, ChatOutcome } from './outcome';
import * as reduce from './reduce';

/** What a page has to show of a change. */
export type ChatEvent =
  { type: 'session' } | { type: 'message'; message: ChatMessage } | { type: 'delta'; messageId: string; text: string };

export interface ConversationTools {
  ask: AskServer;
  /** A conversation that was stored, or undefined. */
  stored: unknown;
  /** `soon` for what changes many times a second. */
  store(session: ChatSession, when: 'now' | 'soon'): void;
  newId(): string;
  onEvent(event: ChatEvent): void;
  /** Called when an answer begins or ends. */
  onBusy(busy: boolean): void;
}

/** The conversation: it lives here, pages only show it, and the server keeps nothing of it but its KV cache. */
export class Conversation {
  readonly #tools: ConversationTools;
  #session: ChatSession;
  /** The answer that is being written; a newer question aborts it. */
  #answering: AbortController | null = null;

  constructor(tools: ConversationTools) {
    this.#tools = tools;
    this.#session = reduce.isSession(tools.stored)
      ? reduce.afterReload(tools.stored, messages.answerCutByReload())
      : reduce.emptySession(tools.newId());
  }

  get session(): ChatSession {
    return this.#session;
  }

  get busy(): boolean {
    return this.#answering !== null;
  }

  /** Asks a question. An answer that is being written is stopped first. Resolves when the answer has ended. */
  async ask(text: string, attachments: readonly Attachment[] = []): Promise<void> {
    this.stop();
    this.#add(reduce.question(this.#tools.newId(), text, attachments));
    await this.#answer();
  }

  /** Stops the answer that is being written; what had come is kept. */
  stop(): void {
    const answering = this.#answering;
    if (!answering) return;
    const message = this.#session.messages.findLast(({ state }) => state === 'streaming');
    this.#setAnswering(null);
    answering.abort();
    if (message) this.#change(message.id, (answer) => reduce.stopped(answer));
  }

  /** Begins a new conversation. */
  newChat(): void {
    this.stop();
    this.#set(reduce.emptySession(this.#tools.newId()));
    this.#tools.onEvent({ type: 'session' });
  }

  /**
   * Asks once more for an answer. The last answer is replaced; for an earlier one the question is asked again at the
   * end, so that nothing that came after it is lost.
   */
  async retry(messageId: string): Promise<void> {
    const question = reduce.questionOf(this.#session, messageId);
    if (!question) return;
    this.stop();
    const isLast = this.#session.messages.at(-1)?.id === messageId;
    if (!isLast) return this.ask(question.text, question.attachments);
    this.#set({ ...this.#session, messages: this.#session.messages.slice(0, -1) });
    this.#tools.onEvent({ type: 'session' });
    await this.#answer();
  }

  async #answer(): Promise<void> {
    const answer = reduce.openAnswer(this.#tools.newId());
    this.#add(answer);
    const answering = new AbortController();
    this.#setAnswering(answering);
    const turns = reduce.turnsFor(this.#session, answer.id);
    const onDelta = (text: string) => {
      // What was on its way when the user stopped is no part of the answer any more.
      if (!answering.signal.aborted) this.#append(answer.id, text);
    };
    const outcome = await this.#tools.ask({ sessionId: this.#session.id, turns }, onDelta, answering.signal);
    if (answering.signal.aborted) return;
    this.#setAnswering(null);
    this.#change(answer.id, (message) => ended(message, outcome));
  }

  #append(id: string, text: string): void {
    const session = reduce.changed(this.#session, id, (message) => ({ ...message, text: message.text + text }));
    this.#set(session, 'soon');
    this.#tools.onEvent({ type: 'delta', messageId: id, text });
  }

  #add(message: ChatMessage): void {
    this.#set(reduce.withMessage(this.#session, message));
    this.#tools.onEvent({ type: 'message', message });
  }

  #change(id: string, change: (message: ChatMessage) => ChatMessage): void {
    this.#set(reduce.changed(this.#session, id, change));
    const message = this.#session.messages.find((candidate) => candidate.id === id);
    if (message) this.#tools.onEvent({ type: 'message', message });
  }

  #set(session: ChatSession, when: 'now' | 'soon' = 'now'): void {
    this.#session = session;
    this.#tools.store(session, when);
  }

  #setAnswering(answering: AbortController | null): void {
    this.#answering = answering;
    this.#tools.onBusy(answering !== null);
  }
}

/** An answer as its outcome leaves it. */
function ended(message: ChatMessage, outcome: ChatOutcome): ChatMessage {
  switch (outcome.kind) {
    case 'done':
      return reduce.finished(message, outcome.result);
    case 'stopped':
      return reduce.stopped(message);
    case 'crashed':
      return reduce.stopped(message, messages.answerCutByCrash());
    case 'failed':
      return reduce.failed(message, outcome.problem);
  }
}
