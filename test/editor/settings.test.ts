import assert from 'node:assert/strict';
import { editorSuite } from '../support/editor/session';
import type { Workbench } from '../support/editor/workbench';

async function typeFunction(workbench: Workbench, name: string): Promise<void> {
  await workbench.openFile(name, '');
  await workbench.type('def add(a, b):\nreturn ');
}

/** Asks in a new conversation and waits for the whole answer. */
async function answerTo({ chat }: Workbench, question: string): Promise<string> {
  await chat.show();
  await chat.newChat();
  await chat.questions.last().waitFor({ state: 'detached' });
  await chat.ask(question);
  return chat.waitForAnswer(['done']);
}

editorSuite('settings', { settings: { 'cria.chat.temperature': 0, 'cria.chat.seed': 1 } }, (test) => {
  test('completion.enabled turns suggestions off and on at once', async ({ workbench }) => {
    await workbench.changeSettings({ 'cria.completion.enabled': false });
    await workbench.expectNoGhostText(/because suggestions are turned off/, () => typeFunction(workbench, 'off.py'));
    await workbench.waitForStatus(/excluded here/);
    await workbench.changeSettings({ 'cria.completion.enabled': true });
    await workbench.waitForStatus(/ready/);
    await typeFunction(workbench, 'on.py');
    await workbench.waitForGhostText();
  });

  test('completion.enabled holds for a language of its own', async ({ workbench }) => {
    await workbench.changeSettings({ '[python]': { 'cria.completion.enabled': false } });
    await workbench.expectNoGhostText(/because suggestions are turned off/, () => typeFunction(workbench, 'py.py'));
    await workbench.waitForStatus(/excluded here/);
    await workbench.openFile('other.go', '');
    await workbench.type('func add(a int, b int) int {\nreturn ');
    await workbench.waitForGhostText();
  });

  test('completion.disabledLanguages and completion.exclude leave documents out', async ({ workbench }) => {
    const change = { 'cria.completion.disabledLanguages': ['python'], 'cria.completion.exclude': ['**/secret/**'] };
    await workbench.changeSettings(change);
    await workbench.expectNoGhostText(/disabledLanguages/, () => typeFunction(workbench, 'disabled.py'));
    await workbench.waitForStatus(/excluded here/);
    await workbench.openFile('secret/excluded.go', '');
    await workbench.expectNoGhostText(/completion\.exclude/, () => workbench.type('package '));
    await workbench.waitForStatus(/excluded here/);
    await workbench.changeSettings({ 'cria.completion.disabledLanguages': [] });
    await typeFunction(workbench, 'enabled.py');
    await workbench.waitForGhostText();
  });

  test('chat.maxTokens and chat.systemPrompt hold for the next answer', async ({ workbench }) => {
    const question = 'What is a list in Python?';
    await workbench.changeSettings({ 'cria.chat.maxTokens': 60 });
    const long = await answerTo(workbench, question);
    await workbench.changeSettings({ 'cria.chat.maxTokens': 8 });
    const short = await answerTo(workbench, question);
    assert.ok(short.length < long.length && long.startsWith(short.slice(0, 8)), JSON.stringify({ short, long }));

    const systemPrompt = 'You are a pirate. Every answer is a song about the sea and never about anything else.';
    await workbench.changeSettings({ 'cria.chat.maxTokens': 60, 'cria.chat.systemPrompt': systemPrompt });
    const other = await answerTo(workbench, question);
    assert.notEqual(other, long);
  });

  test('an ill-typed setting is reported, and the default holds', async ({ workbench, vscode }) => {
    await workbench.changeSettings({ 'cria.completion.maxTokens': 'many' });
    await typeFunction(workbench, 'ill.py');
    await workbench.waitForGhostText();
    assert.match(vscode.criaLog(), /completion\.maxTokens/);
  });
});
