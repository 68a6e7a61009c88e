import {
  ErrorCodes,
  LSPErrorCodes,
  ResponseError,
  type CancellationToken,
  type Connection,
} from 'vscode-languageserver';
import { errorCodes } from '../shared/protocol';
import { EngineError } from './engine/errors';

/** Answers a request of our own, whatever happens; each failure becomes one error with a next step. */
export type Answer = <T>(method: string, run: (params: unknown, token: CancellationToken) => Promise<T>) => void;

export function answering(connection: Connection): Answer {
  return (method, run) => {
    // A request without parameters brings its token alone, one with `null` or `{}` brings it second.
    connection.onRequest(method, async (...given: unknown[]) => {
      const token = given.at(-1) as CancellationToken;
      try {
        return await run(given.length > 1 ? given[0] : {}, token);
      } catch (error) {
        throw asResponseError(error, token);
      }
    });
  };
}

/** A signal that the client's cancel aborts. */
export function abortedBy(token: CancellationToken): AbortSignal {
  const controller = new AbortController();
  if (token.isCancellationRequested) controller.abort();
  token.onCancellationRequested(() => {
    controller.abort();
  });
  return controller.signal;
}

/** Every failure of a request as one answer that says what to do next. */
function asResponseError(error: unknown, token: CancellationToken): unknown {
  if (token.isCancellationRequested) return new ResponseError(LSPErrorCodes.RequestCancelled, 'The client cancelled.');
  if (error instanceof EngineError) return new ResponseError(errorCodes[error.kind], error.message, error.userMessage);
  if (error instanceof TypeError) return new ResponseError(ErrorCodes.InvalidParams, error.message);
  return error;
}
