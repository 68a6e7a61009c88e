import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { cacheFolder } from '../../../server/models/locate';

/**
 * The baseline's answers, kept between runs in the cache folder: greedy decoding gives them again, and they take longer
 * than what is compared with them. The name holds what they depend on.
 */
export class KeptAnswers {
  readonly #file: string;
  readonly #answers: Record<string, string | null>;

  constructor(model: string, dependsOn: readonly string[]) {
    const { size, mtimeMs } = statSync(model);
    const key = createHash('sha256')
      .update(JSON.stringify([path.basename(model), size, mtimeMs, ...dependsOn]))
      .digest('hex');
    this.#file = path.join(cacheFolder(), 'bench', `quality-${key.slice(0, 16)}.json`);
    this.#answers = existsSync(this.#file)
      ? z.record(z.string(), z.string().nullable()).parse(JSON.parse(readFileSync(this.#file, 'utf8')))
      : {};
  }

  /** The answer of this name, made where it is not known. */
  async get(name: string, make: () => Promise<string | null>): Promise<string | null> {
    const known = this.#answers[name];
    if (known !== undefined) return known;
    const answer = await make();
    this.#answers[name] = answer;
    return answer;
  }

  save(): void {
    mkdirSync(path.dirname(this.#file), { recursive: true });
    writeFileSync(this.#file, JSON.stringify(this.#answers));
  }
}
