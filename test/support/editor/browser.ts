import { chromium, type Browser } from 'playwright-core';
import { browserExecutable } from '../../../scripts/setup/browser';

/**
 * Chromium flags: no sandbox, because containers run tests as root; no GPU, so that screenshots are the same
 * everywhere; and none of the browser's own requests, so that those which are seen come from the page.
 */
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A headless Chromium with a profile of its own. Who launches it closes it; it also ends with this process. */
export async function launchBrowser(): Promise<Browser> {
  const { path, env } = await browserExecutable();
  return chromium.launch({ executablePath: path, args: flags, env: { ...environment(), ...env } });
}

function environment(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
