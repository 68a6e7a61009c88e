import assert from 'node:assert/strict';
import { eventually } from '../support/editor/poll';
import { editorSuite } from '../support/editor/session';
import type { Workbench } from '../support/editor/workbench';

const title = 'Why No Suggestion.md';

/** Waits until the trace is in front and says this. */
async function waitForTrace(workbench: Workbench, says: RegExp): Promise<string> {
  await workbench.page.locator('.tab.active', { hasText: title }).waitFor();
  return eventually(`the trace says ${says.source}`, async () => {
    const text = await workbench.text();
    if (!says.test(text)) throw new Error(JSON.stringify(text.slice(0, 300)));
    return text;
  });
}

/** Shows an editor that is open already. */
async function goTo(workbench: Workbench, name: string): Promise<void> {
  await workbench.page.locator('.tab', { hasText: name }).click();
  await workbench.page.locator('.tab.active', { hasText: name }).waitFor();
}

editorSuite('why', {}, (test) => {
  test('it names the rule that skipped the newest request, and what to do', async ({ workbench, screenshots }) => {
    await workbench.openFile('word.py', 'total = 1\n');
    await workbench.type('print(total');
    await workbench.press('ArrowLeft', 'ArrowLeft');
    await workbench.expectNoGhostText(/the cursor is inside a word/, () => workbench.type('x'));
    await workbench.command('Cria: Why No Suggestion?');
    const text = await waitForTrace(workbench, /No suggestion, because the cursor is inside a word\./);
    assert.match(text, /Next step: Move the cursor to the end of the word/);
    assert.match(text, /## \d\d:\d\d:\d\d\.\d{3} word\.py:2:11 skipped/);
    await screenshots('why-rule');
  });

  test('it follows what happens, and nothing in it can be changed', async ({ workbench, screenshots }) => {
    await workbench.openFile('follow.py', '');
    await workbench.command('Cria: Why No Suggestion?');
    const before = await waitForTrace(workbench, /nothing was asked in follow\.py/);
    await workbench.type('x');
    assert.equal(await workbench.text(), before);
    await goTo(workbench, 'follow.py');
    await workbench.cursorToEnd();
    await workbench.type('def add(a, b):\nreturn ');
    await workbench.waitForGhostText();
    await goTo(workbench, title);
    const text = await waitForTrace(workbench, /was answered with a suggestion/);
    assert.match(text, /- tokens: \d+ reused, \d+ evaluated, \d+ generated/);
    await screenshots('why-shown');
  });

  test('the menu of the status bar item leads to it', async ({ workbench }) => {
    await workbench.changeSettings({ 'cria.completion.disabledLanguages': ['python'] });
    await workbench.openFile('menu.py', '');
    await workbench.waitForStatus(/excluded here/);
    await workbench.status.click();
    await workbench.pick('Why No Suggestion?');
    await waitForTrace(workbench, /because suggestions are turned off for python\./);
  });

  test('it knows what the extension itself kept back', async ({ workbench }) => {
    await workbench.changeSettings({ 'cria.completion.automatic': false });
    await workbench.openFile('manual.py', '');
    await workbench.expectNoGhostText(/only when asked for/, () => workbench.type('def add(a, b):\nreturn '));
    await workbench.command('Cria: Why No Suggestion?');
    const text = await waitForTrace(workbench, /because suggestions come only when asked for\./);
    assert.match(text, /## .* manual\.py:2:12 not asked/);
  });

  test('it says so when Cria is off', async ({ workbench }) => {
    await workbench.openFile('off.py', '');
    await workbench.changeSettings({ 'cria.enabled': false });
    await workbench.waitForStatus(/off/);
    await workbench.command('Cria: Why No Suggestion?');
    await waitForTrace(workbench, /because Cria is turned off\./);
  });
});
