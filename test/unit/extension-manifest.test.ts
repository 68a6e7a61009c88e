import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { suite, test } from 'node:test';
import { remedies } from '../../extension/remedies';
import { commands, keyCommands, section, views } from '../../shared/ids';
import { settingLeaves } from '../../shared/settings';

interface Manifest {
  icon: string;
  publisher: string;
  name: string;
  contributes: {
    commands: { command: string; title: string; category: string }[];
    menus: Record<string, { command: string }[]>;
    keybindings: { command: string; key: string; mac?: string; when: string; args?: { commands: string[] } }[];
    viewsContainers: { activitybar: { id: string; icon: string }[] };
    views: Record<string, { id: string; type: string; icon: string }[]>;
  };
  capabilities: { untrustedWorkspaces: { supported: string; restrictedConfigurations: string[] } };
}

const root = path.join(__dirname, '..', '..');
const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as Manifest;
const { contributes } = manifest;
const ids = Object.values(commands) as string[];

suite('package.json says what the code says', () => {
  test('the commands are those of shared/ids.ts', () => {
    assert.deepEqual(contributes.commands.map(({ command }) => command).sort(), [...ids].sort());
    for (const { title, category } of contributes.commands) {
      assert.notEqual(title, '');
      assert.equal(category, 'Cria');
    }
  });

  test('menus and keys name commands that exist', () => {
    const inMenus = Object.values(contributes.menus).flat();
    const byKeys = contributes.keybindings.flatMap(({ command, args }) => args?.commands ?? [command]);
    const known = [...ids, ...Object.values(keyCommands), 'jumpToNextSnippetPlaceholder'];
    for (const command of [...inMenus.map((item) => item.command), ...byKeys]) {
      assert.ok(known.includes(command) || command.startsWith('editor.action.inlineSuggest.'), command);
    }
  });

  test('the views are those of shared/ids.ts', () => {
    assert.deepEqual(
      contributes.viewsContainers.activitybar.map(({ id }) => id),
      [views.container],
    );
    assert.deepEqual(
      contributes.views[views.container]?.map(({ id }) => id),
      [views.chat],
    );
  });

  test('its pictures exist', () => {
    const icons = [manifest.icon, contributes.viewsContainers.activitybar[0]!.icon, contributes.views.cria![0]!.icon];
    for (const icon of icons) assert.ok(existsSync(path.join(root, icon)), icon);
  });

  test('a workspace that is not trusted decides nothing about the model', () => {
    const { supported, restrictedConfigurations } = manifest.capabilities.untrustedWorkspaces;
    assert.equal(supported, 'limited');
    const settings = settingLeaves().map(({ name }) => `${section}.${name}`);
    for (const name of restrictedConfigurations) assert.ok(settings.includes(name), `${name} is no setting`);
    const aboutTheModel = settings.filter((name) => /^cria\.(model\.path|engine\.)/.test(name));
    for (const name of aboutTheModel) assert.ok(restrictedConfigurations.includes(name), `${name} is not restricted`);
  });

  test("the settings button opens this extension's settings", () => {
    assert.deepEqual(remedies.openSettings.args, [`@ext:${manifest.publisher}.${manifest.name}`]);
  });
});
