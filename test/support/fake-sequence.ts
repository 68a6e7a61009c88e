import { readFile, writeFile } from 'node:fs/promises';
import type { KvSequence, KvSnapshot } from '../../server/engine/cache/sequence';
import type { Token } from '../../server/engine/engine';

/** A KV sequence without a model: it holds tokens, and counts what it was made to do. */
export class FakeSequence implements KvSequence {
  tokens: Token[] = [];
  readonly bytesPerToken: number;
  snapshots = 0;
  restores = 0;
  loads = 0;
  /** Set: the next restore or load fails and leaves it empty, as llama.cpp does. */
  fails = false;

  constructor(bytesPerToken = 1000) {
    this.bytesPerToken = bytesPerToken;
  }

  get length(): number {
    return this.tokens.length;
  }

  common(prompt: readonly Token[]): number {
    const different = this.tokens.findIndex((token, index) => token !== prompt[index]);
    return different < 0 ? this.tokens.length : different;
  }

  truncate(length: number): Promise<void> {
    this.tokens = this.tokens.slice(0, length);
    return Promise.resolve();
  }

  snapshot(): Promise<KvSnapshot> {
    this.snapshots++;
    const tokens = [...this.tokens];
    return Promise.resolve({
      tokens,
      bytes: tokens.length * this.bytesPerToken,
      restore: () => {
        this.restores++;
        return this.#become(tokens);
      },
      dispose: () => undefined,
    });
  }

  async save(path: string): Promise<void> {
    await writeFile(path, JSON.stringify(this.tokens));
  }

  async load(path: string): Promise<void> {
    this.loads++;
    await this.#become(JSON.parse(await readFile(path, 'utf8')) as Token[]);
  }

  #become(tokens: Token[]): Promise<void> {
    this.tokens = this.fails ? [] : [...tokens];
    return this.fails ? Promise.reject(new Error('a state that does not fit')) : Promise.resolve();
  }
}
