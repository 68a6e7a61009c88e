import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { ChatHeader, ChatMessage } from '../../shared/chat';
import { answer, question, readyModel, session } from '../support/page/conversations';
import { openHouse, type ChatPage, type PageHouse } from '../support/page/harness';
import { eventually } from '../support/editor/poll';

describe('the composer', () => {
  let house: PageHouse;
  let chat: ChatPage;

  before(async () => (house = await openHouse()));
  after(() => house.close());

  const text = () => chat.page.getByRole('textbox', { name: 'Question to Cria' });
  const send = () => chat.page.getByRole('button', { name: 'Send' });
  const stop = () => chat.page.getByRole('button', { name: 'Stop' });
  const asked = async () => (await chat.posted()).filter(({ type }) => type !== 'ready');
  const begin = async (messages: ChatMessage[] = [], header: ChatHeader = readyModel) => {
    chat = await house.open({ height: 500 });
    await chat.deliver(session(messages, header));
  };
  const end = async () => {
    assert.deepEqual(await chat.complaints(), []);
    await chat.close();
  };
  const writing = [question('q', 'Why?'), answer('a', 'Beca', { state: 'streaming' })];

  test('Enter sends, Shift+Enter adds a line', async () => {
    await begin();
    await text().focus();
    await chat.page.keyboard.type('one');
    await chat.page.keyboard.press('Shift+Enter');
    await chat.page.keyboard.type('two');
    assert.equal(await text().inputValue(), 'one\ntwo');
    await chat.page.keyboard.press('Enter');
    assert.deepEqual(await asked(), [{ type: 'send', text: 'one\ntwo' }]);
    assert.equal(await text().inputValue(), '');
    await end();
  });

  test('the Enter that ends the composition of a word does not send', async () => {
    await begin();
    await text().focus();
    const input = await chat.page.context().newCDPSession(chat.page);
    await input.send('Input.imeSetComposition', { text: 'に', selectionStart: 1, selectionEnd: 1 });
    await chat.page.evaluate(() => {
      document.addEventListener('keydown', (event) => (document.body.dataset.composing = String(event.isComposing)));
    });
    // An input method keeps the key's character to itself.
    await input.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', key: 'Enter', windowsVirtualKeyCode: 13 });
    assert.equal(await chat.page.evaluate(() => document.body.dataset.composing), 'true');
    await input.send('Input.insertText', { text: '日本' });
    assert.equal(await text().inputValue(), '日本');
    assert.deepEqual(await asked(), []);
    await chat.page.keyboard.press('Enter');
    assert.deepEqual(await asked(), [{ type: 'send', text: '日本' }]);
    await end();
  });

  test('nothing but space is not sent', async () => {
    await begin();
    assert.equal(await send().isDisabled(), true);
    await text().fill('  \n ');
    assert.equal(await send().isDisabled(), true);
    await text().press('Enter');
    assert.deepEqual(await asked(), []);
    await text().fill('  x ');
    await send().click();
    assert.deepEqual(await asked(), [{ type: 'send', text: 'x' }]);
    await end();
  });

  for (const state of ['off', 'error'] as const) {
    test(`nothing is sent while the model is in the state "${state}", and the draft stays`, async () => {
      await begin([], { model: 'm', state });
      await text().fill('x');
      assert.equal(await send().isDisabled(), true);
      await text().press('Enter');
      assert.deepEqual(await asked(), []);
      assert.equal(await text().inputValue(), 'x');
      await chat.deliver({ type: 'header', header: readyModel });
      assert.equal(await send().isEnabled(), true);
      await end();
    });
  }

  test('ArrowUp in the empty composer brings back the last question', async () => {
    await begin([question('q1', 'first'), answer('a1', 'x'), question('q2', 'second\nline'), answer('a2', 'y')]);
    await text().press('ArrowUp');
    assert.equal(await text().inputValue(), 'second\nline');
    assert.equal(await text().evaluate((area: HTMLTextAreaElement) => area.selectionStart), 'second\nline'.length);
    await text().fill('other');
    await text().press('ArrowUp');
    assert.equal(await text().inputValue(), 'other');
    await end();
  });

  test('Stop stands where Send was while an answer is written, and Enter keeps the draft', async () => {
    await begin(writing);
    assert.equal(await send().isVisible(), false);
    await text().fill('next');
    await text().press('Enter');
    assert.equal(await text().inputValue(), 'next');
    await stop().click();
    assert.deepEqual(await asked(), [{ type: 'stop' }]);
    await chat.deliver({ type: 'message', message: answer('a', 'Beca', { state: 'stopped' }) });
    assert.equal(await stop().isVisible(), false);
    assert.equal(await send().isEnabled(), true);
    assert.equal(await text().evaluate((area) => area === document.activeElement), true);
    await end();
  });

  test('Escape stops, from anywhere on the page, and only while there is something to stop', async () => {
    await begin(writing);
    await chat.page.getByRole('log').focus();
    await chat.page.keyboard.press('Escape');
    assert.deepEqual(await asked(), [{ type: 'stop' }]);
    await chat.deliver({ type: 'message', message: answer('a', 'Beca', { state: 'stopped' }) });
    await chat.page.keyboard.press('Escape');
    assert.deepEqual(await asked(), [{ type: 'stop' }]);
    await end();
  });

  test('grows with its text up to two fifths of the page, then scrolls', async () => {
    await begin();
    const height = async () => (await text().boundingBox())?.height ?? 0;
    const one = await height();
    await text().fill('1\n2\n3');
    const three = await height();
    assert.ok(three > 2.5 * one && three < 3.5 * one, `${one} → ${three}`);
    await text().fill('line\n'.repeat(100));
    assert.ok((await height()) <= 0.4 * 500 + 1, `${await height()}`);
    assert.ok(await text().evaluate((area) => area.scrollHeight > area.clientHeight));
    assert.ok(await send().isVisible());
    await text().fill('');
    assert.equal(await height(), one);
    await text().fill('word '.repeat(20));
    const wide = await height();
    await chat.page.setViewportSize({ width: 200, height: 500 });
    await eventually('the text wraps more', async () => (await height()) > wide);
    await end();
  });

  test('a draft outlives a reload, and what was sent does not come back', async () => {
    await begin();
    await text().fill('half a question');
    await chat.reload();
    await chat.deliver(session([]));
    assert.equal(await text().inputValue(), 'half a question');
    await text().press('Enter');
    await chat.reload();
    assert.equal(await text().inputValue(), '');
    await end();
  });

  test('a state that something else saved does no harm', async () => {
    await begin();
    await chat.page.evaluate(() => sessionStorage.setItem('state', '{"draft":7,"place":{"sessionId":1}}'));
    await chat.reload();
    await chat.deliver(session([]));
    assert.equal(await text().inputValue(), '');
    await end();
  });

  test('the extension can put the focus here; New Chat does, too', async () => {
    await begin();
    const focused = () => text().evaluate((area) => area === document.activeElement);
    assert.equal(await focused(), false);
    await chat.deliver({ type: 'focusComposer' });
    assert.equal(await focused(), true);
    await chat.page.getByRole('button', { name: 'New Chat' }).click();
    assert.deepEqual(await asked(), [{ type: 'newChat' }]);
    assert.equal(await focused(), true);
    await end();
  });
});
