import type { Activity } from '../../shared/protocol';

/** `power.saver`. */
export type Saver = 'off' | 'onBattery' | 'on';

export interface ActivityTools {
  /** Told at each change. */
  send(activity: Activity): void;
  settings(): { saver: Saver; /** Seconds. */ pauseUnfocused: number };
  onBattery(): Promise<boolean | null>;
  /** Calls back once after so many milliseconds, or again and again; returns what ends that. */
  after(ms: number, run: () => void): () => void;
  every(ms: number, run: () => void): () => void;
}

/** How often the battery is looked at, in milliseconds, while `power.saver` asks for it and the window has the focus. */
export const batteryMs = 60_000;

/** Whether the server should be quiet: from the window's focus, the battery and the settings. */
export class ActivityWatch {
  readonly #tools: ActivityTools;
  #now: Activity;
  #windowFocused: boolean;
  #stopGrace: (() => void) | null = null;
  #stopPolling: (() => void) | null = null;

  constructor(tools: ActivityTools, windowFocused: boolean, trusted: boolean) {
    this.#tools = tools;
    this.#windowFocused = windowFocused;
    // A window that opens in the background is paused after its grace, like one that lost the focus.
    this.#now = { focused: true, savingPower: tools.settings().saver === 'on', trusted };
    this.settingsChanged();
  }

  /** What a server that has just started is told. */
  get now(): Activity {
    return this.#now;
  }

  focusChanged(focused: boolean): void {
    this.#windowFocused = focused;
    this.#followFocus();
    this.#followBattery();
  }

  trustGranted(): void {
    this.#set({ trusted: true });
  }

  settingsChanged(): void {
    this.#followFocus();
    this.#followBattery();
  }

  dispose(): void {
    this.#stopGrace?.();
    this.#stopPolling?.();
    this.#stopGrace = this.#stopPolling = null;
  }

  #followFocus(): void {
    this.#stopGrace?.();
    this.#stopGrace = null;
    const { pauseUnfocused } = this.#tools.settings();
    if (this.#windowFocused || pauseUnfocused === 0) this.#set({ focused: true });
    else if (this.#now.focused) {
      this.#stopGrace = this.#tools.after(pauseUnfocused * 1000, () => this.#set({ focused: false }));
    }
  }

  #followBattery(): void {
    this.#stopPolling?.();
    this.#stopPolling = null;
    const { saver } = this.#tools.settings();
    if (saver !== 'onBattery') {
      this.#set({ savingPower: saver === 'on' });
      return;
    }
    void this.#lookAtBattery();
    // A window without focus computes nothing after its grace, and need not know.
    if (this.#windowFocused) this.#stopPolling = this.#tools.every(batteryMs, () => void this.#lookAtBattery());
  }

  async #lookAtBattery(): Promise<void> {
    const saving = await this.#tools.onBattery();
    if (this.#tools.settings().saver === 'onBattery') this.#set({ savingPower: saving === true });
  }

  #set(change: Partial<Activity>): void {
    const next = { ...this.#now, ...change };
    const { focused, savingPower, trusted } = this.#now;
    if (next.focused === focused && next.savingPower === savingPower && next.trusted === trusted) return;
    this.#now = next;
    this.#tools.send(next);
  }
}
