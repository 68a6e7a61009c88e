/**
 * Records the animation of README: `npx tsx test/support/editor/record-animation.ts`.
 *
 * It is the real editor with the default model and the default settings of Cria, and what is typed is typed by key
 * presses at the pace of a person. Nothing in the pictures is edited, and a frame stands as long as it stood in the
 * editor; only where nothing changed for more than a second, a second is left of it. Run it on a quiet machine.
 */
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { defaultModel } from '../../../scripts/setup/model';
import { modelVariable } from '../../../shared/ids';
import { launchBrowser } from './browser';
import { gif } from './gif';
import { repository } from './places';
import { recordPage } from './recorder';
import { startVsCode } from './vscode';
import { Workbench } from './workbench';

const animation = path.join(repository, 'media', 'typing.gif');
const size = { width: 880, height: 500 };

/** Only looks: what Cria does is left as it is for everyone. */
const settings = {
  'editor.fontSize': 16,
  'editor.lineHeight': 24,
  'editor.cursorBlinking': 'solid',
  'editor.scrollbar.vertical': 'hidden',
  'editor.overviewRulerBorder': false,
  'breadcrumbs.enabled': false,
  'workbench.activityBar.location': 'hidden',
  'workbench.layoutControl.enabled': false,
  'window.commandCenter': false,
  'screencastMode.fontSize': 24,
  'screencastMode.keyboardOptions': {
    showKeys: false,
    showKeybindings: true,
    showCommands: false,
    showCommandGroups: false,
    showSingleEditorCursorMoves: false,
  },
  'screencastMode.verticalOffset': 8,
};

const code = `import math


class Circle:
    """A circle by its radius."""

    def __init__(self, radius):
        self.radius = radius

    def area(self):
        return math.pi * self.radius ** 2


`;

/** Types as a person does: each key a little earlier or later than the one before, in the same way each time. */
async function type(workbench: Workbench, text: string): Promise<void> {
  for (const [i, key] of [...text].entries()) {
    await workbench.page.keyboard.type(key);
    await pause(60 + ((i * 37) % 70) + (/\s/.test(key) ? 40 : 0));
  }
}

async function suggestion(workbench: Workbench): Promise<void> {
  const ghost = await workbench.waitForGhostText();
  await pause(900);
  process.stdout.write(`--- ${await workbench.text()}\n>>> ${ghost}\n`);
}

async function act(workbench: Workbench): Promise<void> {
  await type(workbench, 'class Rectangle:\n');
  await suggestion(workbench);
  await workbench.press('Tab');
  await type(workbench, '\n\ndef __init__(self, width, height):\n');
  await suggestion(workbench);
  await workbench.press('Tab');
  await type(workbench, '\n\ndef area(self):\n');
  await suggestion(workbench);
  await workbench.press('Control+ArrowRight');
  await pause(500);
  await workbench.press('Control+ArrowRight');
  await pause(500);
  await workbench.press('Tab');
  await type(workbench, '\n\n');
  await workbench.press('Alt+Backslash');
  await suggestion(workbench);
  await workbench.press('Tab');
  await pause(500);
}

async function main(): Promise<void> {
  const vscode = await startVsCode({
    extension: repository,
    settings,
    env: { [modelVariable]: await defaultModel() },
  });
  const browser = await launchBrowser();
  try {
    const workbench = await Workbench.open(browser, vscode);
    const { page } = workbench;
    await page.setViewportSize(size);
    await workbench.waitForStatus(/ready/i, 60_000);
    await workbench.openFile('shapes.py', code);
    await workbench.command('View: Close Primary Side Bar');
    await workbench.command('Developer: Toggle Screencast Mode');
    await pause(1000);
    const stop = await recordPage(page);
    try {
      await act(workbench);
    } finally {
      const frames = await stop();
      fs.writeFileSync('/tmp/frames.json', JSON.stringify(frames.map(({ png, at }) => ({ at, png: png.toString('base64') }))));
      const bytes = gif(frames, { apartMs: 100, longestMs: 1000, lastMs: 2000 });
      fs.writeFileSync(animation, bytes);
      process.stdout.write(`${frames.length} frames, ${bytes.length} bytes\n`);
    }
  } finally {
    await browser.close();
    await vscode.stop();
  }
}

void main();
