import assert from 'node:assert/strict';
import { eventually } from '../support/editor/poll';
import { editorSuite } from '../support/editor/session';
import type { Workbench } from '../support/editor/workbench';

const code = `def add(a, b):
    total = a + b
    return total


def twice(x):
    y = x * 2
    return y
`;

const settings = { 'cria.chat.temperature': 0, 'cria.chat.seed': 1, 'cria.chat.maxTokens': 80 };

/** Puts the cursor into the first line that holds `text`. */
async function clickLine(workbench: Workbench, text: string): Promise<void> {
  await workbench.editor.locator('.view-line', { hasText: text }).first().click();
}

/** Selects the first two lines. */
async function selectAdd(workbench: Workbench): Promise<void> {
  await clickLine(workbench, 'def add');
  await workbench.press('Home', 'Shift+ArrowDown', 'Shift+ArrowDown', 'Shift+ArrowDown');
}

/** Waits for the answer to a question with exactly this one attachment. */
async function waitForExplanation({ chat }: Workbench, chip: RegExp): Promise<void> {
  const attachments = chat.questions.last().locator('.attachment .chip');
  await attachments.filter({ hasText: chip }).waitFor();
  assert.equal(await attachments.count(), 1);
  assert.notEqual(await chat.waitForAnswer(['done']), '');
}

editorSuite('explain', { settings }, (test) => {
  test('from the context menu of a selection', async ({ workbench, screenshots }) => {
    await workbench.openFile('calc.py', code);
    await selectAdd(workbench);
    const menu = await workbench.contextMenu('def add');
    await screenshots('context-menu');
    await menu.getByText('Explain Selection').click();
    await waitForExplanation(workbench, /calc\.py:1-3/);
    await screenshots('explain-selection');
  });

  test('the attachment opens its code in the page and in the editor', async ({ workbench, workbench: { chat } }) => {
    const attachment = chat.questions.last().locator('.attachment');
    await attachment.getByRole('button', { name: /^Show the code/ }).click();
    await attachment.getByText('total = a + b').waitFor();
    await workbench.openFile('other.txt', 'other');
    await attachment.locator('.chip').click();
    await workbench.page.locator('.tab.active', { hasText: 'calc.py' }).waitFor();
    await workbench.page
      .locator('.statusbar')
      .getByText(/Ln \d+, Col \d+ \(\d+ selected\)/)
      .waitFor();
  });

  test('without a selection it takes the function around the cursor', async ({ workbench }) => {
    await workbench.openFile('around.py', code);
    await clickLine(workbench, 'y = x * 2');
    await workbench.command('Cria: Explain Selection');
    await waitForExplanation(workbench, /around\.py:6-8 · function twice/);
  });

  test('the lightbulb offers it', async ({ workbench, screenshots }) => {
    await workbench.openFile('bulb.py', code);
    await selectAdd(workbench);
    await workbench.press('Control+.');
    const offer = workbench.page.locator('.action-widget .monaco-list-row', { hasText: 'Explain' });
    await offer.waitFor();
    await screenshots('lightbulb');
    await offer.click();
    await waitForExplanation(workbench, /bulb\.py:1-3/);
  });

  test('in an empty file it says what to do', async ({ workbench, workbench: { chat }, screenshots }) => {
    const asked = await chat.questions.count();
    await workbench.openFile('empty.py', '');
    await workbench.command('Cria: Explain Selection');
    const message = workbench.notification(/empty/);
    await message.waitFor();
    assert.match(await message.innerText(), /empty\.py.*select it/is);
    await screenshots('explain-empty');
    assert.equal(await chat.questions.count(), asked, 'nothing is asked');
    await workbench.closeNotifications();
    await eventually('the message is gone', async () => (await message.count()) === 0);
  });
});
