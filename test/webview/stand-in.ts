import type { StandIn, StandInOptions } from '../support/page/stand-in';

declare global {
  var standIn: StandIn;
  var standInOptions: StandInOptions;
  var acquireVsCodeApi: () => unknown;
}

/** Stands in for VS Code around the page; runs before it, in the same document. */
const stateKey = 'state';
const { bodyClass, themes } = globalThis.standInOptions;

const posted: unknown[] = [];
const violations: string[] = [];
globalThis.standIn = {
  posted,
  violations,
  deliver: (message) => window.dispatchEvent(new MessageEvent('message', { data: message })),
};

document.addEventListener('securitypolicyviolation', (event) => {
  violations.push(`${event.violatedDirective}: ${event.blockedURI} ${event.sample}`);
});

// VS Code sets its variables from its own script, which no policy of the page forbids.
const sheet = new CSSStyleSheet();
sheet.replaceSync(themes);
document.adoptedStyleSheets = [sheet];
document.addEventListener('DOMContentLoaded', () => (document.body.className = bodyClass));

let acquired = false;
globalThis.acquireVsCodeApi = () => {
  if (acquired) throw new Error('An instance of the VS Code API has already been acquired');
  acquired = true;
  return {
    // VS Code sends copies, too: what cannot be copied must fail here.
    postMessage: (message: unknown) => posted.push(structuredClone(message)),
    getState: () => JSON.parse(sessionStorage.getItem(stateKey) ?? 'null') as unknown,
    setState: (state: unknown) => sessionStorage.setItem(stateKey, JSON.stringify(state)),
  };
};
