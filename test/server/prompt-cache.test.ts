import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { defaultSettings, type Settings } from '../../shared/settings';
import { LlamaDevices } from '../../server/engine/embedded/devices';
import type { GenerateOptions, Token } from '../../server/engine/engine';
import { loadModel } from '../../server/load';
import type { LoadedModel } from '../../server/host';
import { locateModel } from '../../server/models/locate';

/** The default model, loaded from source: what is compared are tokens, which the protocol does not carry. */
const devices = new LlamaDevices(() => undefined);
const never = new AbortController().signal;

async function load(storage: string | null, change: Partial<Settings['promptCache']> = {}): Promise<LoadedModel> {
  const settings = defaultSettings();
  const engine = { ...settings.engine, device: 'cpu' as const, threads: 1, contextSize: 1024 };
  const promptCache = { ...settings.promptCache, ...change };
  const hooks = { onProgress: () => undefined, onBusy: () => undefined, log: () => undefined };
  const file = locateModel(settings).path;
  return loadModel({ ...settings, engine, promptCache }, file, devices, hooks, storage, never);
}

interface Answer {
  tokens: Token[];
  /** The likeliest first tokens, with their log-probabilities. */
  first: Map<Token, number>;
  reused: number;
  restored: 'memory' | 'disk' | undefined;
}

const greedy: Omit<GenerateOptions, 'cacheKey' | 'lane'> = {
  ...{ maxTokens: 6, temperature: 0, topP: 1, topK: 0, repeatPenalty: 1, seed: null, stopTokens: [], alternatives: 12 },
};

async function ask({ engine }: LoadedModel, text: string, owner: Partial<GenerateOptions> = {}): Promise<Answer> {
  const prompt = await engine.tokenize([{ text }]);
  const answer: Answer = { tokens: [], first: new Map(), reused: 0, restored: undefined };
  const options = { ...greedy, lane: 'completion' as const, cacheKey: text.slice(0, 8), ...owner };
  for await (const event of engine.generate(prompt, options, never)) {
    if (event.type === 'prompt') {
      answer.reused = event.reusedTokens;
      answer.first = new Map(event.alternatives.map(({ token, logProbability }) => [token, logProbability]));
      answer.restored = event.restored;
    }
    if (event.type === 'token') answer.tokens.push(event.token);
  }
  return answer;
}

/** A file of its own for each number, about 80 tokens long. */
const file = (number: number) =>
  Array.from({ length: 6 }, (_, line) => `const value${number}_${line} = compute(${number}, ${line});`).join('\n');

