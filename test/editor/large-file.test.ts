import { editorSuite } from '../support/editor/session';

const point = `class Point:
    def __init__(self, x, y):
        self.x = x
        self.y = y


class Box:
    def __init__(self, width, height, depth):`;

const watch = `(() => {
  globalThis.drawn = [];
  const t0 = performance.now();
  document.addEventListener('keydown', (e) => globalThis.drawn.push([Math.round(performance.now() - t0), 'KEY ' + e.key]), true);
  let last = '';
  const look = () => {
    const parts = document.querySelectorAll('.ghost-text-decoration, .suggest-preview-text .view-line');
    const text = [...parts].map((part) => part.textContent).join('|');
    if (text !== last) globalThis.drawn.push([Math.round(performance.now() - t0), text]);
    last = text;
    requestAnimationFrame(look);
  };
  look();
})()`;
editorSuite('explore', {}, (test) => {
  for (const n of [1, 2]) test('enter through' + n, async ({ workbench, vscode }) => {
    await workbench.openFile(`classes${n}.py`, point);
    await workbench.page.evaluate(watch);
    await workbench.type('\n');
    const ghost = await workbench.waitForGhostText((g) => g.split('\n').length > 2);
    await new Promise((r) => setTimeout(r, 1000));
    for (const k of 'self') { await workbench.page.keyboard.type(k, { delay: 80 }); await workbench.ghostText(); }
    for (const x of await workbench.page.evaluate<unknown[]>('globalThis.drawn')) console.log(JSON.stringify(x));
    console.log(vscode.criaLog().split('\n').slice(-30).join('\n'));
  });
});
