import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { codeLlamaTokens } from '../../../server/models/families';
import { cached } from './cache';

export interface Vocabulary {
  texts: string[];
  scores: number[];
  /** 1 normal, 2 unknown, 3 control, 6 byte. */
  types: number[];
}

const run = promisify(execFile);
const bundle = path.resolve(__dirname, '../../../node_modules/node-llama-cpp/llama/gitRelease.bundle');
const llama2InBundle = 'models/ggml-vocab-llama-spm.gguf';

/**
 * Path of a GGUF file with Llama 2's vocabulary and no weights. It comes out of llama.cpp's own source, which
 * node-llama-cpp brings along as a git bundle; takes two seconds the first time.
 */
export const vocabularyFile = (): Promise<string> =>
  cached('llama-spm-vocabulary.gguf', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'cria-vocabulary-'));
    try {
      const repository = path.join(folder, 'llama.git');
      await run('git', ['clone', '--bare', '--quiet', bundle, repository]);
      const options = { encoding: 'buffer', maxBuffer: 2 ** 24 } as const;
      const { stdout } = await run('git', ['--git-dir', repository, 'show', `HEAD:${llama2InBundle}`], options);
      return stdout;
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

/** Llama 2's 32,000 tokens. */
export async function llama2Vocabulary(): Promise<Vocabulary> {
  const bytes = await readFile(await vocabularyFile());
  const tokens = arrayAt(bytes, 'tokenizer.ggml.tokens');
  const texts: string[] = [];
  for (let at = tokens.start; texts.length < tokens.length;) {
    const length = Number(bytes.readBigUInt64LE(at));
    texts.push(bytes.toString('utf8', at + 8, at + 8 + length));
    at += 8 + length;
  }
  const numbers = (key: string, read: (at: number) => number) => {
    const { start, length } = arrayAt(bytes, key);
    return Array.from({ length }, (_, index) => read(start + 4 * index));
  };
  return {
    texts,
    scores: numbers('tokenizer.ggml.scores', (at) => bytes.readFloatLE(at)),
    types: numbers('tokenizer.ggml.token_type', (at) => bytes.readInt32LE(at)),
  };
}

/** Code Llama's 32,016 tokens; the 16 more are ordinary ones, as in the published files. */
export async function codeLlamaVocabulary(): Promise<Vocabulary> {
  const { texts, scores, types } = await llama2Vocabulary();
  return {
    texts: [...texts, ...codeLlamaTokens],
    scores: [...scores, ...codeLlamaTokens.map((_, index) => -(31_741 + index))],
    types: [...types, ...codeLlamaTokens.map(() => 1)],
  };
}

/** Finds an array of the metadata by its key; the key, its type, the elements' type and their number stand before it. */
function arrayAt(bytes: Buffer, key: string): { start: number; length: number } {
  const named = bytes.indexOf(key);
  if (named < 0) throw new Error(`${llama2InBundle} has no ${key}`);
  const at = named + Buffer.byteLength(key) + 8;
  return { length: Number(bytes.readBigUInt64LE(at)), start: at + 8 };
}
