import assert from 'node:assert/strict';
import { editorSuite } from '../support/editor/session';
import type { Workbench } from '../support/editor/workbench';

/** Two classes of one pattern: the model writes the second one's constructor. */
const classes = `class Point:
    def __init__(self, x, y):
        self.x = x
        self.y = y


class Box:
    def __init__(self, width, height, depth):`;

const severalLines = (ghost: string) => ghost.trim().includes('\n');
const severalWords = (ghost: string) => /\w\W+\w/.test(ghost);

/** Types the head of a function into a new file, and `return`, which the editor indents. Returns what then stands. */
async function typeFunction(workbench: Workbench, name: string): Promise<string> {
  await workbench.openFile(name, '');
  await workbench.type('def add(a, b):\nreturn ');
  return 'def add(a, b):\n    return ';
}

editorSuite('completion', {}, (test) => {
  test('Tab inserts the suggestion for a typed function, and one undo takes it back', async ({
    workbench,
    screenshots,
  }) => {
    const before = await typeFunction(workbench, 'add.py');
    const ghost = await workbench.waitForGhostText();
    assert.equal(await workbench.text(), before, 'the suggestion is not in the document');
    await screenshots('ghost-text');

    await workbench.press('Tab');
    await workbench.waitForText(before + ghost);
    assert.equal(await workbench.savedText('add.py'), before + ghost);

    await workbench.press('Control+Z');
    await workbench.waitForText(before);
    assert.equal(await workbench.savedText('add.py'), before);
  });

  test('a suggestion may have several lines', async ({ workbench, screenshots }) => {
    await workbench.openFile('classes.py', classes);
    await workbench.type('\n');
    const before = `${classes}\n        `;
    await workbench.waitForText(before);
    const ghost = await workbench.waitForGhostText(severalLines);
    await screenshots('ghost-text-lines');
    await workbench.press('Tab');
    await workbench.waitForText(before + ghost);
    assert.equal(await workbench.savedText('classes.py'), before + ghost);
  });

  test('Ctrl+Right accepts a word and leaves the rest', async ({ workbench }) => {
    const before = await typeFunction(workbench, 'word.py');
    const ghost = await workbench.waitForGhostText(severalWords);
    await workbench.press('Control+ArrowRight');
    const rest = await workbench.waitForGhostText((now) => now !== ghost);
    const word = ghost.slice(0, ghost.length - rest.length);
    assert.notEqual(word, '');
    assert.equal(word + rest, ghost);
    await workbench.waitForText(before + word);
  });

  test('Escape dismisses the suggestion and changes nothing', async ({ workbench }) => {
    const before = await typeFunction(workbench, 'escape.py');
    await workbench.waitForGhostText();
    await workbench.press('Escape');
    await workbench.waitForNoGhostText();
    assert.equal(await workbench.text(), before);
  });

  test('with automatic suggestions off, Alt+\\ asks for one', async ({ workbench }) => {
    await workbench.changeSettings({ 'cria.completion.automatic': false });
    await workbench.expectNoGhostText(/only when asked for/, async () => {
      await typeFunction(workbench, 'manual.py');
    });
    await workbench.press('Alt+Backslash');
    await workbench.waitForGhostText();
  });

  test('an untitled document gets suggestions', async ({ workbench }) => {
    await workbench.openUntitled();
    const before = 'def add(a, b):\n    return ';
    await workbench.type(before);
    await workbench.waitForText(before);
    const ghost = await workbench.waitForGhostText();
    await workbench.press('Tab');
    await workbench.waitForText(before + ghost);
  });
});
