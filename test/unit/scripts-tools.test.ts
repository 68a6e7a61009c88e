import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import test, { describe } from 'node:test';
import { addressOf } from '../../scripts/editor/browser-editor';
import { binaryPackages, packageOf } from '../../scripts/packaging/engine';
import { filesNamedIn, packagedManifest, packagedReadme } from '../../scripts/packaging/vsix';
import { figuresOf } from '../../scripts/proof/proof';
import { runTool } from '../../scripts/setup/tools';
import { count } from '../../scripts/testing/run';

const repository = path.resolve(__dirname, '../..');

describe('counting tests', () => {
  /** Runs a file of tests by node:test with the counting reporter. */
  async function counted(source: string) {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'cria-count-'));
    try {
      const file = path.join(folder, 'some.test.mjs');
      await writeFile(file, `import test, { describe } from 'node:test';\n${source}`);
      const reporter = path.join(repository, 'scripts/testing/counting-reporter.mjs');
      const result = await runTool(process.execPath, ['--test', `--test-reporter=${reporter}`, file], {
        // Else the inner run takes itself for a part of this one.
        env: { NODE_TEST_CONTEXT: undefined },
      });
      return count(result?.output ?? '');
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  test('counts tests, not suites, and a failing subtest once', async () => {
    const { failures, ...counts } = await counted(`
      const fails = () => { throw new Error('no'); };
      test('passes', () => {});
      test('is skipped', { skip: true }, () => {});
      describe('suite', () => { test('fails', fails); test('passes, too', () => {}); });
      test('parent', async (t) => { await t.test('child fails', fails); });
    `);
    assert.deepEqual(counts, { passed: 2, failed: 2, skipped: 1 });
    assert.deepEqual(
      failures.map((failure) => failure.replace(/^.*: /, '')),
      ['fails', 'child fails'],
    );
  });

  test('a file without tests counts for nothing, one that throws has failed', async () => {
    const none = await counted('');
    assert.equal(none.passed + none.failed, 0);
    const thrown = await counted("throw new Error('at the top');");
    assert.deepEqual([thrown.passed, thrown.failed], [0, 1]);
  });
});

describe('packaging', () => {
  test('the binaries of an engine', () => {
    assert.deepEqual(binaryPackages('cpu', 'linux-x64'), ['linux-x64']);
    assert.deepEqual(binaryPackages('vulkan', 'win32-x64'), ['win-x64', 'win-x64-vulkan']);
    assert.deepEqual(binaryPackages('all', 'darwin-arm64'), ['mac-arm64-metal']);
    assert.deepEqual(binaryPackages('none', 'sunos-sparc'), []);
    assert.throws(() => binaryPackages('cuda', 'darwin-arm64'), /no ready cuda binaries/);
    assert.throws(() => binaryPackages('cpu', 'sunos-sparc'), /no ready binaries/);
  });

  test('the package that a file is in', () => {
    assert.equal(packageOf('node_modules/a/dist/x.js'), 'node_modules/a');
    assert.equal(packageOf('node_modules/a/node_modules/@b/c/x.js'), 'node_modules/a/node_modules/@b/c');
    assert.equal(packageOf('server/main.ts'), null);
  });

  test('the manifest of a package keeps what VS Code reads', () => {
    const manifest = packagedManifest(
      '{"name":"cria","main":"./dist/extension.js","scripts":{},"devDependencies":{},"engines":{"vscode":"^1","node":"20"}}',
    );
    assert.deepEqual(manifest, { name: 'cria', main: './dist/extension.js', engines: { vscode: '^1' } });
  });

  test('the README of a package has no links into the checkout', () => {
    const readme =
      'Cria\n\n![A picture](media/a.png)\n\nSee [how](HOW.md), [web](https://example.org) and [up](#cria).\n';
    assert.equal(packagedReadme(readme), 'Cria\n\nSee how, [web](https://example.org) and [up](#cria).\n');
  });

  test('files that a manifest names, wherever they stand', () => {
    const files = filesNamedIn({
      main: './dist/extension.js',
      views: [{ icon: 'media/icons/cria.svg' }],
      title: 'media',
    });
    assert.deepEqual(files, ['./dist/extension.js', 'media/icons/cria.svg']);
  });
});

describe('commands', () => {
  for (const script of ['start.ts', 'test.ts', 'package.ts', 'build.ts', 'manifest.ts']) {
    test(`${script} refuses an unknown option with its usage and status 64`, async () => {
      const result = await runTool(process.execPath, ['--import', 'tsx', `scripts/${script}`, '--nonsense'], {
        cwd: repository,
      });
      assert.equal(result?.status, 64);
      assert.match(result.output, /--nonsense[\s\S]*Usage: npm/);
    });
  }

  test('the address of the editor opens the sample with its file', () => {
    const url = new URL(addressOf(8123, 'secret', { folder: '/s p', file: '/s p/a.py' }));
    assert.equal(url.host, '127.0.0.1:8123');
    assert.equal(url.searchParams.get('tkn'), 'secret');
    assert.equal(url.searchParams.get('folder'), '/s p');
    assert.equal(url.searchParams.get('payload'), '[["openFile","vscode-remote://127.0.0.1:8123/s p/a.py"]]');
  });

  test('figures of a run, rates where there is something to rate', () => {
    const figures = { promptTokens: 30, reusedTokens: 10, generatedTokens: 12, promptMs: 100, decodeMs: 200 };
    assert.equal(
      figuresOf(figures),
      '30 prompt tokens, 10 reused, 20 evaluated at 200 tokens/s; 12 tokens written at 60 tokens/s',
    );
    const nothing = { promptTokens: 5, reusedTokens: 5, generatedTokens: 0, promptMs: 0, decodeMs: 0 };
    assert.equal(figuresOf(nothing), '5 prompt tokens, 5 reused, 0 evaluated; 0 tokens written');
  });
});
