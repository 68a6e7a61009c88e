import assert from 'node:assert/strict';
import path from 'node:path';
import { eventually } from '../support/editor/poll';
import { isAlive, residentBytes } from '../support/editor/processes';
import { editorSuite } from '../support/editor/session';

editorSuite('status', { ready: false }, (test) => {
  test('it shows that the model loads, then that it is ready', async ({ workbench, screenshots }) => {
    await workbench.waitForStatus(/starting|loading/);
    await workbench.waitForStatus(/ready/, 60_000);
    await workbench.status.hover();
    await workbench.page.locator('.monaco-hover').getByText('Fills in the middle').waitFor();
    await screenshots('status-ready');
  });

  test('a click opens the menu', async ({ workbench, screenshots }) => {
    await workbench.openFile('menu.py', 'x = 1\n');
    await workbench.status.click();
    const entries = workbench.quickInput.locator('.monaco-list-row');
    for (const entry of [/turn.*off/i, /python/i, /chat/i, /model/i, /log/i]) {
      await entries.filter({ hasText: entry }).first().waitFor();
    }
    await screenshots('status-menu');
    await workbench.press('Escape');
    await workbench.quickInput.waitFor({ state: 'hidden' });
  });

  test('the menu turns suggestions off for a language, and on again', async ({ workbench, vscode }) => {
    const disabled = () => vscode.userSettings()['cria.completion.disabledLanguages'];
    await workbench.openFile('language.py', '');
    await workbench.status.click();
    await workbench.pick(/python/i);
    await workbench.waitForStatus(/excluded here/);
    assert.deepEqual(disabled(), ['python']);
    await workbench.status.click();
    await workbench.pick(/python/i);
    await workbench.waitForStatus(/ready/);
    assert.deepEqual(disabled() ?? [], []);
  });

  test('turned off, it says so, and the model is out of memory', async ({ workbench, vscode, screenshots }) => {
    const [server] = vscode.languageServers();
    assert.ok(server, 'a server runs');
    const loaded = residentBytes(server.pid);
    await workbench.changeSettings({ 'cria.enabled': false });
    await workbench.waitForStatus(/off/);
    await screenshots('status-off');
    // The weights alone are 98 MB. A server that is gone holds nothing.
    const memory = () => (isAlive(server.pid) ? residentBytes(server.pid) : 0);
    await eventually('the memory is free', () => memory() < loaded - 90e6);
    await workbench.changeSettings({ 'cria.enabled': true });
    await workbench.waitForStatus(/ready/, 60_000);
  });

  test('a missing model is an error that says what to do', async ({ workbench, workbench: { chat }, screenshots }) => {
    const missing = path.join(workbench.pathOf('models'), 'missing.gguf');
    await workbench.changeSettings({ 'cria.model.path': missing });
    await workbench.waitForStatus(/error/);
    await workbench.notification(/missing\.gguf does not exist/).waitFor();
    await chat.show();
    const problem = chat.frame.locator('.header .problem');
    await problem.getByText('missing.gguf').waitFor();
    await problem.getByRole('button', { name: 'Choose Model' }).waitFor();
    await workbench.status.hover();
    await workbench.page.locator('.monaco-hover').getByText('missing.gguf').waitFor();
    await screenshots('status-error');
    await workbench.changeSettings({ 'cria.model.path': '' });
    await workbench.waitForStatus(/ready/, 60_000);
    await problem.waitFor({ state: 'hidden' });
  });
});
