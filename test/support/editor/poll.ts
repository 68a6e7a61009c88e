import { setTimeout as pause } from 'node:timers/promises';

const pollMs = 40;

/**
 * Asks `probe` again and again until it answers with something truthy, and returns that.
 * A probe that throws is asked again; its last error is part of the message.
 * @throws Error that names `what` when `timeoutMs` milliseconds are over.
 */
export async function eventually<T>(
  what: string,
  probe: () => T | Promise<T>,
  timeoutMs = 20_000,
): Promise<Exclude<T, false | null | undefined | '' | 0>> {
  const end = performance.now() + timeoutMs;
  let last: unknown;
  for (;;) {
    try {
      const value = await probe();
      if (value) return value as Exclude<T, false | null | undefined | '' | 0>;
      last = value;
    } catch (error) {
      last = error;
    }
    if (performance.now() > end) {
      const found = last instanceof Error ? last.message : JSON.stringify(last);
      throw new Error(`${what}: not within ${timeoutMs} ms (last seen: ${found})`);
    }
    await pause(pollMs);
  }
}

/**
 * Checks that `holds` stays true, for things whose absence leaves no trace to wait for.
 * @throws Error that names `what` as soon as it does not hold.
 */
export async function throughout(what: string, holds: () => boolean | Promise<boolean>, forMs: number): Promise<void> {
  const end = performance.now() + forMs;
  while (performance.now() < end) {
    if (!(await holds())) throw new Error(`${what}: not so`);
    await pause(pollMs);
  }
}

/** Whether `probe` becomes true before `forMs` milliseconds are over. */
export async function within(forMs: number, probe: () => boolean): Promise<boolean> {
  const end = performance.now() + forMs;
  while (!probe()) {
    if (performance.now() > end) return false;
    await pause(pollMs);
  }
  return true;
}
