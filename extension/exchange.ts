import { CancellationTokenSource } from 'vscode';
import {
  ConnectionError,
  ErrorCodes,
  LSPErrorCodes,
  ProgressType,
  ResponseError,
  type LanguageClient,
} from 'vscode-languageclient/node';
import { randomUUID } from 'node:crypto';
import { methods, type ChatDelta, type ChatParams, type ChatResult } from '../shared/protocol';
import type { AskServer, ChatOutcome } from './chat/outcome';
import { isUserMessage, messages } from './messages';

/** Asks over a client that runs: deltas come as progress on a token of their own, aborting cancels the request. */
export function askOver(client: LanguageClient): AskServer {
  return async (question, onDelta, signal) => {
    if (signal.aborted) return { kind: 'stopped' };
    const params: ChatParams = { ...question, partialResultToken: `cria-chat-${randomUUID()}` };
    const cancel = new CancellationTokenSource();
    const onAbort = () => cancel.cancel();
    signal.addEventListener('abort', onAbort, { once: true });
    const progress = client.onProgress(new ProgressType<ChatDelta>(), params.partialResultToken, (delta) =>
      onDelta(delta.text),
    );
    try {
      return { kind: 'done', result: await client.sendRequest<ChatResult>(methods.chat, params, cancel.token) };
    } catch (error) {
      return cancel.token.isCancellationRequested ? { kind: 'stopped' } : outcomeOf(error);
    } finally {
      signal.removeEventListener('abort', onAbort);
      progress.dispose();
      cancel.dispose();
    }
  };
}

/** Codes with which the client answers for a server that is gone. */
const gone: readonly number[] = [
  ErrorCodes.PendingResponseRejected,
  ErrorCodes.ConnectionInactive,
  ErrorCodes.MessageWriteError,
  ErrorCodes.MessageReadError,
];

function outcomeOf(error: unknown): ChatOutcome {
  if (error instanceof ResponseError) {
    const data: unknown = error.data;
    if (isUserMessage(data)) return { kind: 'failed', problem: data };
    if (gone.includes(error.code)) return { kind: 'crashed' };
    if (error.code === LSPErrorCodes.RequestCancelled) return { kind: 'stopped' };
  }
  if (error instanceof ConnectionError) return { kind: 'crashed' };
  return { kind: 'failed', problem: messages.answerFailed(error instanceof Error ? error.message : String(error)) };
}
