import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { reasonNotToAsk, type CompletionRequest } from '../../extension/asking';
import { exclusionOf, type Place } from '../../extension/exclusion';
import { menuItems } from '../../extension/menuItems';
import { messages } from '../../extension/messages';
import { bytes, errorToTell, statusView } from '../../extension/statusView';
import type { ModelReport, ServerStatus } from '../../shared/protocol';

const report: ModelReport = {
  name: 'tiny_llama',
  path: '/models/tiny.gguf',
  fileBytes: 98_362_432,
  device: 'cuda',
  deviceName: 'Example GPU',
  gpuLayers: 30,
  totalLayers: 31,
  contextSize: 4096,
  memory: { ram: 200e6, vram: 1.5e9 },
  threads: 3,
  flashAttention: true,
  kvCacheType: 'f16',
  loadMs: 300,
  infill: { order: 'spm', adapter: 'infill' },
  chatFormat: 'template',
};
const idle = { busy: null } as const;

suite('the status bar item', () => {
  test('has a look for each state', () => {
    const looks: [ServerStatus, string | null, string, string][] = [
      [{ state: 'off', ...idle }, null, '$(circle-slash) Cria', 'Cria: off'],
      [
        { state: 'unloaded', ...idle },
        null,
        '$(circle-large-outline) Cria',
        'Cria: the model is loaded when it is first needed',
      ],
      [{ state: 'loading', ...idle }, null, '$(loading~spin) Cria', 'Cria: starting'],
      [{ state: 'loading', progress: 0.416, ...idle }, null, '$(loading~spin) Cria 42 %', 'Cria: loading, 42 %'],
      [{ state: 'ready', ...idle }, null, '$(sparkle) Cria', 'Cria: ready'],
      [{ state: 'ready', busy: 'completion' }, null, '$(sync~spin) Cria', 'Cria: thinking'],
      [{ state: 'ready', ...idle }, 'too large', '$(eye-closed) Cria', 'Cria: excluded here'],
      [{ state: 'error', ...idle, error: messages.noEditor() }, null, '$(error) Cria', 'Cria: error'],
    ];
    for (const [status, excluded, text, label] of looks) {
      const view = statusView(status, excluded);
      assert.deepEqual({ text: view.text, label: view.label }, { text, label });
      assert.equal(view.isError, status.state === 'error');
    }
  });

  test('tells what the engine got, as text and not as markdown', () => {
    const { tooltip } = statusView({ state: 'ready', model: report, ...idle }, null);
    for (const part of [
      String.raw`- Model: tiny\_llama (98 MB)`,
      '- Device: Example GPU (cuda)',
      '- Layers on the GPU: 30 of 31',
      '- Memory: 200 MB, and 1.5 GB on the GPU',
      '- Context: 4096 tokens',
      '- Fills in the middle: yes, SPM, by infill',
    ]) {
      assert.ok(tooltip.includes(part), `${part} is not in\n${tooltip}`);
    }
  });

  test('says why a model does not infill, and why a file is excluded', () => {
    const model = { ...report, infill: { order: 'none' as const, why: 'it has no tokens for it' } };
    const { tooltip } = statusView({ state: 'ready', model, ...idle }, 'the file is excluded by **/.env');
    assert.ok(tooltip.includes('- Fills in the middle: no: it has no tokens for it'));
    assert.ok(tooltip.includes(String.raw`No suggestions here: the file is excluded by \*\*/.env.`));
  });

  test('says what happened and what to do in a state of error', () => {
    const { tooltip } = statusView({ state: 'error', ...idle, error: messages.noEditor() }, null);
    assert.ok(tooltip.includes(messages.noEditor().text) && tooltip.includes(messages.noEditor().nextStep));
  });

  test('sizes as people write them', () => {
    assert.equal(bytes(3_825_156_608), '3.8 GB');
    assert.equal(bytes(98_362_432), '98 MB');
  });
});

