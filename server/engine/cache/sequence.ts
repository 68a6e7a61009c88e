import type { Token } from '../engine';

/** A KV sequence of the device. Its methods use the device: whoever calls them has it. */
export interface KvSequence {
  /** Tokens that it holds. */
  readonly length: number;
  readonly tokens: readonly Token[];
  /** Length of the beginning that it has in common with the prompt. */
  common(prompt: readonly Token[]): number;
  /** Forgets all but the first so many tokens. */
  truncate(length: number): Promise<void>;
  /** Copies what it holds to host memory. */
  snapshot(): Promise<KvSnapshot>;
  /** Writes what it holds to a file. */
  save(path: string): Promise<void>;
  /** Reads a file of {@link save}. @throws where the file does not fit; the sequence is empty then. */
  load(path: string): Promise<void>;
}

/** What a sequence held, in host memory. It can go back to that sequence only. */
export interface KvSnapshot {
  readonly tokens: readonly Token[];
  readonly bytes: number;
  /** Puts it back. @throws where that fails; the sequence is empty then. */
  restore(): Promise<void>;
  dispose(): void;
}

/** Length of the common beginning of two lists of tokens. */
export function commonLength(one: ArrayLike<Token>, other: ArrayLike<Token>): number {
  const most = Math.min(one.length, other.length);
  let at = 0;
  while (at < most && one[at] === other[at]) at++;
  return at;
}

/** Whether the new prompt has nearly all of an older one of its owner, which is then not worth keeping beside it. */
export function supersedes(newer: ArrayLike<Token>, older: ArrayLike<Token>): boolean {
  return commonLength(older, newer) >= older.length * 0.9;
}
