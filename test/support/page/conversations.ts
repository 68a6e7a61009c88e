import type { ChatHeader, ChatMessage, ChatSession, ToPage } from '../../../shared/chat';
import type { Attachment } from '../../../shared/protocol';

export const readyModel: ChatHeader = { model: 'SmolLM2 135M Instruct', state: 'ready' };

export function question(id: string, text: string, attachments?: Attachment[]): ChatMessage {
  return { id, role: 'user', text, state: 'done', ...(attachments ? { attachments } : {}) };
}

export function answer(id: string, text: string, more: Partial<ChatMessage> = {}): ChatMessage {
  return { id, role: 'assistant', text, state: 'done', ...more };
}

export function session(messages: ChatMessage[], header = readyModel, id = 'session-1'): ToPage {
  return { type: 'session', session: { id, messages } satisfies ChatSession, header };
}

export const addFunction: Attachment = {
  path: 'src/calc/add.py',
  uri: 'file:///workspace/src/calc/add.py',
  languageId: 'python',
  startLine: 2,
  endLine: 8,
  enclosing: 'function add',
  text: [
    'def add(a: int, b: int = 2) -> int:',
    '    """Adds two numbers."""',
    '    # A comment about the sum.',
    '    total = a + b',
    '    if total > 1_000:',
    '        raise ValueError(f"too large: {total}")',
    '    return total',
  ].join('\n'),
};

/** A conversation in which everything occurs that an answer can hold. */
export const richConversation: ChatMessage[] = [
  question('q1', 'Explain `add`. Why does it refuse large sums?', [addFunction]),
  answer(
    'a1',
    [
      '## What `add` does',
      '',
      'It **adds** two numbers and returns the *sum*; see [the tutorial](https://docs.python.org/3/tutorial/).',
      '',
      '1. It computes `total`.',
      '2. It checks the limit:',
      '   - up to `1_000` is fine,',
      '   - more raises a `ValueError`.',
      '',
      '```python',
      ...addFunction.text.split('\n'),
      'class Calculator(Base):',
      '    limit = 1_000',
      '```',
      '',
      '> The limit is a guess of whoever wrote it.',
      '',
      '| input | result |',
      '| :-- | --: |',
      '| `add(1)` | 3 |',
      '| `add(1, 5)` | 6 |',
      '',
      'The same in TypeScript:',
      '',
      '```ts',
      'export const add = (a: number, b = 2): number => a + b; // a line that is rather longer than a narrow sidebar can show',
      '```',
    ].join('\n'),
    { droppedTurns: 2 },
  ),
  question('q2', 'And what is\n    this indented\nthing?'),
];
