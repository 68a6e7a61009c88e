import { editorSuite } from '../support/editor/session';

const settings = {
  'security.workspace.trust.enabled': true,
  'security.workspace.trust.startupPrompt': 'never',
  'security.workspace.trust.banner': 'never',
};

editorSuite('trust', { settings, ready: false }, (test) => {
  test('an untrusted workspace gets no suggestions until it is trusted', async ({ workbench, screenshots }) => {
    await workbench.openFile('untrusted.py', '');
    await workbench.waitForStatus(/excluded here/, 60_000);
    await workbench.expectNoGhostText(/the workspace is not trusted/, () => workbench.type('def add(a, b):\nreturn '));
    await screenshots('untrusted');

    await workbench.command('Workspaces: Manage Workspace Trust');
    await workbench.page.locator('.workspace-trust-editor').getByRole('button', { name: 'Trust', exact: true }).click();
    await workbench.openFile('trusted.py', '');
    await workbench.waitForStatus(/ready/, 60_000);
    await workbench.type('def add(a, b):\nreturn ');
    await workbench.waitForGhostText();
  });
});
