import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { sourceRules } from '../../server/context/allowed';
import { defaultSettings } from '../../shared/settings';

const folder = 'file:///home/ann/.docker/shop';

describe('which documents may lend their text', () => {
  const rules = sourceRules([folder, 'file:///c%3A/other'], defaultSettings().completion.exclude);

  test('those of the workspace', () => {
    for (const path of [
      'main.ts',
      'src/a b.py',
      'src/environment.ts',
      'src/keys.go',
      'src/secrets.ts',
      '.github/x.yml',
    ]) {
      assert.ok(rules.allows(`${folder}/${encodeURI(path)}`), path);
    }
    assert.ok(rules.allows('file:///c%3A/other/a.ts'));
    assert.ok(rules.allows('vscode-notebook-cell:/home/ann/.docker/shop/a.ipynb#W0sZmlsZQ%3D%3D'));
  });

  test('none from elsewhere, untitled or old', () => {
    assert.ok(!rules.allows('file:///home/ann/.docker/shopping/a.ts'));
    assert.ok(!rules.allows('file:///home/ann/a.ts'));
    assert.ok(!rules.allows('untitled:Untitled-1'));
    assert.ok(!rules.allows('git:/home/ann/.docker/shop/main.ts?HEAD'));
    assert.ok(!rules.allows('vscode-remote://ssh/home/ann/.docker/shop/main.ts'));
    assert.ok(!sourceRules([], []).allows(`${folder}/main.ts`), 'without a folder nothing is inside');
  });

  test('none that holds secrets, whatever the settings say', () => {
    const rules = sourceRules([folder], []);
    const secret = `.env .env.local prod.env config/.ENV server.pem id_ed25519.pub deploy.KEY a/id_rsa .npmrc .netrc .aws/config
      credentials.json secrets.yaml main.tfvars node_modules/x/index.js .git/config a/.ssh/config service-account-1.json`;
    for (const path of secret.split(/\s+/)) assert.ok(!rules.allows(`${folder}/${path}`), path);
  });

  test('none that the user excluded, by whole path or path in the workspace', () => {
    const rules = sourceRules([folder], ['generated/**', '**/*.min.js', '/home/ann/.docker/shop/private.ts']);
    for (const path of ['generated/a.ts', 'src/x.min.js', 'private.ts'])
      assert.ok(!rules.allows(`${folder}/${path}`), path);
    assert.ok(rules.allows(`${folder}/src/generated/a.ts`));
  });

  test('models read paths in the workspace', () => {
    assert.equal(rules.shownPath(`${folder}/src/a%20b.ts`), 'src/a b.ts');
    assert.equal(rules.shownPath('file:///tmp/a.ts'), 'a.ts');
    assert.equal(rules.shownPath('untitled:Untitled-1'), 'Untitled-1');
  });
});