suite('an error of the server', () => {
  const error: ServerStatus = { state: 'error', ...idle, error: messages.noEditor() };
  test('is told once, and again only after things were well', () => {
    const first = errorToTell(error, null);
    assert.deepEqual(first.tell, messages.noEditor());
    assert.equal(errorToTell(error, first.told).tell, null);
    const reloading = errorToTell({ state: 'loading', ...idle }, first.told);
    assert.equal(errorToTell(error, reloading.told).tell, null);
    const well = errorToTell({ state: 'ready', ...idle }, first.told);
    assert.deepEqual(errorToTell(error, well.told).tell, messages.noEditor());
  });
  test('of another kind is told', () => {
    const other: ServerStatus = { ...error, error: messages.noFunctionHere() };
    assert.deepEqual(errorToTell(other, messages.noEditor().text).tell, messages.noFunctionHere());
  });
});

suite('whether the server is asked for a suggestion', () => {
  const asked: CompletionRequest = {
    turnedOn: true,
    trusted: true,
    allowedUntrusted: false,
    enabled: true,
    automatic: true,
    manual: false,
    listInTheWay: false,
  };
  const verdict = (change: Partial<CompletionRequest>) => reasonNotToAsk({ ...asked, ...change }) === null;
  test('follows trust and the settings', () => {
    assert.equal(verdict({}), true);
    assert.equal(verdict({ turnedOn: false }), false);
    assert.equal(verdict({ trusted: false }), false);
    assert.equal(verdict({ trusted: false, allowedUntrusted: true }), true);
    assert.equal(verdict({ enabled: false, manual: true }), false);
    assert.equal(verdict({ automatic: false }), false);
    assert.equal(verdict({ automatic: false, manual: true }), true);
    assert.equal(verdict({ listInTheWay: true }), false);
  });
});

suite('why a document gets no suggestions', () => {
  const place: Place = {
    languageId: 'python',
    written: true,
    trusted: true,
    allowedUntrusted: false,
    enabled: true,
    disabledLanguages: ['markdown'],
    excludedBy: null,
    size: 10,
    maxSize: 1024,
  };
  test('is nothing for a usual one', () => assert.equal(exclusionOf(place), null));
  const cases: [Partial<Place>, RegExp][] = [
    [{ written: false }, /not a document that you write/],
    [{ trusted: false }, /not trusted/],
    [{ enabled: false }, /turned off for python/],
    [{ disabledLanguages: ['python'] }, /turned off for python/],
    [{ excludedBy: '**/.env' }, /excluded by \*\*\/\.env/],
    [{ size: 1025 }, /larger than 1024/],
  ];
  for (const [change, reason] of cases) {
    test(String(reason), () => assert.match(exclusionOf({ ...place, ...change }) ?? '', reason));
  }
});

suite('the menu', () => {
  const labels = (state: Parameters<typeof menuItems>[0]) =>
    menuItems(state).map(({ label }) => label.replace(/^\$\(.*?\) /, ''));
  test('offers to turn off, here and for the language', () => {
    assert.deepEqual(labels({ on: true, hasWorkspace: true, language: { id: 'python', enabled: true } }), [
      'Open Chat',
      'Why No Suggestion?',
      'Turn Off',
      'Turn Off in This Workspace',
      'Turn Off Suggestions for python',
      'Choose Model…',
      'Show Statistics',
      'Clear Prompt Cache',
      'Show Log',
      'Restart Server',
      'Settings',
    ]);
  });
  test('offers only what makes sense', () => {
    assert.ok(
      labels({ on: true, hasWorkspace: false, language: { id: 'go', enabled: false } }).includes(
        'Turn On Suggestions for go',
      ),
    );
    assert.ok(
      !labels({ on: true, hasWorkspace: false, language: null }).some((label) => /Workspace|Suggestions/.test(label)),
    );
    assert.equal(labels({ on: false, hasWorkspace: true, language: { id: 'go', enabled: true } })[0], 'Turn On');
  });
});
