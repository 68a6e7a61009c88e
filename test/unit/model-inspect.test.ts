import assert from 'node:assert/strict';
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { EngineError } from '../../server/engine/errors';
import { tensorBytes } from '../../server/models/ggml-types';
import { inspectModel } from '../../server/models/inspect';
import { badModels } from '../support/models/bad-models';
import { codeLlamaModel, llama2Model, llama2Template, randomModelBytes } from '../support/models/models';

let folder = '';
before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'cria-inspect-'));
});
after(() => rm(folder, { recursive: true }));

const problemOf = async (file: string): Promise<EngineError> => {
  const error: unknown = await inspectModel(file).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  assert(error instanceof EngineError, `${file} was taken for a model`);
  return error;
};

test('says of each bad file what is wrong with it, and what to do', async () => {
  const seen = new Map<string, string>();
  for (const [name, { path: file, says }] of Object.entries(await badModels())) {
    const { kind, userMessage } = await problemOf(file);
    assert.equal(kind, 'modelUnavailable', name);
    assert.match(userMessage.text, says, name);
    assert.match(userMessage.nextStep, /^[A-Z].*\.$/, name);
    assert(!userMessage.text.includes('\n'), name);
    const cause = userMessage.text.replace(path.basename(file), '').replaceAll(file, '');
    assert(name === 'pooling' || !seen.has(cause), `${name} reads like ${seen.get(cause) ?? ''}`);
    seen.set(cause, name);
  }
});

test('reads what a model says of itself', async () => {
  const file = await codeLlamaModel({ template: llama2Template });
  const model = await inspectModel(file);
  assert.equal(model.architecture, 'llama');
  assert.equal(model.name, 'codellama-7b-random');
  assert.deepEqual(
    [model.layers, model.heads, model.kvHeads, model.keyLength, model.embedding, model.contextTrained],
    [2, 2, [2, 2], 32, 64, 16_384],
  );
  assert.deepEqual(model.vocabulary, { model: 'llama', size: 32_016 });
  assert.deepEqual([model.bos, model.eos, model.eot], [1, 2, 32_010]);
  assert.deepEqual(model.infillIds, { prefix: 32_007, suffix: 32_008, middle: 32_009 });
  assert.equal(model.tokenIds.get('▁<SU'), 32_000);
  assert.equal(model.tokenIds.get('▁<EOT><EOT><EOT><EOT><EOT><EOT>'), 32_015);
  assert.equal(model.chatTemplate, llama2Template);
});

test('reads the older names of the infill tokens, and their absence', async () => {
  const old = await inspectModel(await codeLlamaModel({ fimKeys: 'old' }));
  assert.deepEqual([old.infillIds, old.eot], [{ prefix: 32_007, suffix: 32_008, middle: 32_009 }, 32_010]);
  const none = await inspectModel(await codeLlamaModel({ fimKeys: 'none' }));
  assert.deepEqual([none.infillIds, none.eot], [null, null]);
  const llama2 = await inspectModel(await llama2Model());
  assert.deepEqual([llama2.infillIds, llama2.tokenIds.size, llama2.vocabulary.size], [null, 0, 32_000]);
});

test('adds up the parts of a split model and misses one that is not there', async () => {
  const vocabulary = { texts: ['<unk>', '<s>', '</s>'], scores: [0, 0, 0], types: [2, 3, 3] };
  const part = (index: number) =>
    randomModelBytes(vocabulary, { name: 'split' }, { 'split.no': { u32: index }, 'split.count': { u32: 2 } });
  const first = path.join(folder, 'm-00001-of-00002.gguf');
  await writeFile(first, part(0));
  assert.match((await problemOf(first)).userMessage.text, /m-00002-of-00002\.gguf does not exist/);

  await writeFile(path.join(folder, 'm-00002-of-00002.gguf'), part(1));
  const model = await inspectModel(first);
  assert.equal(model.fileBytes, part(0).length + part(1).length);

  const renamed = path.join(folder, 'renamed.gguf');
  await copyFile(first, renamed);
  assert.match((await problemOf(renamed)).userMessage.text, /its name does not say so/);
  const { nextStep } = (await problemOf(path.join(folder, 'm-00002-of-00002.gguf'))).userMessage;
  assert.match(nextStep, /m-00001-of-00002\.gguf/);
});

test('a header cut anywhere, or with any byte spoilt, is a message and never another error', async () => {
  const vocabulary = { texts: ['<unk>', '<s>', '</s>', 'a'], scores: [0, 0, 0, 0], types: [2, 3, 3, 1] };
  const whole = randomModelBytes(vocabulary, { layers: 1 });
  const headerBytes = 2500;
  const file = path.join(folder, 'spoilt.gguf');
  for (let at = 0; at < headerBytes; at += 13) {
    await writeFile(file, whole.subarray(0, at));
    await problemOf(file);
    const spoilt = Buffer.from(whole);
    spoilt[at] = 0xff - (spoilt[at] ?? 0);
    await writeFile(file, spoilt);
    await inspectModel(file).catch((error: unknown) => assert(error instanceof EngineError, String(error)));
  }
});

test('counts the bytes of tensors as llama.cpp does', () => {
  assert.equal(tensorBytes(0, [64]), 256);
  assert.equal(tensorBytes(8, [64, 10]), 680);
  assert.equal(tensorBytes(12, [4096, 4096]), 9_437_184);
  assert.equal(tensorBytes(12, [64]), 'ragged');
  assert.equal(tensorBytes(31, [64]), 'unknown');
});
