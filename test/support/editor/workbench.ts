import fs from 'node:fs';
import path from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { ChatView } from './chat';
import { eventually, throughout } from './poll';
import type { VsCode } from './vscode';

/** What a window did by itself. */
export interface Observed {
  /** Lines of the browser's console, with their level. */
  console: string[];
  /** URLs of the requests and sockets that went to the network: those that a service worker answered did not. */
  requests: string[];
}

const openMs = 60_000;
const actionMs = 20_000;

/** One window of VS Code, as a person sees it. */
export class Workbench {
  readonly page: Page;
  readonly chat: ChatView;
  readonly observed: Observed = { console: [], requests: [] };
  private readonly vscode: VsCode;
  private settingsWritten = 0;
  private readonly changed = new Set<string>();

  private constructor(page: Page, vscode: VsCode) {
    this.page = page;
    this.vscode = vscode;
    this.chat = new ChatView(this);
  }

  /** Opens a window on the workspace of `vscode`, and waits until it is drawn. */
  static async open(browser: Browser, vscode: VsCode): Promise<Workbench> {
    const context = await browser.newContext({
      viewport: { width: 1300, height: 850 },
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    const page = await context.newPage();
    page.setDefaultTimeout(actionMs);
    const workbench = new Workbench(page, vscode);
    const { observed } = workbench;
    page.on('console', (message) => observed.console.push(`[${message.type()}] ${message.text()}`));
    page.on('pageerror', (error) => observed.console.push(`[pageerror] ${error.message}`));
    page.on('websocket', (socket) => observed.requests.push(socket.url()));
    // The context hears the service worker of webviews, too, which makes requests of its own.
    context.on('response', (response) => {
      if (!response.fromServiceWorker()) observed.requests.push(response.url());
    });
    context.on('requestfailed', (request) => observed.requests.push(request.url()));
    const url = new URL(vscode.url);
    url.searchParams.set('folder', vscode.workspace);
    // Cria's own log says what became of each suggestion.
    url.searchParams.set('payload', JSON.stringify([['logLevel', 'cria.cria=trace']]));
    await page.goto(url.href);
    await workbench.drawn();
    return workbench;
  }

  /** Loads the window again, as `Developer: Reload Window` does. */
  async reload(): Promise<void> {
    await this.page.reload();
    await this.drawn();
  }

  private async drawn(): Promise<void> {
    await this.page.locator('.monaco-workbench .part.statusbar').waitFor({ timeout: openMs });
  }

  /** Leaves the window as a test should find it: no menu, no picker, the settings as they were. */
  async tidy(): Promise<void> {
    await this.press('Escape', 'Escape');
    if (this.changed.size === 0) return;
    await this.changeSettings(Object.fromEntries([...this.changed].map((name) => [name, undefined])));
    this.changed.clear();
  }

  /**
   * Changes settings of the workspace and waits until the window has them; `undefined` removes a setting.
   * The window's title goes with them, because it shows when they have come: each time with one more space of no width.
   */
  async changeSettings(changes: Record<string, unknown>): Promise<void> {
    this.settingsWritten++;
    for (const name of Object.keys(changes)) this.changed.add(name);
    const title = `workspace${'\u200b'.repeat(this.settingsWritten)}`;
    this.vscode.changeSettings({ ...changes, 'window.title': title });
    await eventually('settings are taken', async () => (await this.page.title()) === title);
  }

  // --- editors

  /** The text editor that has or had the focus; in a notebook the one of a cell. */
  get editor(): Locator {
    const inGroup = '.editor-group-container.active .editor-instance .monaco-editor:visible';
    return this.page.locator(`${inGroup}, .notebookOverlay .monaco-editor.focused:visible`).first();
  }

  /** Writes a file into the workspace, opens it, and puts the cursor at its end. */
  async openFile(name: string, text: string): Promise<void> {
    await this.openAny(name, text);
    await this.cursorToEnd();
  }

  /** Writes a notebook with one empty cell, opens it, and puts the cursor into the cell. */
  async openNotebook(name: string, language: string): Promise<void> {
    const cell = { cell_type: 'code', metadata: {}, outputs: [], execution_count: null, source: [] };
    const format = { nbformat: 4, nbformat_minor: 5, metadata: { language_info: { name: language } } };
    await this.openAny(name, JSON.stringify({ cells: [cell], ...format }));
    await this.page.locator('.notebookOverlay .monaco-editor:visible').first().click();
    await this.page.locator('.notebookOverlay .monaco-editor.focused').waitFor();
  }

  private async openAny(name: string, text: string): Promise<void> {
    const file = this.pathOf(name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, text);
    await this.page.keyboard.press('Control+P');
    const input = this.quickInput.locator('input').first();
    await input.fill(file);
    // The label goes on with the folder and where it was found; the name alone could be the end of another one.
    const label = path.basename(name);
    const row = this.quickInput.locator(`.monaco-list-row:is([aria-label^="${label},"], [aria-label^="${label} "])`);
    await row.first().click();
    await this.page.locator('.tab.active', { hasText: label }).waitFor();
    await this.quickInput.waitFor({ state: 'hidden' });
  }

  /** Opens an untitled document, in plain text until a language is chosen. */
  async openUntitled(): Promise<void> {
    await this.command('File: New Untitled Text File');
    await this.page.locator('.tab.active', { hasText: /Untitled-\d/ }).waitFor();
    await this.editor.locator('.view-lines').click();
  }

  async cursorToEnd(): Promise<void> {
    await this.editor.locator('.view-lines').waitFor();
    await this.editor.locator('.view-lines').click({ position: { x: 5, y: 5 } });
    await this.page.keyboard.press('Control+End');
  }

  /** Presses the keys of `text` in the focused element, one after the other. A newline is Enter. */
  async type(text: string): Promise<void> {
    await this.page.keyboard.type(text, { delay: 5 });
  }

  async press(...keys: string[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key);
  }

  /** The visible text of the editor without ghost text. */
  async text(): Promise<string> {
    const lines = await Promise.all(
      (await this.editor.locator('.view-lines > .view-line').all()).map(async (line) => ({
        // The editor reuses line elements, so that their order is not that of the lines.
        top: Number(/top: ?(\d+)/.exec((await line.getAttribute('style')) ?? '')?.[1]),
        text: (await line.locator('> span > span:not([class*="ghost-text"])').allTextContents()).join(''),
      })),
    );
    lines.sort((a, b) => a.top - b.top);
    return plain(lines.map(({ text }) => text).join('\n'));
  }

  /** Saves the file in the active editor and reads it back from the disk. */
  async savedText(name: string): Promise<string> {
    await this.page.keyboard.press('Control+S');
    await this.page.locator('.editor-group-container.active .tab.active:not(.dirty)').waitFor();
    return fs.readFileSync(this.pathOf(name), 'utf8');
  }

  /** Waits until the visible text of the editor, without ghost text, is this. */
  async waitForText(text: string): Promise<void> {
    await eventually(`the editor holds ${JSON.stringify(text)}`, async () => {
      const found = await this.text();
      if (found !== plain(text)) throw new Error(JSON.stringify(found));
      return true;
    });
  }

  pathOf(name: string): string {
    return path.join(this.vscode.workspace, name);
  }

  // --- inline suggestions

  /** The suggestion at the cursor, or an empty string. */
  async ghostText(): Promise<string> {
    const inLine = await this.editor.locator('.view-line .ghost-text-decoration').allTextContents();
    const below = await this.editor.locator('.suggest-preview-text .view-line').allTextContents();
    return plain([inLine.join(''), ...below].join('\n'));
  }

  /** Waits until a suggestion is shown that `fits`, and is drawn to its end: its lines are drawn one by one. */
  async waitForGhostText(fits: (ghost: string) => boolean = () => true): Promise<string> {
    let last = '';
    return eventually('ghost text appears', async () => {
      const before = last;
      last = await this.ghostText();
      return last.trim() !== '' && last === before && fits(last) && last;
    });
  }

  /**
   * Runs `ask`, which would bring a suggestion, waits until Cria's log says why there is none, and checks that none is
   * shown.
   */
  async expectNoGhostText(because: RegExp, ask: () => Promise<void>): Promise<void> {
    const read = this.vscode.criaLog().length;
    await ask();
    await eventually(`no suggestion because ${because.source}`, () => because.test(this.vscode.criaLog().slice(read)));
    await throughout('nothing is suggested', async () => (await this.ghostText()) === '', 500);
  }

  async waitForNoGhostText(): Promise<void> {
    await eventually('ghost text goes away', async () => (await this.ghostText()) === '');
  }

  // --- commands, menus, messages

  get quickInput(): Locator {
    return this.page.locator('.quick-input-widget:visible');
  }

  /** Runs a command of the palette by its title, with its category. */
  async command(title: string): Promise<void> {
    await this.page.keyboard.press('F1');
    await this.quickInput.locator('input').first().fill(`>${title}`);
    // The label goes on with the key binding.
    const row = this.quickInput.locator(`.monaco-list-row:is([aria-label="${title}"], [aria-label^="${title},"])`);
    await row.first().click();
  }

  /** Chooses the first entry with this text in the open quick pick. */
  async pick(text: string | RegExp): Promise<void> {
    await this.quickInput.locator('.monaco-list-row', { hasText: text }).first().click();
    await this.quickInput.waitFor({ state: 'hidden' });
  }

  /** Opens the context menu of the editor on the line that holds `line`. */
  async contextMenu(line: string): Promise<Locator> {
    await this.editor
      .locator('.view-line', { hasText: line })
      .first()
      .click({ button: 'right', position: { x: 12, y: 8 } });
    const menu = this.page.locator('.monaco-menu:visible').last();
    await menu.waitFor();
    return menu;
  }

  /** Cria's item in the status bar. */
  get status(): Locator {
    return this.page.locator('[id="cria.cria.status"]');
  }

  /** Waits until the label of the status item, which screen readers read, fits. */
  async waitForStatus(label: RegExp, timeoutMs?: number): Promise<string> {
    return eventually(
      `status ${label.source}`,
      async () => {
        const found = await this.status.getAttribute('aria-label', { timeout: 1000 });
        if (found === null || !label.test(found)) throw new Error(`status is ${found ?? 'without label'}`);
        return found;
      },
      timeoutMs,
    );
  }

  notification(text: string | RegExp): Locator {
    return this.page.locator('.notification-toast', { hasText: text });
  }

  async closeNotifications(): Promise<void> {
    await this.command('Notifications: Clear All Notifications');
    await eventually('notifications go away', async () => (await this.notification('').count()) === 0);
  }
}

/** The editor writes spaces as no-break spaces, so that the browser keeps them. */
function plain(text: string): string {
  return text.replaceAll('\u00a0', ' ').replace(/\n+$/, '');
}
