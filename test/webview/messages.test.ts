import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { ElementHandle } from 'playwright-core';
import type { ChatMessage } from '../../shared/chat';
import { addFunction, answer, question, readyModel, richConversation, session } from '../support/page/conversations';
import { openHouse, type ChatPage, type PageHouse } from '../support/page/harness';
import { eventually } from '../support/editor/poll';

describe('the conversation', () => {
  let house: PageHouse;
  let chat: ChatPage;

  before(async () => (house = await openHouse()));
  after(() => house.close());

  const button = (name: string | RegExp) => chat.page.getByRole('button', { name });
  const asked = async () => (await chat.posted()).filter(({ type }) => type !== 'ready');
  const begin = async (messages: ChatMessage[]) => {
    chat = await house.open();
    await chat.deliver(session(messages));
  };
  const end = async () => {
    assert.deepEqual(await chat.complaints(), []);
    await chat.close();
  };

  test('renders all that Markdown has', async () => {
    await begin(richConversation);
    const tags = 'h4, strong, em, a, ol li, ul li, blockquote, table td.right, pre .hljs-keyword, pre .hljs-string';
    for (const tag of tags.split(', ')) assert.ok(await chat.page.locator(`.assistant ${tag}`).count(), tag);
    assert.deepEqual(await chat.page.locator('.code-language').allInnerTexts(), ['python', 'ts']);
    await chat.page.getByText("2 earlier messages no longer fit the model's context and were left out.").waitFor();
    await end();
  });

  test('Copy sends the code, says so, and is reached with the keyboard', async () => {
    await begin([question('q', '?'), answer('a', '1. first\n   ```js\n   let x = "<b>";\n   ```\n')]);
    await button('Copy code in js').focus();
    await chat.page.keyboard.press('Enter');
    assert.deepEqual(await asked(), [{ type: 'copy', text: 'let x = "<b>";' }]);
    await chat.page.getByText('Copied', { exact: true }).first().waitFor();
    assert.equal((await chat.page.locator('[aria-live="polite"]').innerText()).trim(), 'Copied');
    await end();
  });

  test('a wide block of code scrolls with the keyboard', async () => {
    await begin([question('q', '?'), answer('a', `\`\`\`js\n${'let x = 1; '.repeat(30)}\n\`\`\``)]);
    await chat.page.locator('pre').focus();
    await chat.page.keyboard.press('ArrowRight');
    await eventually('it scrolls', () => chat.page.locator('pre').evaluate((pre) => pre.scrollLeft > 0));
    await end();
  });

  test('an answer that was cut says so, and what to do', async () => {
    await begin([question('q', '?'), answer('a', 'It is', { cut: 'length' })]);
    await chat.page.getByText(/longest length.*raise cria\.chat\.maxTokens/).waitFor();
    assert.equal(await button('Retry').count(), 0);
    await chat.deliver({ type: 'message', message: answer('a', 'It is', { cut: 'context' }) });
    await chat.page.getByText(/context is full.*new chat/i).waitFor();
    await end();
  });

  test('links are opened by the extension, once', async () => {
    await begin([question('q', '?'), answer('a', '[docs](https://example.com/a?b=c#d "title")')]);
    await chat.page.evaluate(() => {
      window.addEventListener('click', () => (document.body.dataset.leaked = 'yes'));
    });
    await chat.page.getByRole('link', { name: 'docs' }).click();
    assert.deepEqual(await asked(), [{ type: 'openLink', href: 'https://example.com/a?b=c#d' }]);
    assert.equal(await chat.page.evaluate(() => document.body.dataset.leaked), undefined);
    assert.equal(chat.page.context().pages().length, 1);
    await end();
  });

  test('an attachment can be opened, and its code shown', async () => {
    await begin([question('q', 'Explain', [addFunction, { ...addFunction, path: 'b.py' }]), answer('a', 'x')]);
    await button('b.py:3-9 · function add').first().click();
    assert.deepEqual(await asked(), [{ type: 'openAttachment', messageId: 'q', index: 1 }]);
    const disclosure = button('Show the code of add.py:3-9 · function add');
    assert.equal(await chat.page.locator('.user pre').count(), 0);
    await disclosure.click();
    assert.equal(await disclosure.getAttribute('aria-expanded'), 'true');
    assert.equal(await chat.page.locator('.user pre').innerText(), addFunction.text);
    assert.ok(await chat.page.locator('.user pre .hljs-keyword').count());
    await disclosure.click();
    assert.equal(await chat.page.locator('.user pre').isVisible(), false);
    await end();
  });

  test('a stopped answer says so and can be asked for again', async () => {
    await begin([question('q', '?'), answer('a', 'Half', { state: 'stopped' })]);
    await chat.page.getByText('Stopped', { exact: true }).waitFor();
    await button('Retry').click();
    assert.deepEqual(await asked(), [{ type: 'retry', messageId: 'a' }]);
    assert.equal(await chat.page.evaluate(() => document.activeElement?.tagName), 'TEXTAREA');
    await chat.deliver({ type: 'message', message: answer('a', '', { state: 'streaming' }) });
    assert.equal(await button('Retry').count(), 0);
    assert.equal(await chat.page.locator('.assistant .body').innerText(), '');
    await end();
  });

  test('only the last answer can be asked for again', async () => {
    const half = { state: 'stopped' } as const;
    await begin([question('q', '?'), answer('a', 'Half', half), question('r', '?'), answer('b', 'Half', half)]);
    assert.equal(await chat.page.getByText('Stopped', { exact: true }).count(), 2);
    assert.equal(await button('Retry').count(), 1);
    await button('Retry').click();
    assert.deepEqual(await asked(), [{ type: 'retry', messageId: 'b' }]);
    await end();
  });

  test('an answer that failed says why, what to do, and offers the remedy and another try', async () => {
    const problem = { text: 'The server ended.', nextStep: 'See the log.', remedy: 'showLog' } as const;
    await begin([question('q', '?'), answer('a', 'Half', { state: 'error', problem })]);
    for (const part of ['Half', problem.text, problem.nextStep])
      await chat.page.getByText(part, { exact: true }).waitFor();
    await button('Show Log').click();
    await button('Retry').click();
    assert.deepEqual(await asked(), [
      { type: 'remedy', remedy: 'showLog' },
      { type: 'retry', messageId: 'a' },
    ]);
    await end();
  });

  test('a model that does not run says why, and keeps the focus on its remedy', async () => {
    await begin([]);
    const error = { text: 'The file is no model.', nextStep: 'Choose another.', remedy: 'chooseModel' } as const;
    const header = { model: 'x.gguf', state: 'error', error } as const;
    await chat.deliver({ type: 'header', header });
    await chat.page.locator('header').getByText('Choose another.').waitFor();
    assert.match(await chat.page.locator('[aria-live="polite"]').innerText(), /no model\. Choose another/);
    await button('Choose Model').focus();
    await chat.deliver({ type: 'header', header });
    await chat.page.keyboard.press('Enter');
    assert.deepEqual(await asked(), [{ type: 'remedy', remedy: 'chooseModel' }]);
    await chat.deliver({ type: 'header', header: readyModel });
    assert.equal(await button('Choose Model').count(), 0);
    await end();
  });

  test('an empty one says that all stays here, and has examples that ask', async () => {
    await begin([]);
    await chat.page.getByText(/Everything stays on this machine/).waitFor();
    const examples = chat.page.getByRole('list', { name: 'Examples' }).getByRole('button');
    assert.equal(await examples.count(), 3);
    const first = await examples.first().innerText();
    await examples.first().click();
    assert.deepEqual(await asked(), [{ type: 'send', text: first }]);
    await chat.deliver({ type: 'message', message: question('q', first) });
    assert.equal(await examples.first().isVisible(), false);
    await chat.deliver(session([], { model: 'm', state: 'off' }, 'new'));
    assert.equal(await examples.first().isDisabled(), true);
    await end();
  });

  test('an answer without a word says so', async () => {
    await begin([question('q', '?'), answer('a', '')]);
    await chat.page.getByText(/The model ended its answer before it wrote anything/).waitFor();
    await end();
  });

  test('a reload comes back to the same place; another conversation begins at its end', async () => {
    const long = Array.from({ length: 40 }, (_, i) =>
      i % 2 ? answer(`m${i}`, `answer ${i}\n\nmore`) : question(`m${i}`, `${i}?`),
    );
    await begin(long);
    const box = chat.page.getByRole('log');
    await box.evaluate((log) => log.scrollTo(0, 300));
    await eventually('it is saved', () =>
      chat.page.evaluate(() => sessionStorage.getItem('state')?.includes('"top":300')),
    );
    await chat.reload();
    await chat.deliver(session(long));
    assert.equal(await box.evaluate((log) => log.scrollTop), 300);
    await chat.deliver(session(long, readyModel, 'other'));
    assert.ok(await box.evaluate((log) => log.scrollHeight - log.clientHeight - log.scrollTop < 2));
    await end();
  });

  test('the same conversation sent again keeps what its reader has opened, and drops what is gone', async () => {
    const asking = question('q', 'Explain', [addFunction]);
    await begin([asking, answer('a', 'Half', { state: 'stopped' })]);
    await button('Show the code').click();
    await chat.deliver(session([asking]), { type: 'message', message: answer('b', 'Anew', { state: 'streaming' }) });
    assert.equal(await chat.page.locator('.user pre').isVisible(), true);
    assert.deepEqual(await chat.page.locator('.assistant .body').allInnerTexts(), ['Anew']);
    await chat.deliver(session([{ ...asking, text: 'Changed' }]));
    assert.deepEqual(await chat.page.locator('article .body > p').allInnerTexts(), ['Changed']);
    await end();
  });

  test('of thousands of messages the latest are on the page, and earlier ones on demand', async () => {
    const many = Array.from({ length: 4000 }, (_, i) =>
      i % 2 ? answer(`m${i}`, `answer \`${i}\``) : question(`m${i}`, `${i}?`),
    );
    await begin(many);
    const articles = chat.page.locator('article');
    const first = await articles.count();
    assert.ok(first < 200, `${first}`);
    await chat.page.getByText('3998?').waitFor();
    await chat.page.getByRole('log').evaluate((log) => log.scrollTo(0, 0));
    const place = async (article: ElementHandle) => Math.round((await article.boundingBox())?.y ?? 0);
    const read = await articles.first().elementHandle();
    assert.ok(read);
    const before = await place(read);
    await button(/^Show 60 earlier messages$/).click();
    assert.equal(await articles.count(), first + 60);
    assert.ok(Math.abs((await place(read)) - before) <= 2, 'what was read stays where it was');
    await chat.deliver({ type: 'message', message: question('new', 'and now?') });
    await chat.page.getByText('and now?').waitFor();
    await end();
  });
});
