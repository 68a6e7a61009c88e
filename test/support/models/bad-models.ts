import { createHash } from 'node:crypto';
import { chmod, mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { cached, testModelsFolder } from './cache';
import { ggufFile, text, u32, u64 } from './gguf-writer';
import { codeLlamaModel, randomModelBytes } from './models';
import { llama2Vocabulary, vocabularyFile } from './vocabulary';

/** Files that are no usable models, each in another way, with what the message about it must say. */
export const badModels = async (): Promise<Record<string, { path: string; says: RegExp }>> => {
  const vocabulary = await llama2Vocabulary();
  const whole = await readFile(await codeLlamaModel());
  const small = { texts: ['<unk>', '<s>', '</s>'], scores: [0, 0, 0], types: [2, 3, 3] };
  const files: Record<string, readonly [says: RegExp, bytes: () => Buffer]> = {
    empty: [/is empty/, () => Buffer.alloc(0)],
    text: [/is not a GGUF file/, () => Buffer.from('This is a poem about llamas.\n'.repeat(10))],
    zip: [/looks like a zip archive/, () => Buffer.concat([Buffer.from('PK\x03\x04'), Buffer.alloc(100)])],
    pickle: [/looks like a PyTorch/, () => Buffer.concat([Buffer.from([0x80, 2]), Buffer.alloc(100)])],
    safetensors: [/looks like a safetensors/, () => Buffer.concat([u64(20), Buffer.from('{"__metadata__":{}}   ')])],
    webPage: [/looks like a web page/, () => Buffer.from('<!DOCTYPE html><html><body>Not found</body></html>')],
    magicOnly: [/ends after 4 bytes, inside its header/, () => Buffer.from('GGUF')],
    version: [/version 99/, () => Buffer.concat([Buffer.from('GGUF'), u32(99), Buffer.alloc(64)])],
    versionOne: [/version 1 /, () => Buffer.concat([Buffer.from('GGUF'), u32(1), Buffer.alloc(64)])],
    bigEndian: [/big-endian/, () => Buffer.concat([Buffer.from('GGUF'), Buffer.from([0, 0, 0, 3]), Buffer.alloc(64)])],
    truncatedHeader: [/incomplete: .* inside its header/, () => whole.subarray(0, 300_000)],
    truncatedData: [/incomplete: it has .* of /, () => whole.subarray(0, whole.length - 100_000)],
    countsOfGarbage: [
      /damaged: it claims \d+ tensors/,
      () => Buffer.concat([Buffer.from('GGUF'), u32(3), Buffer.alloc(64, 0xff)]),
    ],
    lengthOfGarbage: [
      /damaged: it claims \d+ bytes of one text/,
      () => Buffer.concat([Buffer.from('GGUF'), u32(3), u64(0), u64(1), u64(2n ** 60n), Buffer.alloc(64)]),
    ],
    listOfGarbage: [
      /damaged: it claims \d+ elements of one list/,
      () =>
        Buffer.concat([
          ...[Buffer.from('GGUF'), u32(3), u64(0), u64(1), text('a.b'), u32(9), u32(4), u64(2n ** 62n)],
          Buffer.alloc(64),
        ]),
    ],
    tensorOfGarbage: [
      /damaged: tensor output_norm.weight is not where it should be/,
      () => spoilt(whole, 'output_norm.weight', (at) => at + 4 + 8 + 4, u64(64)),
    ],
    tensorType: [/number format \(31\)/, () => spoilt(whole, 'output_norm.weight', (at) => at + 4 + 8, u32(31))],
    vocabularyOnly: [/a vocabulary but no weights/, () => Buffer.alloc(0)],
    noVocabulary: [/weights but no vocabulary/, () => randomModelBytes({ texts: [], scores: [], types: [] }, {})],
    projector: [/reads pictures/, () => randomModelBytes(small, {}, { 'general.architecture': { text: 'clip' } })],
    whisper: [/writes down speech/, () => randomModelBytes(small, {}, { 'general.architecture': { text: 'whisper' } })],
    embeddings: [/makes embeddings/, () => randomModelBytes(small, {}, { 'general.architecture': { text: 'bert' } })],
    pooling: [/makes embeddings/, () => randomModelBytes(small, {}, { 'llama.pooling_type': { u32: 3 } })],
    adapter: [/is an adapter/, () => ggufFile({ 'general.type': { text: 'adapter' } }, [])],
    noHeads: [
      /damaged: it claims to have 0 attention heads/,
      () => randomModelBytes(vocabulary, {}, { 'llama.attention.head_count': { u32: 0 } }),
    ],
    noLayers: [/0 layers/, () => randomModelBytes(vocabulary, {}, { 'llama.block_count': { u32: 0 } })],
    noEmbedding: [
      /0 embedding values/,
      () => randomModelBytes(vocabulary, {}, { 'llama.embedding_length': { u32: 0 } }),
    ],
    laterPart: [
      /is a later part/,
      () => randomModelBytes(small, {}, { 'split.no': { u32: 1 }, 'split.count': { u32: 2 } }),
    ],
  };
  const bad: Record<string, { path: string; says: RegExp }> = {
    missing: { path: path.join(testModelsFolder(), 'bad', 'there-is-none.gguf'), says: /does not exist/ },
    folder: { path: path.join(testModelsFolder(), 'bad'), says: /is a folder/ },
  };
  for (const [name, [says, bytes]] of Object.entries(files)) {
    const fileBytes = name === 'vocabularyOnly' ? await readFile(await vocabularyFile()) : bytes();
    const digest = createHash('sha256').update(fileBytes).digest('hex').slice(0, 12);
    bad[name] = {
      path: await cached(path.join('bad', `${name}-${digest}.gguf`), () => Promise.resolve(fileBytes)),
      says,
    };
  }
  // Root may read everything, and Windows has no such permission: there this file would be a good one.
  if (process.getuid && process.getuid() !== 0) {
    const file = await cached(path.join('bad', 'unreadable.gguf'), () => Promise.resolve(Buffer.from('GGUF')));
    await chmod(file, 0);
    bad.unreadable = { path: file, says: /not allowed to read/ };
  }
  await mkdir(path.join(testModelsFolder(), 'bad'), { recursive: true });
  return bad;
};

/** A copy in which `bytes` stand at a place reckoned from the end of a tensor's name. */
function spoilt(whole: Buffer, tensor: string, place: (at: number) => number, bytes: Buffer): Buffer {
  const copy = Buffer.from(whole);
  bytes.copy(copy, place(copy.indexOf(text(tensor)) + text(tensor).length));
  return copy;
}
