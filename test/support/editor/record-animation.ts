/**
 * Records the animation of README into media/typing.gif: `npx tsx test/support/editor/record-animation.ts`.
 *
 * It is the real editor with the default model and Cria's default settings; what is typed are key presses at the pace of
 * a person, and VS Code's own screencast mode shows the other keys. No picture is edited, and each stands as long as it
 * stood in the editor, to a tenth of a second. Only where nothing at all changed for more than a second, a second is
 * left of it. Suggestions come as quickly as this machine gives them, so run it while nothing else does.
 */
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { buildStep } from '../../../scripts/setup/build';
import { runScript } from '../../../scripts/setup/main';
import { defaultModel } from '../../../scripts/setup/model';
import { printedProgress } from '../../../scripts/setup/progress';
import { runSteps } from '../../../scripts/setup/step';
import { modelVariable } from '../../../shared/ids';
import { launchBrowser } from './browser';
import { gif, type Frame } from './gif';
import { repository } from './places';
import { recordPage } from './recorder';
import { startVsCode } from './vscode';
import { Workbench } from './workbench';

const animation = path.join(repository, 'media', 'typing.gif');

/** README should open quickly on a slow line, too. */
const largestBytes = 2_000_000;

const size = { width: 880, height: 540 };

/** How long a person looks at a suggestion, and between two other things, in milliseconds. */
const readingMs = 900;
const thinkingMs = 600;

/** What it looks like; none of Cria's own settings, so that it does what it does for everyone. */
const looks = {
  'editor.fontSize': 16,
  'editor.lineHeight': 23,
  'editor.cursorBlinking': 'solid',
  'editor.stickyScroll.enabled': false,
  'editor.hideCursorInOverviewRuler': true,
  'editor.overviewRulerBorder': false,
  'editor.scrollbar.vertical': 'hidden',
  'breadcrumbs.enabled': false,
  'window.commandCenter': false,
  'workbench.activityBar.location': 'hidden',
  'workbench.editor.editorActionsLocation': 'hidden',
  'workbench.layoutControl.enabled': false,
  'screencastMode.fontSize': 24,
  'screencastMode.verticalOffset': 4,
  'screencastMode.keyboardOptions': {
    showKeys: false,
    showKeybindings: true,
    showCommands: false,
    showCommandGroups: false,
    showSingleEditorCursorMoves: false,
  },
};

/** The file as it is opened, with the cursor at `║`. */
const code = `class Stack:
    """The last item in is the first one out."""

    def __init__(self):
        self.items = []

    def push(self, item):
        self.items.append(item)

    def pop(self):
        ║

    def size(self):
        return len(self.items)

`;

/** What is seen: a gap is filled on request, a suggestion is taken by words, and one comes before a name is thought of. */
async function act(workbench: Workbench): Promise<void> {
  await pause(thinkingMs);
  await workbench.press('Alt+Backslash');
  await take(workbench, 'Tab');
  await workbench.press('Control+End');
  await pause(thinkingMs);
  await type(workbench, '    def is_empty(self):\n');
  await take(workbench, 'Control+ArrowRight', 'Control+ArrowRight', 'Tab');
  await type(workbench, '\n\n');
  await workbench.press('Backspace');
  await type(workbench, 'def ');
  await take(workbench, 'Tab');
  await pause(thinkingMs);
}

/** Waits for a suggestion until no more of it comes, reads it, and presses the keys that take it. */
async function take(workbench: Workbench, ...keys: string[]): Promise<void> {
  await workbench.waitForGhostText();
  await workbench.waitForStatus(/ready/i);
  await pause(readingMs);
  for (const key of keys) {
    await workbench.press(key);
    await pause(thinkingMs);
  }
}

/** Types as a person does, one key a little earlier or later than the next, in the same way each time. */
async function type(workbench: Workbench, text: string): Promise<void> {
  for (const [i, key] of Array.from(text).entries()) {
    await workbench.press(key === '\n' ? 'Enter' : key);
    await pause(50 + ((i * 37) % 70) + (/\s/.test(key) ? 40 : 0));
  }
}

/** Opens the file with nothing beside it, and the cursor where it belongs. */
async function prepare(workbench: Workbench): Promise<void> {
  await workbench.page.setViewportSize(size);
  await workbench.waitForStatus(/ready/i, 60_000);
  await workbench.command('View: Close Primary Side Bar');
  await workbench.command('Developer: Toggle Screencast Mode');
  await workbench.openFile('structures.py', code.replace('║', ''));
  const above = code.slice(0, code.indexOf('║')).split('\n').length - 1;
  await workbench.press('Control+Home', ...Array<string>(above).fill('ArrowDown'), 'End');
  // The keys that it has shown fade away.
  await pause(2000);
}

async function record(): Promise<Frame[]> {
  const vscode = await startVsCode({
    extension: repository,
    settings: looks,
    env: { [modelVariable]: await defaultModel() },
  });
  try {
    const browser = await launchBrowser();
    try {
      const workbench = await Workbench.open(browser, vscode);
      await prepare(workbench);
      const stop = await recordPage(workbench.page);
      await act(workbench);
      return await stop();
    } finally {
      await browser.close();
    }
  } finally {
    await vscode.stop();
  }
}

runScript('', async () => {
  await runSteps([buildStep()], printedProgress());
  const frames = await record();
  const bytes = gif(frames, { apartMs: 100, longestMs: 1000, lastMs: 3000 });
  if (bytes.length > largestBytes)
    throw new Error(`The animation has ${bytes.length} bytes, more than ${largestBytes}.`);
  fs.writeFileSync(animation, bytes);
  process.stdout.write(
    `${path.relative(repository, animation)}: ${frames.length} pictures drawn, ${bytes.length} bytes\n`,
  );
});
