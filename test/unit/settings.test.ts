import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultSettings, readSettings, settingLeaves } from '../../shared/settings';

test('absent settings have their defaults', () => {
  const settings = defaultSettings();
  assert.equal(settings.enabled, true);
  assert.equal(settings.engine.gpuLayers, 'auto');
  assert.equal(settings.chat.temperature, 0.6);
  assert.equal(settings.chat.topP, 0.9);
  for (const nothing of [undefined, null, {}]) assert.deepEqual(readSettings(nothing), { settings, problems: [] });
});

test('well-typed settings are taken, whatever stands beside them', () => {
  const { settings, problems } = readSettings({
    engine: { device: 'cpu', gpuLayers: 12, threads: 'auto', contextSize: 'big' },
    completion: { exclude: ['*.txt'] },
  });
  assert.equal(settings.engine.device, 'cpu');
  assert.equal(settings.engine.gpuLayers, 12);
  assert.equal(settings.engine.contextSize, 4096);
  assert.deepEqual(settings.completion.exclude, ['*.txt']);
  assert.deepEqual(
    problems.map((problem) => problem.name),
    ['engine.contextSize'],
  );
});

test('unknown settings, wrong sections and values out of range are each named', () => {
  const { settings, problems } = readSettings({
    engien: {},
    engine: [],
    chat: { temperature: 9, topK: 1.5, sytemPrompt: '' },
    completion: 'on',
    __proto__: { enabled: false },
  });
  assert.deepEqual(settings, defaultSettings());
  assert.deepEqual(problems.map((problem) => problem.name).sort(), [
    'chat.sytemPrompt',
    'chat.temperature',
    'chat.topK',
    'completion',
    'engien',
    'engine',
  ]);
  for (const { message } of problems) assert.ok(message.length > 0);
});

test('every setting has a description and a default that its own schema takes', () => {
  const names = new Set<string>();
  for (const { name, schema } of settingLeaves()) {
    assert.ok((schema.description ?? '').endsWith('.'), name);
    assert.ok(schema.safeParse(undefined).success, name);
    assert.ok(!names.has(name));
    names.add(name);
  }
  assert.ok(names.has('completion.debounce'));
});
