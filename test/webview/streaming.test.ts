import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { ElementHandle } from 'playwright-core';
import { answer, question, readyModel, session } from '../support/page/conversations';
import { openHouse, type ChatPage, type PageHouse } from '../support/page/harness';
import { eventually } from '../support/editor/poll';

describe('an answer that is being written', () => {
  let house: PageHouse;
  let chat: ChatPage;

  before(async () => (house = await openHouse()));
  after(() => house.close());

  const delta = (text: string) => chat.deliver({ type: 'delta', messageId: 'a', text });
  const body = () => chat.page.locator('article.assistant .body').last();
  const scrolled = () =>
    chat.page.locator('.messages').evaluate((box) => ({
      top: box.scrollTop,
      left: box.scrollHeight - box.clientHeight - box.scrollTop,
    }));
  const begin = async (text = '') => {
    chat = await house.open({ height: 400 });
    await chat.deliver(session([question('q', 'Why?'), answer('a', text, { state: 'streaming' })]));
  };
  const end = async () => {
    assert.deepEqual(await chat.complaints(), []);
    await chat.close();
  };

  test('shows deltas as they arrive, and the caret until it ends', async () => {
    await begin();
    await chat.page.getByText('Cria is writing').first().waitFor();
    await delta('Because ');
    await delta('**so**');
    await body().locator('strong', { hasText: 'so' }).waitFor();
    assert.equal(await body().innerText(), 'Because so');
    const caret = () =>
      body()
        .locator('p')
        .evaluate((p) => getComputedStyle(p, '::after').content);
    assert.equal(await caret(), '""');
    await chat.deliver({ type: 'message', message: answer('a', 'Because **so**.') });
    assert.equal(await caret(), 'none');
    assert.equal(await chat.page.locator('.activity').isVisible(), false);
    await end();
  });

  test('is drawn once a frame, however many deltas come', async () => {
    await begin();
    const draws = await chat.page.evaluate(async () => {
      let count = 0;
      new MutationObserver(() => (count += 1)).observe(document.querySelector('.list')!, {
        subtree: true,
        childList: true,
        characterData: true,
      });
      for (let i = 0; i < 500; i += 1) standIn.deliver({ type: 'delta', messageId: 'a', text: `word${i} ` });
      const early = document.querySelector('.assistant .body')?.textContent;
      await new Promise(requestAnimationFrame);
      await new Promise(requestAnimationFrame);
      return { count, early, late: document.querySelector('.assistant .body')?.textContent };
    });
    assert.equal(draws.early, '');
    assert.equal(draws.count, 1);
    assert.match(draws.late ?? '', /^word0 word1 .* word499\s*$/s);
    await end();
  });

  test('leaves finished blocks, focus, selection and other messages as they are', async () => {
    await begin(
      'Code:\n\n```py\nprint("a very long line that scrolls in its own box, because it is long")\n```\n\nThen',
    );
    await chat.page.evaluate(() => {
      const pre = document.querySelector('pre')!;
      pre.scrollLeft = 40;
      document.querySelector<HTMLElement>('.copy')!.focus();
      const text = document.querySelector('.assistant .body > p')?.firstChild as Text;
      getSelection()?.setBaseAndExtent(text, 0, text, 4);
      new MutationObserver((records) => {
        const touched = records.some(({ target }) => !(target.parentElement?.matches('.body > p:last-child') ?? false));
        document.body.dataset.touched = String(touched || document.body.dataset.touched === 'true');
      }).observe(document.querySelector('.list')!, { subtree: true, childList: true, characterData: true });
    });
    await delta(' more');
    await delta(' words');
    await body().getByText('Then more words').waitFor();
    assert.deepEqual(
      await chat.page.evaluate(() => ({
        left: document.querySelector('pre')?.scrollLeft,
        focus: document.activeElement?.className,
        selected: getSelection()?.toString(),
        touched: document.body.dataset.touched,
      })),
      { left: 40, focus: 'copy', selected: 'Code', touched: 'false' },
    );
    await end();
  });

  test('keeps the block of code that it is writing, and never shows its fence', async () => {
    await begin('See:\n\n');
    const shown: string[] = [];
    let first: ElementHandle | null = null;
    for (const part of ['`', '``', 'py', 'thon\n', 'def f():\n', '    return 1\n', '``', '`', '\nDone']) {
      await delta(part);
      await chat.page.evaluate(() => new Promise(requestAnimationFrame));
      shown.push(await body().innerText());
      if (part === 'def f():\n') first = await chat.page.locator('pre').elementHandle();
    }
    assert.ok(
      shown.every((text) => !text.includes('`')),
      JSON.stringify(shown),
    );
    assert.deepEqual(await chat.page.locator('.code-language').allInnerTexts(), ['python']);
    assert.deepEqual(await first?.evaluate((pre) => [pre.isConnected, pre.textContent]), [
      true,
      'def f():\n    return 1\n',
    ]);
    assert.match(shown.at(-1) ?? '', /Done$/);
    await end();
  });

  test('is followed to its end only while the reader is there', async () => {
    await begin('line\n\n'.repeat(60));
    await eventually('the end is in view', async () => (await scrolled()).left < 2);
    await delta('more\n\n'.repeat(20));
    await eventually(
      'still the end',
      async () => (await body().innerText()).includes('more') && (await scrolled()).left < 2,
    );
    const jump = chat.page.getByRole('button', { name: 'Jump to latest' });
    assert.equal(await jump.isVisible(), false);

    await chat.page.mouse.move(150, 150);
    await chat.page.mouse.wheel(0, -500);
    await jump.waitFor();
    const { top } = await scrolled();
    await delta('and more\n\n'.repeat(20));
    await eventually('the text came', async () => (await body().innerText()).includes('and more'));
    assert.equal((await scrolled()).top, top);

    await jump.click();
    await eventually('the end again', async () => (await scrolled()).left < 2);
    assert.equal(await jump.isVisible(), false);
    await delta('last\n\n'.repeat(9));
    await eventually(
      'following',
      async () => (await body().innerText()).includes('last') && (await scrolled()).left < 2,
    );
    await end();
  });

  test('is announced once, when it has ended', async () => {
    await begin();
    const said = chat.page.locator('[aria-live="polite"]');
    const log = chat.page.getByRole('log');
    assert.equal(await log.getAttribute('aria-live'), 'off');
    assert.equal(await log.getAttribute('aria-busy'), 'true');
    await delta('It is **two**.');
    await body().getByText('It is two').waitFor();
    assert.equal(await said.innerText(), '');
    await chat.deliver({ type: 'message', message: answer('a', 'It is **two**.') });
    assert.equal((await said.innerText()).trim(), 'Cria answered: It is two.');
    assert.equal(await log.getAttribute('aria-busy'), 'false');
    await end();
  });

  test('takes no delta after its end, nor one for a message that is not there', async () => {
    await begin('All');
    await chat.deliver(
      { type: 'message', message: answer('a', 'All.') },
      { type: 'delta', messageId: 'a', text: ' late' },
      { type: 'delta', messageId: 'gone', text: 'lost' },
    );
    await chat.page.evaluate(() => new Promise(requestAnimationFrame));
    assert.equal(await body().innerText(), 'All.');
    await end();
  });

  test('goes on after a reload in its middle', async () => {
    await begin('Half');
    await chat.reload();
    await chat.deliver(session([question('q', 'Why?'), answer('a', 'Half an', { state: 'streaming' })]));
    await delta(' answer');
    await body().getByText('Half an answer').waitFor();
    await end();
  });

  test('says that the model is loaded first', async () => {
    await begin();
    await chat.deliver({ type: 'header', header: { ...readyModel, state: 'loading', progress: 0.4 } });
    await chat.page.getByText('Cria is loading the model: 40 %').waitFor();
    assert.equal(await chat.page.getByRole('progressbar').getAttribute('value'), '0.4');
    await end();
  });
});
