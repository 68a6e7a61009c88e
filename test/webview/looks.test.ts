import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { ToPage } from '../../shared/chat';
import { addFunction, answer, question, readyModel, richConversation, session } from '../support/page/conversations';
import { openHouse, themes, type ChatPage, type PageHouse } from '../support/page/harness';
import { lowContrasts } from '../support/page/contrast';

const results = path.resolve(import.meta.dirname, '../results/page');
const words = 'Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen'.repeat(4);
const problem = {
  text: 'The server ended before the answer did.',
  nextStep: 'Ask again, or see the log.',
  remedy: 'showLog',
} as const;

const scenes: Record<string, ToPage> = {
  rich: session([...richConversation, answer('a2', 'It is\n\n```py\nx = 1', { state: 'streaming' })]),
  empty: session([]),
  failed: session(
    [
      question('q', 'Why?'),
      answer('a', 'Because', { state: 'error', problem }),
      answer('b', 'Half', { state: 'stopped' }),
    ],
    { model: 'codellama-7b.Q4_K_M.gguf', state: 'error', error: { ...problem, remedy: 'restartServer' } },
  ),
  loading: session(
    [
      question('q', words, [{ ...addFunction, path: `${words}.py` }]),
      answer('a', `${words} ${'many words '.repeat(60)}`),
    ],
    { model: words, state: 'loading', progress: 0.42 },
  ),
};

describe('the looks', () => {
  let house: PageHouse;
  let chat: ChatPage;

  before(async () => {
    await mkdir(results, { recursive: true });
    house = await openHouse();
  });
  after(() => house.close());

  const picture = async (name: string) => {
    await chat.page.screenshot({ path: path.join(results, `${name}.png`), animations: 'disabled' });
  };
  const end = async () => {
    assert.deepEqual(await chat.complaints(), []);
    await chat.close();
  };
  /** Elements whose content is cut off to the side though they do not scroll, and how far the page itself is too wide. */
  const tooWide = () =>
    chat.page.evaluate(() => {
      const parts = [...document.querySelectorAll('body *:not(pre *, .table *, .unseen, option)')];
      const outside = parts.filter((part) => {
        const { left, right, width } = part.getBoundingClientRect();
        return width > 1 && (left < -0.5 || right > innerWidth + 0.5);
      });
      const log = document.querySelector('.messages')!;
      return {
        outside: outside.map((part) => `${part.tagName}.${part.getAttribute('class') ?? ''}`),
        page: document.documentElement.scrollWidth - innerWidth,
        log: log.scrollWidth - log.clientWidth,
      };
    });

  for (const theme of Object.keys(themes) as (keyof typeof themes)[]) {
    for (const [name, scene] of Object.entries(scenes)) {
      test(`${theme}, ${name}: every text can be read`, async () => {
        chat = await house.open({ theme, height: name === 'rich' ? 1240 : 640 });
        await chat.deliver(scene);
        await picture(`${theme}-${name}`);
        assert.deepEqual(await lowContrasts(chat.page), []);
        await end();
      });
    }
  }

  for (const width of [170, 240, 900]) {
    for (const [name, scene] of Object.entries(scenes)) {
      test(`${width} pixels, ${name}: nothing sticks out`, async () => {
        chat = await house.open({ width, height: 700 });
        await chat.deliver(scene);
        await picture(`width-${width}-${name}`);
        assert.deepEqual(await tooWide(), { outside: [], page: 0, log: 0 });
        await end();
      });
    }
  }

  test('a reader above the end sees the way back', async () => {
    chat = await house.open({ theme: 'light', height: 500 });
    await chat.deliver(session(richConversation));
    await chat.page.getByRole('log').evaluate((log) => log.scrollTo(0, 120));
    await chat.page.getByRole('button', { name: 'Jump to latest' }).waitFor();
    await chat.page.getByRole('textbox').fill(`${words}\n${'a line\n'.repeat(30)}`);
    await picture('light-jump');
    assert.deepEqual(await tooWide(), { outside: [], page: 0, log: 0 });
    await end();
  });

  test('with forced colours', async () => {
    chat = await house.open({ theme: 'contrast', forcedColors: 'active', height: 1240 });
    await chat.deliver(scenes.rich!);
    await picture('forced-colors');
    await end();
  });

  test('nothing moves for who wants no motion', async () => {
    chat = await house.open({ reducedMotion: 'reduce' });
    await chat.deliver(scenes.rich!, { type: 'header', header: { ...readyModel, state: 'loading' } });
    assert.equal(
      await chat.page.evaluate(() => document.getAnimations().filter((a) => a.playState === 'running').length),
      0,
    );
    await chat.close();
    chat = await house.open();
    await chat.deliver(scenes.rich!);
    assert.ok(await chat.page.evaluate(() => document.getAnimations().length > 0));
    await end();
  });
});
