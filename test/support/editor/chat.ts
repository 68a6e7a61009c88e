import type { FrameLocator, Locator } from 'playwright-core';
import type { ChatMessage } from '../../../shared/chat';
import { eventually } from './poll';
import type { Workbench } from './workbench';

/** Cria's chat in the sidebar. */
export class ChatView {
  private readonly workbench: Workbench;

  constructor(workbench: Workbench) {
    this.workbench = workbench;
  }

  /** The page inside VS Code's two webview frames. */
  get frame(): FrameLocator {
    return this.workbench.page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame');
  }

  get composer(): Locator {
    return this.frame.locator('textarea');
  }

  button(name: string): Locator {
    return this.frame.getByRole('button', { name, exact: true });
  }

  get questions(): Locator {
    return this.frame.locator('article.message.user');
  }

  get answers(): Locator {
    return this.frame.locator('article.message.assistant');
  }

  /** The rendered text of the last answer, without what stands below it. */
  get answerText(): Locator {
    return this.answers.last().locator('.body');
  }

  /** Shows the view by its icon in the activity bar. */
  async show(): Promise<void> {
    if (!(await this.composer.isVisible())) await this.sidebarIcon(/^Cria/).click();
    await this.composer.waitFor();
  }

  /** Shows another view in its place. */
  async hide(): Promise<void> {
    await this.sidebarIcon(/^Explorer/).click();
    await this.composer.waitFor({ state: 'hidden' });
  }

  private sidebarIcon(name: RegExp): Locator {
    return this.workbench.page.locator('.activitybar').getByRole('tab', { name });
  }

  /** Begins a new conversation; the page is empty when this resolves, so that answers are counted anew. */
  async newChat(): Promise<void> {
    await this.button('New Chat').click();
    await eventually(
      'the page is empty',
      async () => (await this.answers.count()) + (await this.questions.count()) === 0,
    );
  }

  /** Sends a question and waits until its answer has begun. */
  async ask(question: string): Promise<void> {
    const answers = await this.answers.count();
    await this.composer.fill(question);
    await this.composer.press('Enter');
    await eventually('the answer begins', async () => (await this.answers.count()) > answers);
  }

  /** The state of the last answer. */
  async answerState(): Promise<string | null> {
    return this.answers.last().getAttribute('data-state', { timeout: 1000 });
  }

  /** Waits until the last answer is in one of these states, and returns its text. */
  async waitForAnswer(states: ChatMessage['state'][], timeoutMs = 60_000): Promise<string> {
    await eventually(
      `the answer is ${states.join(' or ')}`,
      async () => {
        const state = await this.answerState();
        return states.some((wanted) => wanted === state);
      },
      timeoutMs,
    );
    return (await this.answerText.innerText()).trim();
  }

  /** Waits until at least so many characters of the last answer have come, with more to come. Returns them. */
  async waitForStream(characters = 20): Promise<string> {
    return eventually('an answer streams', async () => {
      const state = await this.answerState();
      if (state !== 'streaming') throw new Error(`the answer is ${state ?? 'without state'}`);
      const text = (await this.answerText.innerText({ timeout: 1000 })).trim();
      return text.length >= characters && text;
    });
  }
}
