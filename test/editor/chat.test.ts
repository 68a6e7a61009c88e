import assert from 'node:assert/strict';
import { eventually } from '../support/editor/poll';
import { editorSuite } from '../support/editor/session';

/** Answers of several hundred tokens, the same in each run. */
const settings = { 'cria.chat.temperature': 0, 'cria.chat.seed': 1, 'cria.chat.maxTokens': 600 };

const longQuestion = 'Explain in many paragraphs what a linked list, a stack, a queue and a tree are.';

editorSuite('chat', { settings }, (test) => {
  test('an answer streams into the page and ends', async ({ workbench: { chat }, screenshots }) => {
    await chat.show();
    await screenshots('chat-empty');
    await chat.ask('Write a Python function that adds two numbers.');
    const beginning = await chat.waitForStream();
    await chat.button('Stop').waitFor();
    const whole = await chat.waitForAnswer(['done']);
    assert.ok(whole.length > beginning.length, 'more has come than there was in the beginning');
    await chat.button('Send').waitFor();
    await screenshots('chat-answer');
  });

  test('Enter sends, Shift+Enter begins a line', async ({ workbench, workbench: { chat } }) => {
    await chat.composer.click();
    await workbench.type('What is a tuple?');
    await workbench.press('Shift+Enter');
    await workbench.type('Answer in one sentence.');
    assert.equal(await chat.composer.inputValue(), 'What is a tuple?\nAnswer in one sentence.');
    const asked = await chat.questions.count();
    await workbench.press('Enter');
    await eventually('the question is sent', async () => (await chat.questions.count()) === asked + 1);
    assert.equal(await chat.composer.inputValue(), '');
    assert.match(await chat.questions.last().innerText(), /What is a tuple\?\s+Answer in one sentence\./);
    await chat.waitForAnswer(['done']);
  });

  test('Stop stops, keeps what had come, and Retry asks again', async ({ workbench: { chat }, screenshots }) => {
    await chat.ask(longQuestion);
    const beginning = await chat.waitForStream();
    await chat.button('Stop').click();
    const kept = await chat.waitForAnswer(['stopped'], 5_000);
    assert.equal(kept.slice(0, 20), beginning.slice(0, 20));
    await screenshots('chat-stopped');

    const answers = await chat.answers.count();
    await chat.answers.last().getByRole('button', { name: 'Retry' }).click();
    await chat.waitForStream();
    assert.equal(await chat.answers.count(), answers, 'the new answer takes the place of the stopped one');
  });

  test('an answer goes on while the view is hidden', async ({ workbench: { chat } }) => {
    await chat.newChat();
    await chat.ask(longQuestion);
    const beginning = await chat.waitForStream();
    await chat.hide();
    await chat.show();
    const later = await eventually('more has come', async () => {
      const text = (await chat.answerText.innerText()).trim();
      return text.length > beginning.length && text;
    });
    assert.equal(later.slice(0, 20), beginning.slice(0, 20));
  });

  test('New Chat stops the answer and begins anew', async ({ workbench: { chat }, workbench }) => {
    await chat.newChat();
    await workbench.waitForStatus(/ready/i);
  });

  test('a reload in the middle of an answer keeps the conversation', async ({
    workbench,
    workbench: { chat },
    screenshots,
  }) => {
    await chat.ask(longQuestion);
    // Storage is written twice a second: so much is safely older than that.
    const beginning = await chat.waitForStream(300);
    await workbench.reload();
    await chat.show();
    const kept = await chat.waitForAnswer(['stopped', 'done']);
    assert.equal(kept.slice(0, 40), beginning.slice(0, 40));
    assert.ok((await chat.questions.last().innerText()).includes(longQuestion));
    await screenshots('chat-reloaded');

    await workbench.waitForStatus(/ready/i, 60_000);
    await chat.answers.last().getByRole('button', { name: 'Retry' }).click();
    await chat.waitForStream();
    await chat.button('Stop').click();
    await chat.waitForAnswer(['stopped']);
  });
});
