import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { WindowAnchors } from '../../server/completion/anchors';
import { readWindows, writeWindows } from '../../server/completion/kept-windows';

let folder = '';
before(async () => (folder = await mkdtemp(path.join(os.tmpdir(), 'cria-windows-'))));
after(() => rm(folder, { recursive: true, force: true }));

const anchor = (line: number) => ({ start: { line, character: 0 }, suffixLine: line + 20 });

test('windows begin after a restart where they began before, and nobody reads from the file which files they are of', async () => {
  const anchors = new WindowAnchors();
  anchors.keep('file:///home/someone/secret.ts', anchor(3), 'spm');
  anchors.keep('file:///home/someone/secret.ts', anchor(40), 'spm');
  await writeWindows(folder, anchors.kept());
  const again = new WindowAnchors(await readWindows(folder));
  assert.deepEqual(again.of('file:///home/someone/secret.ts'), [anchor(40), anchor(3)]);
  assert.deepEqual(again.of('file:///home/someone/other.ts'), []);
  assert.doesNotMatch(await readFile(path.join(folder, 'prompts.windows'), 'utf8'), /secret|someone/);
});

test('what was kept before and not used since is kept on', () => {
  const first = new WindowAnchors();
  first.keep('file:///a', anchor(1), 'spm');
  const second = new WindowAnchors(first.kept());
  second.keep('file:///b', anchor(2), 'spm');
  assert.deepEqual(new WindowAnchors(second.kept()).of('file:///a'), [anchor(1)]);
});

test('a broken file is as good as none', async () => {
  await writeFile(
    path.join(folder, 'prompts.windows'),
    '{"version": 1, "documents": {"a": [{"start": {"line": -1}}]}}',
  );
  assert.equal((await readWindows(folder)).size, 0);
  assert.equal((await readWindows(path.join(folder, 'nowhere'))).size, 0);
});
