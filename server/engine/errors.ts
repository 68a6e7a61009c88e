import type { errorCodes } from '../../shared/protocol';
import { type UserMessage } from '../../shared/protocol';

export type EngineErrorKind = keyof typeof errorCodes;

/** An error with a message for the user: what happened and what to do next. */
export class EngineError extends Error {
  override readonly name = 'EngineError';
  readonly kind: EngineErrorKind;
  readonly userMessage: UserMessage;

  constructor(kind: EngineErrorKind, userMessage: UserMessage, options?: ErrorOptions) {
    super(`${userMessage.text} ${userMessage.nextStep}`, options);
    this.kind = kind;
    this.userMessage = userMessage;
  }
}
