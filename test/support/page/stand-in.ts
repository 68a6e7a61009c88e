/** VS Code's side of the page, inside the page, as the harness talks to it. Its code is in test/webview/. */
export interface StandIn {
  /** All that the page has sent since it was loaded. */
  posted: unknown[];
  /** What the page's policy kept from happening. */
  violations: string[];
  deliver(message: unknown): void;
}

/** What the harness sets before the stand-in starts. */
export interface StandInOptions {
  /** The classes of the theme. */
  bodyClass: string;
  /** The style sheet with the themes' variables. */
  themes: string;
}
