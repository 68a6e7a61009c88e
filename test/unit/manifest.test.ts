import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import test, { describe } from 'node:test';
import { z } from 'zod';
import { configuration, manifestWithSettings, readmeWithSettings, settingsTable } from '../../scripts/setup/manifest';
import { defaultSettings } from '../../shared/settings';

const repository = path.resolve(__dirname, '../..');
const read = (file: string) => readFile(path.join(repository, file), 'utf8');

describe('documents agree with shared/', () => {
  for (const [file, made] of [
    ['package.json', manifestWithSettings],
    ['README.md', readmeWithSettings],
  ] as const) {
    test(`${file} has the settings as they are (else run: npm run manifest)`, async () => {
      const text = await read(file);
      assert.equal(text, made(text));
    });
  }
});

describe('settings in package.json', () => {
  const { properties } = configuration();

  test('have the defaults that the server uses', () => {
    for (const [name, property] of Object.entries(properties)) {
      let value: unknown = { cria: defaultSettings() };
      for (const key of name.split('.')) value = (value as Record<string, unknown>)[key];
      assert.deepEqual(property.default, value, name);
    }
  });

  test('carry scope, values, limits and a description', () => {
    const device = properties['cria.engine.device'];
    assert.equal(device?.scope, 'machine-overridable');
    assert.deepEqual(device.enum, ['auto', 'cuda', 'vulkan', 'metal', 'cpu']);
    const context = properties['cria.engine.contextSize'];
    assert.deepEqual([context?.type, context?.minimum, context?.maximum], ['integer', 512, 131072]);
    assert.deepEqual(properties['cria.engine.threads']?.type, ['string', 'integer']);
    for (const [name, property] of Object.entries(properties)) {
      assert.equal(typeof property.markdownDescription, 'string', name);
    }
  });
});

test('the table keeps its columns where a text has a bar', () => {
  const table = settingsTable([{ name: 'x', schema: z.string().default('a|b').describe('One | two.') }]);
  const cells = (table.split('\n')[2] ?? '').split(/(?<!\\)\|/).map((cell) => cell.trim());
  assert.deepEqual(cells, ['', '`cria.x`', '`"a\\|b"`', 'One \\| two.', '']);
});

test('a README without its markers is an error', () => {
  assert.throws(() => readmeWithSettings('# Cria\n'), /no <!-- settings -->/);
});
