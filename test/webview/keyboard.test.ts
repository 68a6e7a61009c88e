import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { answer, richConversation, session } from '../support/page/conversations';
import { openHouse, themes, type ChatPage, type PageHouse } from '../support/page/harness';

describe('keyboard and screen reader', () => {
  let house: PageHouse;
  let chat: ChatPage;

  before(async () => (house = await openHouse()));
  after(() => house.close());

  /** Tags and names of what Tab reaches from the start of the page, until it leaves it. */
  const stops = async () => {
    const found: string[] = [];
    for (;;) {
      await chat.page.keyboard.press('Tab');
      const stop = await chat.page.evaluate(() => {
        const at = document.activeElement;
        if (!at || at === document.body) return '';
        return `${at.tagName.toLowerCase()} ${at.getAttribute('aria-label') ?? at.textContent.slice(0, 40)}`.trim();
      });
      if (stop === '' || found.length > 40) return found;
      found.push(stop);
    }
  };

  test('Tab goes through the page as it is read', async () => {
    chat = await house.open();
    await chat.page.evaluate(() => sessionStorage.setItem('state', '{"draft":"x"}'));
    await chat.reload();
    await chat.deliver(session([...richConversation, answer('a2', 'Half', { state: 'stopped' })]));
    // It comes while the focus is far from the end, and goes by itself.
    const read = (await stops()).filter((stop) => stop !== 'button Jump to latest');
    assert.deepEqual(read, [
      'button New Chat',
      'div Conversation',
      'button add.py:3-9 · function add',
      'button Show the code of add.py:3-9 · function add',
      'a the tutorial',
      'button Copy code in python',
      'pre def add(a: int, b: int = 2) -> int:',
      'div Table',
      'button Copy code in ts',
      'pre export const add = (a: number, b = 2): n',
      'button Retry',
      'textarea Question to Cria',
      'button Send',
    ]);
    await chat.close();
  });

  for (const theme of Object.keys(themes) as (keyof typeof themes)[]) {
    test(`${theme}: the focus can be seen wherever it is`, async () => {
      chat = await house.open({ theme });
      await chat.deliver(session(richConversation));
      for (let i = 0; i < 11; i += 1) {
        await chat.page.keyboard.press('Tab');
        const seen = await chat.page.evaluate(() => {
          const at = document.activeElement!;
          const probe = document.createElement('i');
          probe.style.color = 'var(--vscode-focusBorder)';
          document.body.append(probe);
          const focus = getComputedStyle(probe).color;
          probe.remove();
          const field = at.closest('.field');
          const colour = field ? getComputedStyle(field).borderColor : getComputedStyle(at).outlineColor;
          const drawn = field ? 'solid' : getComputedStyle(at).outlineStyle;
          return { at: `${at.tagName}.${at.className}`, shown: drawn === 'solid' && colour === focus };
        });
        assert.deepEqual(seen, { at: seen.at, shown: true });
      }
      await chat.close();
    });
  }

  test('roles, names and headings', async () => {
    chat = await house.open();
    await chat.deliver(session(richConversation));
    const tree = await chat.page.locator('#app').ariaSnapshot();
    for (const part of [
      '- banner:',
      '- heading "Chat with Cria" [level=1]',
      '- button "New Chat"',
      '- main:',
      '- log "Conversation":',
      '- article:',
      '- heading "You" [level=2]',
      '- heading "Cria" [level=2]',
      '- heading "What add does" [level=4]',
      '- group "Code in python":',
      '- group "Ask Cria":',
      '- textbox "Question to Cria"',
      '- status',
    ]) {
      assert.ok(tree.includes(part), `${part} in:\n${tree}`);
    }
    assert.equal(await chat.page.locator('svg:not([aria-hidden])').count(), 0);
    assert.equal(await chat.page.locator('html').getAttribute('lang'), 'en');
    await chat.close();
  });
});
