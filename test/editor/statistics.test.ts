import assert from 'node:assert/strict';
import type { FrameLocator } from 'playwright-core';
import { eventually } from '../support/editor/poll';
import { editorSuite } from '../support/editor/session';
import type { Workbench } from '../support/editor/workbench';

/** The page inside VS Code's two webview frames. */
function frame({ page }: Workbench): FrameLocator {
  return page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame');
}

async function open(workbench: Workbench): Promise<FrameLocator> {
  await workbench.command('Cria: Show Statistics');
  const page = frame(workbench);
  await page.getByRole('heading', { name: 'Suggestions', exact: true }).waitFor();
  return page;
}

/** The numbers of a tile. */
async function tile(page: FrameLocator, name: string): Promise<string> {
  return page.locator('.tile', { hasText: name }).locator('dd').innerText();
}

editorSuite('statistics', {}, (test) => {
  test('at first there are none', async ({ workbench, screenshots }) => {
    const page = await open(workbench);
    await page.getByText('Nothing was counted yet.').waitFor();
    await screenshots('statistics-empty');
  });

  test('they count what was shown and accepted', async ({ workbench, vscode, screenshots }) => {
    await workbench.openFile('add.py', '');
    await workbench.type('def add(a, b):\nreturn ');
    const ghost = await workbench.waitForGhostText();
    await workbench.press('Tab');
    await workbench.waitForText(`def add(a, b):\n    return ${ghost}`);
    await eventually('it is counted', () => vscode.criaLog().includes('seen to its end: accepted'));
    const page = await open(workbench);
    await page.getByRole('status').getByText('1 suggestions shown, 1 accepted').waitFor();
    assert.match(await tile(page, 'Accepted'), /100 %/);
    assert.match(await tile(page, 'Median time'), /\d (ms|s)/);
    await screenshots('statistics');
  });

  test('they outlive the window', async ({ workbench, vscode }) => {
    await eventually('they are stored', () => {
      const log = vscode.criaLog();
      return log.lastIndexOf('The statistics are stored.') > log.lastIndexOf('seen to its end');
    });
    await workbench.reload();
    await workbench.waitForStatus(/ready/, 60_000);
    const page = await open(workbench);
    await page.getByRole('status').getByText('1 suggestions shown').waitFor();
  });

  test('with counting off it says so', async ({ workbench }) => {
    await workbench.changeSettings({ 'cria.statistics': false });
    const page = await open(workbench);
    await page.getByText('Counting is turned off.').waitFor();
  });

  test('the reset asks first, and then they are gone', async ({ workbench }) => {
    const page = await open(workbench);
    const dialog = workbench.page.locator('.monaco-dialog-box');
    await page.getByRole('button', { name: 'Reset' }).click();
    await dialog.getByText('Delete all statistics').waitFor();
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await dialog.waitFor({ state: 'hidden' });
    await page.getByRole('status').getByText('1 suggestions shown').waitFor();
    await page.getByRole('button', { name: 'Reset' }).click();
    await dialog.getByRole('button', { name: 'Reset' }).click();
    await page.getByText('Nothing was counted yet.').waitFor();
  });

  test('Clear Prompt Cache says what went', async ({ workbench }) => {
    await workbench.command('Cria: Clear Prompt Cache');
    await workbench.notification(/The prompt cache (is|was) empty/).waitFor();
  });
});
