import assert from 'node:assert/strict';
import { test } from 'node:test';
import { errorCodes, type UserMessage } from '../../shared/protocol';
import { freshUri, ownServers } from '../support/server-suite';

const start = ownServers();

test('the engine is what the settings say, and reports what it got', async () => {
  const engine = {
    device: 'cpu',
    gpuLayers: 0,
    contextSize: 1024,
    threads: 2,
    flashAttention: false,
    kvCacheType: 'q8_0',
  };
  const client = await start({ settings: { engine, chat: { maxTokens: 8 } } });
  const report = await client.model();
  assert.equal(report.device, 'cpu');
  assert.ok(report.deviceName.length > 0);
  assert.deepEqual([report.gpuLayers, report.contextSize, report.threads], [0, 1024, 2]);
  // A quantised KV cache needs it, whatever was asked for.
  assert.deepEqual([report.kvCacheType, report.flashAttention], ['q8_0', true]);
  assert.ok(report.memory.ram > 90e6);
  assert.ok(report.loadMs > 0);

  const uri = freshUri('py');
  await client.open(uri, 'python', 'def add(a, b):\n    return ');
  assert.equal((await client.complete(uri, { line: 1, character: 11 }, 'automatic'))?.length, 1);
  assert.notEqual((await client.chat([{ role: 'user', text: 'Say hello.' }])).text, '');
});

test('half the memory for the KV cache with q8_0', async () => {
  const memory = async (kvCacheType: string) => {
    const client = await start({ settings: { engine: { device: 'cpu', contextSize: 2048, kvCacheType } } });
    return (await client.model()).memory.ram;
  };
  assert.ok((await memory('q8_0')) < (await memory('f16')) - 20e6);
});

test('a device that this machine does not have is named, with what to do', async () => {
  // Metal is there on macOS only, CUDA never.
  const device = process.platform === 'darwin' ? 'cuda' : 'metal';
  const client = await start({ settings: { engine: { device } } });
  await assert.rejects(client.model(), (error: { code?: number; data?: UserMessage }) => {
    assert.equal(error.code, errorCodes.modelUnavailable);
    assert.match(error.data?.text ?? '', new RegExp(device));
    assert.match(error.data?.nextStep ?? '', /cria\.engine\.device.*auto/);
    return true;
  });
  assert.equal(client.statuses.at(-1)?.state, 'error');
});
