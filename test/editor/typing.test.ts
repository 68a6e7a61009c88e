import assert from 'node:assert/strict';
import { editorSuite } from '../support/editor/session';
import { eventually } from '../support/editor/poll';

const point = `class Point:
    def __init__(self, x, y):
        self.x = x
        self.y = y


class Box:
    def __init__(self, width, height, depth):`;

const watch = `(() => {
  globalThis.drawn = [];
  const look = () => {
    const parts = document.querySelectorAll('.ghost-text-decoration, .suggest-preview-text .view-line');
    const text = [...parts].map((part) => part.textContent).join('\\n');
    if (text !== (globalThis.drawn.at(-1) ?? '')) globalThis.drawn.push(text);
    requestAnimationFrame(look);
  };
  look();
})()`;
const log = (...a: unknown[]) => console.log(...a.map((x) => JSON.stringify(x)));
editorSuite('explore', {}, (test) => {
  test('enter through', async ({ workbench }) => {
    await workbench.openFile('classes.py', point);
    await workbench.page.evaluate(watch);
    await workbench.type('\n');
    const ghost = await workbench.waitForGhostText((g) => g.split('\n').length > 2);
    log('ghost', ghost);
    const [first = ''] = ghost.split('\n');
    for (const k of first) { await workbench.page.keyboard.type(k, { delay: 80 }); log(k, await workbench.ghostText()); }
    await workbench.press('Enter');
    log(await workbench.waitForGhostText());
    log(await workbench.text());
    log(await workbench.page.evaluate('globalThis.drawn'));
  });
  test('brackets', async ({ workbench }) => {
    await workbench.openFile('b.py', 'def add(a, b):\n    return a + b\n\n\none = add(1, 2)\ntwo = add(2, 3)\nthree = add(3, 4)\n');
    await workbench.type('four = add(');
    const g = await workbench.waitForGhostText();
    log(g, await workbench.text());
    await workbench.press('Tab');
    await eventually('x', async () => (await workbench.ghostText()) !== g);
    log(await workbench.savedText('b.py'));
    await workbench.openFile('b.js', "app.get('/one', (req, res) => {\n  res.send('one');\n});\n\napp.get('/two', (req, res) => {\n  res.send('two');\n});\n\n");
    await workbench.type("app.get('/three', (req, res) => {\n");
    const h = await workbench.waitForGhostText();
    log(h, await workbench.text());
    await workbench.press('Tab');
    await eventually('x', async () => (await workbench.ghostText()) !== h);
    log(await workbench.savedText('b.js'));
  });
  test('line', async ({ workbench }) => {
    await workbench.openFile('classes2.py', point);
    await workbench.type('\n');
    const ghost = await workbench.waitForGhostText((g) => g.split('\n').length > 2);
    log('ghost', ghost);
    await workbench.press('Control+Alt+ArrowRight');
    log(await workbench.waitForGhostText((g) => g !== ghost));
    log(await workbench.text());
    await workbench.press('Control+ArrowRight');
    log(await workbench.waitForGhostText());
    log(await workbench.text());
  });
  test('cycle', async ({ workbench }) => {
    await workbench.changeSettings({ 'cria.completion.automatic': false });
    await workbench.openFile('cyc.py', 'import math\n\n\ndef area(radius):\n    return ');
    await workbench.press('Alt+Backslash');
    const ghost = await workbench.waitForGhostText();
    log('ghost', ghost);
    for (let i = 0; i < 5; i++) {
      await workbench.press('Alt+BracketRight');
      const end = performance.now() + 3000;
      let now = '';
      while (performance.now() < end) { now = await workbench.ghostText(); await new Promise((r) => setTimeout(r, 300)); if (i) break; }
      log('after', now);
    }
  });
});
