import { exitCodes, type UserMessage } from '../shared/protocol';
import { messages } from './messages';

/** How a process ended: a code, or the signal that killed it. */
export interface Exit {
  code: number | null;
  signal: string | null;
}

export interface Crash {
  /** Milliseconds of a clock that never goes back. */
  at: number;
  exit: Exit;
  /** Name of the model that was being loaded; null when none was. */
  loading: string | null;
}

export type RestartDecision =
  /** `tell` is set for the first crash of an outage only. */
  { action: 'restart'; afterMs: number; tell: UserMessage | null } | { action: 'stayDown'; why: UserMessage };

const window = { crashes: 3, minutes: 5 };
const backoffMs = [1000, 4000];

/**
 * What to do when the server's process has ended by itself.
 * @param earlier Times of earlier crashes since the user last started the server, oldest first.
 */
export function afterCrash(crash: Crash, earlier: readonly number[]): RestartDecision {
  // The same file would kill the next process too: a loop in which no one can type in peace.
  if (crash.loading !== null) return { action: 'stayDown', why: messages.modelKillsServer(crash.loading) };
  if (crash.exit.code === exitCodes.usage) return { action: 'stayDown', why: messages.serverDoesNotStart() };
  const recent = earlier.filter((at) => crash.at - at < window.minutes * 60_000).length;
  if (recent + 1 >= window.crashes) {
    return { action: 'stayDown', why: messages.serverStaysDown(recent + 1, window.minutes) };
  }
  return {
    action: 'restart',
    afterMs: backoffMs[Math.min(recent, backoffMs.length - 1)] ?? 0,
    tell: recent === 0 ? messages.serverRestarts(exitText(crash.exit)) : null,
  };
}

/** An exit in words, for messages and the log. */
export function exitText({ code, signal }: Exit): string {
  if (signal !== null) return `signal ${signal}`;
  return code === exitCodes.uncaught ? `an uncaught error, exit code ${code}` : `exit code ${code ?? 'unknown'}`;
}