describe('the prompt cache and the real model', () => {
  let root = '';
  before(async () => (root = await mkdtemp(path.join(os.tmpdir(), 'cria-kv-'))));
  after(() => rm(root, { recursive: true, force: true }));

  test('warm, forked and from host memory the next token is that of a cold model', async () => {
    const cold = await load(null, { memory: 0 });
    const warm = await load(null);
    // File and text behind it; more files than the device has sequences, and some come back.
    const visits = ['1 1', '3 0', '2 0', '5 0', '3 1', '6 1', '2 1', '1 3', '7 0', '3 0', '5 2', '1 1'];
    const seen = new Set<string>();
    const check = async () => {
      for (const [name = 0, tail = 0] of visits.map((visit) => visit.split(' ').map(Number))) {
        const text = `${file(name)}\n${'x '.repeat(tail)}function f${tail}(`;
        const expected = await ask(cold, text, { maxTokens: 1 });
        await cold.engine.clearPromptCache();
        const got = await ask(warm, text, { maxTokens: 1, cacheKey: `file ${name}` });
        assert.equal(expected.reused, 0);
        for (const [token, probability] of [...expected.first].slice(0, 3)) {
          // Batches of other sizes round otherwise; that is all that may differ.
          const ours = got.first.get(token) ?? -99;
          assert.ok(Math.abs(ours - probability) < 0.25, `${name} ${tail} ${token}: ${ours} for ${probability}`);
        }
        seen.add(got.restored ?? (got.reused > 0 ? 'device' : 'nowhere'));
      }
    };
    try {
      await check();
      assert.deepEqual([...seen].sort(), ['device', 'memory', 'nowhere']);
      assert.ok(warm.engine.counters().memoryBytes <= 256 * 2 ** 20);
    } finally {
      await cold.engine.dispose();
      await warm.engine.dispose();
    }
  });

  test('after a restart a prompt comes from disk, and its answer is the same', async () => {
    const storage = path.join(root, 'restart');
    const first = await load(storage);
    const expected = await ask(first, file(1), { keep: 'disk' });
    const chat = await ask(first, file(2), { keep: 'disk', lane: 'chat' });
    await first.engine.dispose();
    const again = await load(storage);
    const got = await ask(again, file(1), { keep: 'disk' });
    const chatAgain = await ask(again, file(2), { keep: 'disk', lane: 'chat' });
    const counters = again.engine.counters();
    await again.engine.dispose();
    assert.deepEqual(got.tokens, expected.tokens);
    assert.deepEqual(chatAgain.tokens, chat.tokens);
    assert.deepEqual([got.restored, chatAgain.restored, counters.restoredFromDisk], ['disk', 'disk', 2]);
  });

  test('a broken file is deleted, and the prompt evaluated anew', async () => {
    const storage = path.join(root, 'broken');
    const first = await load(storage);
    const expected = await ask(first, file(1), { keep: 'disk' });
    await first.engine.dispose();
    const state = (await readdir(storage)).find((name) => name.endsWith('.kv')) ?? '';
    const bytes = await readFile(path.join(storage, state));
    bytes[Math.floor(bytes.length / 2)] = (bytes[Math.floor(bytes.length / 2)] ?? 0) ^ 1;
    await writeFile(path.join(storage, state), bytes);
    const again = await load(storage);
    const got = await ask(again, file(1));
    await again.engine.dispose();
    assert.deepEqual([got.tokens, got.reused, got.restored], [expected.tokens, 0, undefined]);
    assert.deepEqual(await readdir(storage), []);
  });

  test('what must not be written is not, and nothing is where the setting is off', async () => {
    const storage = path.join(root, 'secret');
    const first = await load(storage);
    await ask(first, file(1), { keep: 'memory' });
    await first.engine.dispose();
    assert.deepEqual(await readdir(storage), []);
    const off = await load(path.join(root, 'off'), { disk: false });
    await ask(off, file(1), { keep: 'disk' });
    await off.engine.dispose();
    await assert.rejects(readdir(path.join(root, 'off')), /ENOENT/);
  });

  test('a clear forgets all of it', async () => {
    const storage = path.join(root, 'clear');
    const first = await load(storage);
    await ask(first, file(1), { keep: 'disk' });
    await first.engine.dispose();
    const again = await load(storage);
    const cleared = await again.engine.clearPromptCache();
    const got = await ask(again, file(1));
    await again.engine.dispose();
    assert.equal(cleared.files, 1);
    assert.ok(cleared.bytes > 1_000_000);
    assert.equal(got.reused, 0);
  });

  test('a prompt that was warmed up is not evaluated again, and a request ends the warming', async () => {
    const model = await load(null);
    try {
      const { engine } = model;
      await engine.warm(await engine.tokenize([{ text: file(1) }]), { cacheKey: 'a' }, never);
      const warm = await ask(model, file(1));
      const long = await engine.tokenize([{ text: `${file(2)}\n${file(3)}\n${file(4)}` }]);
      const before = engine.counters().evaluatedTokens;
      const warming = engine.warm(long, { cacheKey: 'b' }, never);
      const answered = await ask(model, file(1), { cacheKey: 'a' });
      await warming;
      const evaluated = engine.counters().evaluatedTokens - before;
      assert.ok(warm.reused > 70);
      assert.ok(answered.reused > 70);
      assert.ok(evaluated < long.length, `${evaluated} of ${long.length} tokens were evaluated`);
    } finally {
      await model.engine.dispose();
    }
  });
});
