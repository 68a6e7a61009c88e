import type { ChatHeader, ChatMessage } from '../shared/chat';
import type { Attachment, UserMessage } from '../shared/protocol';

export function modelState(header: ChatHeader, writing: boolean): string {
  switch (header.state) {
    case 'off':
      return 'Off';
    case 'unloaded':
      return 'Loads with the first question';
    case 'loading':
      return header.progress === undefined ? 'Loading' : `Loading ${percent(header.progress)}`;
    case 'ready':
      return writing ? 'Writing' : 'Ready';
    case 'error':
      return 'Not running';
  }
}

/** What is going on under the last message while an answer is awaited or written. */
export function activity(header: ChatHeader): string {
  if (header.state !== 'loading') return 'Cria is writing';
  return header.progress === undefined
    ? 'Cria is loading the model'
    : `Cria is loading the model: ${percent(header.progress)}`;
}

/** Whether a question can be asked. A model that is not loaded yet, is loaded for it. */
export function canAnswer(header: ChatHeader): boolean {
  return header.state === 'ready' || header.state === 'unloaded' || header.state === 'loading';
}

/** Why no question can be asked now, for the composer's placeholder. */
export function composerHint(header: ChatHeader): string {
  if (header.state === 'off') return 'Cria is off. Turn it on in the status bar.';
  if (header.state === 'error') return 'The model is not running. See above for what to do.';
  return 'Ask about your code';
}

export function percent(part: number): string {
  return `${Math.round(Math.min(1, Math.max(0, part)) * 100)} %`;
}

/** Why an answer ends in the middle, and what to do. */
export function cutAnswer(by: NonNullable<ChatMessage['cut']>): string {
  return by === 'length'
    ? 'The answer reached its longest length. Ask Cria to go on, or raise cria.chat.maxTokens.'
    : 'The context is full. Start a new chat, or raise cria.engine.contextSize.';
}

export function droppedTurns(count: number): string {
  return count === 1
    ? "1 earlier message no longer fits the model's context and was left out."
    : `${count} earlier messages no longer fit the model's context and were left out.`;
}

/** `add.py:3-9 · function add`; lines count from one here, as the editor shows them. */
export function attachmentLabel({ path, startLine, endLine, enclosing }: Attachment): string {
  const name = path.split(/[\\/]/).at(-1) ?? path;
  const place = `${name}:${lineRange(startLine, endLine)}`;
  return enclosing === undefined ? place : `${place} · ${enclosing}`;
}

export function attachmentTitle({ path, startLine, endLine }: Attachment): string {
  return `Open ${path}:${lineRange(startLine, endLine)}`;
}

function lineRange(start: number, end: number): string {
  return start === end ? `${start + 1}` : `${start + 1}-${end + 1}`;
}

export const remedyLabels: Record<NonNullable<UserMessage['remedy']>, string> = {
  chooseModel: 'Choose Model',
  openSettings: 'Open Settings',
  showLog: 'Show Log',
  restartServer: 'Restart Server',
  newChat: 'New Chat',
};

/** What a person may ask who does not know yet what to ask. */
export const examples = [
  'Write a Python function that reads a CSV file',
  'What is a race condition? Show a short example',
  'How do I undo my last Git commit?',
];

export const noAnswer = '*The model ended its answer before it wrote anything. Ask again in other words.*';

/** On the button that brings older messages of a long conversation onto the page. */
export function earlier(count: number): string {
  return count === 1 ? 'Show 1 earlier message' : `Show ${count} earlier messages`;
}

/** What a screen reader says when an answer has ended. */
export function spokenEnd({ state, problem }: ChatMessage, plainText: string): string {
  const reason = problem ? ` ${problem.text} ${problem.nextStep}` : '';
  switch (state) {
    case 'streaming':
      return 'Cria is writing';
    case 'done':
      return `Cria answered: ${plainText}`;
    case 'stopped':
      return `Cria stopped.${reason}`;
    case 'error':
      return `Cria could not answer.${reason}`;
  }
}
