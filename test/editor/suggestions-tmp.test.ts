import assert from 'node:assert/strict';
import fs from 'node:fs';
import { eventually } from '../support/editor/poll';
import { editorSuite, type Session } from '../support/editor/session';
import type { Workbench } from '../support/editor/workbench';

const severalWords = (ghost: string) => /^\w{2,}\W+\w/.test(ghost);

/** Two classes of one pattern: the model writes the second one's constructor, in lines that come one by one. */
const classes = `class Point:
    def __init__(self, x, y):
        self.x = x
        self.y = y


class Box:
    def __init__(self, width, height, depth):`;

/**
 * Keeps what ghost text the page draws, from frame to frame, each change once. It runs in the page; it is a string,
 * because the tests know no types of the DOM.
 */
const watchGhostText = `(() => {
  globalThis.drawn = [];
  const look = () => {
    const parts = document.querySelectorAll('.ghost-text-decoration, .suggest-preview-text .view-line');
    const text = [...parts].map((part) => part.textContent).join('\\n');
    if (text !== (globalThis.drawn.at(-1) ?? '')) globalThis.drawn.push(text);
    requestAnimationFrame(look);
  };
  look();
})()`;

/** Types a function whose body the model knows, and returns what then stands there. */
async function typeFunction(workbench: Workbench, name: string): Promise<string> {
  await workbench.openFile(name, '');
  await workbench.type('def multiply(first, second):\nreturn ');
  return 'def multiply(first, second):\n    return ';
}

/** Waits until Cria's log says this of a suggestion, after `act`. */
async function hears({ vscode }: Session, what: string, act: () => Promise<void>): Promise<void> {
  const read = vscode.criaLog().length;
  await act();
  await eventually(`a suggestion was ${what}`, () =>
    vscode.criaLog().slice(read).includes(`A suggestion was ${what}.`),
  );
}

editorSuite('suggestions', { extension: process.env.EXT }, (test) => {
  test('what becomes of them is told: accepted', async (session) => {
    const { workbench } = session;
    await typeFunction(workbench, 'accepted.py');
    await workbench.waitForGhostText();
    await hears(session, 'seen to its end: accepted', () => workbench.press('Tab'));
  });

  test('accepted by words', async (session) => {
    const { workbench } = session;
    await typeFunction(workbench, 'words.py');
    await workbench.waitForGhostText(severalWords);
    await hears(session, 'partlyAccepted', () => workbench.press('Control+ArrowRight'));
    await workbench.waitForGhostText();
    await hears(session, 'seen to its end: partlyAccepted', () => workbench.press('Home'));
  });

  test('typed over, and typed through', async (session) => {
    const { workbench } = session;
    await typeFunction(workbench, 'typed.py');
    const ghost = await workbench.waitForGhostText(severalWords);
    for (const key of ghost.slice(0, 3)) {
      await workbench.type(key);
      await workbench.waitForGhostText();
    }
    await hears(session, 'seen to its end: rejected', () => workbench.type('????????????'));
  });

  test('left behind', async (session) => {
    const { workbench } = session;
    await typeFunction(workbench, 'left.py');
    await workbench.waitForGhostText();
    await hears(session, 'seen to its end: ignored', () => workbench.press('Control+Home'));
  });

  test('Escape rejects one, and it does not come back by itself', async (session) => {
    const { workbench } = session;
    const before = await typeFunction(workbench, 'escape.py');
    const ghost = await workbench.waitForGhostText();
    await hears(session, 'seen to its end: rejected', () => workbench.press('Escape'));
    await workbench.waitForNoGhostText();
    await workbench.press('Backspace');
    await workbench.expectNoGhostText(/rejected here before/, () => workbench.type(' '));
    assert.equal(await workbench.text(), before);
    await workbench.press('Alt+Backslash');
    assert.equal(await workbench.waitForGhostText(), ghost, 'asked for by hand it may come');
  });

  test('one that grows does not flicker', async ({ workbench }) => {
    await workbench.openFile('classes.py', classes);
    await workbench.page.evaluate(watchGhostText);
    await workbench.type('\n');
    await workbench.waitForGhostText((ghost) => ghost.trim().includes('\n'));
    const drawn = await workbench.page.evaluate<string[]>('globalThis.drawn');
    assert.ok(
      drawn.every((text) => text !== ''),
      JSON.stringify(drawn),
    );
  });

  test('in a snippet Tab goes to the next place', async ({ workbench }) => {
    const body = 'def ${1:name}(a, b):\n    return $2\n\n$0';
    const snippets = { add: { scope: 'python', prefix: 'zzadd', body } };
    fs.writeFileSync(workbench.pathOf('.vscode/test.code-snippets'), JSON.stringify(snippets));
    await workbench.openFile('snippet.py', '');
    await workbench.command('Snippets: Insert Snippet');
    await workbench.pick('zzadd');
    await workbench.type('add');
    await workbench.press('Tab');
    await workbench.type('1');
    await workbench.waitForText('def add(a, b):\n    return 1');
  });

  test('beside the list of completions only what begins with its item is shown', async ({ workbench, vscode }) => {
    await workbench.changeSettings({ 'editor.wordBasedSuggestions': 'currentDocument' });
    await workbench.openFile('list.py', 'reticulated = 1\nreticence = 2\n\n');
    const read = vscode.criaLog().length;
    await workbench.type('print(reti');
    await workbench.press('Control+Space');
    await workbench.page.locator('.suggest-widget.visible').waitFor();
    await eventually('a suggestion was asked for beside the list', () => vscode.criaLog().length > read);
    const ghost = await workbench.ghostText();
    assert.ok(ghost === '' || /^c(ulated|ence)/.test(ghost), ghost);
  });

  test('a notebook cell gets suggestions', async ({ workbench, screenshots }) => {
    await workbench.openNotebook('cells.ipynb', 'python');
    await workbench.type('def multiply(first, second):\nreturn ');
    const ghost = await workbench.waitForGhostText();
    await screenshots('notebook');
    await workbench.press('Tab');
    await workbench.waitForText(`def multiply(first, second):\n    return ${ghost}`);
  });
});
