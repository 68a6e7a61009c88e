import { randomUUID } from 'node:crypto';
import type { CompletionTrace } from '../../shared/protocol';
import type { Cursor, Trigger } from './cursor';

type Outcome = Pick<CompletionTrace, 'outcome'> & Partial<CompletionTrace>;

/** What one request tells of itself. It is sent once, whatever becomes of the request. */
export interface RequestTrace {
  readonly id: string;
  /** Facts that are known before the outcome is. */
  note(facts: Partial<CompletionTrace>): void;
  /** Sends the trace. A second call is a mistake of ours and throws. */
  ends(outcome: Outcome): void;
  readonly ended: boolean;
}

export function requestTrace(
  { uri, languageId, position }: Pick<Cursor, 'uri' | 'languageId' | 'position'>,
  trigger: Trigger,
  now: () => number,
  send: (trace: CompletionTrace) => void,
): RequestTrace {
  const id = randomUUID();
  const at = Date.now();
  const began = now();
  let known: Partial<CompletionTrace> = {};
  let ended = false;
  return {
    id,
    note(facts) {
      known = { ...known, ...facts };
    },
    ends(outcome) {
      if (ended) throw new Error('A completion request ended twice.');
      ended = true;
      send({ id, at, uri, languageId, trigger, position, filters: [], ...known, ...outcome, totalMs: now() - began });
    },
    get ended() {
      return ended;
    },
  };
}
