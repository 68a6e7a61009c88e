import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { addFunction, answer, question, session } from '../support/page/conversations';
import { openHouse, type ChatPage, type PageHouse } from '../support/page/harness';

const attacks = [
  '<script>document.body.dataset.broken = 1</script>',
  '<img src="https://evil.test/x.png" onerror="document.body.dataset.broken = 1">',
  '<svg onload="document.body.dataset.broken = 1"><a xlink:href="javascript:alert(1)">x</a></svg>',
  '<iframe srcdoc="<script>parent.document.body.dataset.broken = 1</script>"></iframe>',
  '<style>body { display: none }</style>',
  '<div style="position:fixed">over all</div>',
  '<base href="https://evil.test/"><form action="https://evil.test/"><input name="x"></form>',
  '![x](https://evil.test/y.png "a\\" onerror=\\"alert(1)")',
  '[x](javascript:document.body.dataset.broken=1)',
  '[x](&#106;avascript:alert(1)) [y](data:text/html,<script>alert(1)</script>) [z](command:cria.toggle)',
  '<https://ok.test/"onmouseover="alert(1)>',
  '```"><img src=x onerror=alert(1)>\ncode\n```',
  '```html\n<script>document.body.dataset.broken = 1</script></code></pre><script>alert(1)</script>\n```',
  '| a |\n| :-: |\n| <b onclick=alert(1)>x</b> |',
  '[a]: javascript:alert(1)\n\n[a] &lt;script&gt;alert(1)&lt;/script&gt;',
  '<!--><img src=x onerror=alert(1)>--> <math><mtext><table><mglyph><style><img src=x onerror=alert(1)>',
].join('\n\n');

describe('hostile text', () => {
  let house: PageHouse;
  let chat: ChatPage;

  before(async () => (house = await openHouse()));
  after(() => house.close());

  const open = async (...parts: Parameters<typeof session>) => {
    chat = await house.open();
    await chat.deliver(session(...parts));
  };
  /** No code ran, nothing was loaded, the page's policy had nothing to stop, and the composer still works. */
  const unharmed = async () => {
    assert.equal(await chat.page.evaluate(() => document.body.dataset.broken), undefined);
    const found = await chat.page
      .locator('article :is(script, img, svg:not(.icon), iframe, style, form, input, base, object, math, [style])')
      .count();
    assert.equal(found, 0);
    const suspicious = await chat.page
      .locator('article *')
      .evaluateAll((nodes) =>
        nodes.flatMap((node) =>
          [...node.attributes].filter(({ name }) => name.startsWith('on')).map(({ name }) => name),
        ),
      );
    assert.deepEqual(suspicious, []);
    const links = await chat.page.locator('article a').evaluateAll((all) => all.map((a) => a.getAttribute('href')));
    for (const href of links) assert.match(href ?? '', /^https?:\/\//);
    assert.deepEqual(await chat.complaints(), []);
    await chat.page.getByRole('textbox').fill('still here');
    await chat.page.keyboard.press('Enter');
    assert.deepEqual(await chat.waitFor('send'), { type: 'send', text: 'still here' });
    await chat.close();
  };

  test('in answers and questions stays text', async () => {
    await open([question('q', attacks), answer('a', attacks)]);
    assert.ok((await chat.page.locator('.assistant').innerText()).includes('<script>document.body.dataset'));
    await unharmed();
  });

  test('that comes in small pieces stays text', async () => {
    await open([question('q', 'x'), answer('a', '', { state: 'streaming' })]);
    for (let at = 0; at < attacks.length; at += 7) {
      await chat.deliver({ type: 'delta', messageId: 'a', text: attacks.slice(at, at + 7) });
    }
    await chat.deliver({ type: 'message', message: answer('a', attacks) });
    await unharmed();
  });

  test('in names and problems stays text', async () => {
    const html = '<img src=x onerror="document.body.dataset.broken = 1">';
    const attachment = { ...addFunction, path: html, languageId: html, enclosing: html, text: html };
    await open(
      [
        question('q', 'x', [attachment]),
        answer('a "b" \u0000', html, { state: 'error', problem: { text: html, nextStep: html, remedy: 'showLog' } }),
      ],
      { model: html, state: 'error', error: { text: html, nextStep: html } },
    );
    await chat.page.getByRole('button', { name: 'Show the code' }).click();
    assert.equal(await chat.page.locator('.user pre').innerText(), html);
    await chat.deliver({ type: 'header', header: { model: html, state: 'ready' } });
    await unharmed();
  });

  test('behind the Markdown renderer is caught by the sanitiser', async () => {
    await open([]);
    const { build } = await import('esbuild');
    const sanitizer = await build({
      stdin: {
        contents: "import { sanitized } from './media/sanitize'; globalThis.sanitized = sanitized;",
        resolveDir: process.cwd(),
      },
      bundle: true,
      format: 'iife',
      write: false,
    });
    await chat.page.evaluate(sanitizer.outputFiles[0]?.text ?? '');
    const kept = await chat.page.evaluate((html) => {
      const holder = document.createElement('div');
      holder.append((globalThis as unknown as { sanitized(html: string): Node }).sanitized(html));
      return holder.innerHTML;
    }, '<p class="a" style="x:y" onclick="b()" id="app">t<a href="javascript:x()">l</a><a href="https://a.test">m</a><img src=x onerror=y></p><pre data-language="py" data-other="1"></pre><ol start="3"></ol><script>z</script>');
    assert.equal(
      kept,
      '<p class="a">t<a>l</a><a href="https://a.test">m</a></p><pre data-language="py"></pre><ol start="3"></ol>',
    );
    await chat.close();
  });

  test('of broken characters is shown', async () => {
    const broken = 'a\uD800b \uDC00 \u0000 \u202E reversed \u200B\uFEFF 👩‍👩‍👧‍👦 é\u0301\u0301\u0301';
    await open([question('q', broken), answer('a', '', { state: 'streaming' })]);
    await chat.deliver(
      { type: 'delta', messageId: 'a', text: `${broken}[x](https://a.test/\uD800) \uD83D` },
      { type: 'delta', messageId: 'a', text: '\uDE00' },
    );
    await chat.page.locator('.assistant').getByText('😀').waitFor();
    await chat.deliver({ type: 'message', message: answer('a', broken) });
    await unharmed();
  });

  test('of enormous size is shown without widening the page', async () => {
    const words = 'x'.repeat(200_000);
    await open([
      question('q', words),
      answer(
        'a',
        `${words}\n\n\`\`\`js\n${words}\n\`\`\`\n\n| ${words} | b |\n| - | - |\n| ${words} | c |\n\n\`${words}\``,
      ),
    ]);
    const widths = await chat.page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
    assert.equal(widths[0], widths[1]);
    const box = await chat.page.locator('.messages').evaluate((log) => [log.scrollWidth, log.clientWidth]);
    assert.equal(box[0], box[1]);
    await unharmed();
  });

  test('of deep nesting is shown', async () => {
    await open([
      question('q', 'x'),
      answer('a', `${'> '.repeat(5000)}deep\n\n${'- '.repeat(3000)}x\n\n${'['.repeat(20_000)}`),
    ]);
    await unharmed();
  });
});
