import { after, before, describe, test } from 'node:test';
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { modelVariable } from '../../../shared/ids';
import { launchBrowser } from './browser';
import { defaultModel } from '../../../scripts/setup/model';
import { keepPicture, keepPictures } from './pictures';
import { repository, results } from './places';
import { startVsCode, type VsCode } from './vscode';
import { Workbench } from './workbench';

export interface SuiteOptions {
  settings?: Record<string, unknown>;
  env?: Record<string, string>;
  /** Run the extension of another folder. */
  extension?: string;
  /** Wait for the loaded model before the first test; on unless said otherwise. */
  ready?: boolean;
}

/** VS Code, browser and window that the tests of one file share. */
export interface Session {
  vscode: VsCode;
  workbench: Workbench;
  /** Keeps a picture in both themes as `{dark,light}/NAME.png`. */
  screenshots: (name: string) => Promise<void>;
}

type Body = (session: Session) => Promise<void>;

const testMs = 120_000;

/**
 * The tests of one file: starts one VS Code and one browser for all of them, hands them to each test, and keeps a
 * picture and the logs of a test that fails. At the end nothing may have left the machine, the pages must have kept
 * to their content security policy, and no process may be left.
 */
export function editorSuite(
  name: string,
  options: SuiteOptions,
  declare: (test: (title: string, body: Body) => void) => void,
): void {
  describe(name, () => {
    let opened: { session: Session; browser: Browser } | undefined;
    before(
      async () => {
        opened = await open(name, options);
      },
      { timeout: testMs },
    );

    declare((title, body) => {
      test(title, { timeout: testMs }, async () => {
        assert.ok(opened, 'VS Code is open');
        try {
          await opened.session.workbench.tidy();
          await body(opened.session);
        } catch (error) {
          await keepEvidence(opened.session, `${name}: ${title}`);
          throw error;
        }
      });
    });

    after(
      async () => {
        if (opened) await close(opened.session, opened.browser);
      },
      { timeout: testMs },
    );
  });
}

async function open(name: string, options: SuiteOptions): Promise<{ session: Session; browser: Browser }> {
  const vscode = await startVsCode({
    extension: options.extension ?? repository,
    settings: options.settings ?? {},
    env: { [modelVariable]: await defaultModel(), ...options.env },
  });
  let browser: Browser | undefined;
  try {
    browser = await launchBrowser();
    const workbench = await Workbench.open(browser, vscode);
    const session = { vscode, workbench, screenshots: (picture: string) => keepPictures(workbench, picture) };
    if (options.ready ?? true) {
      try {
        await workbench.waitForStatus(/ready/i, 60_000);
      } catch (error) {
        await keepEvidence(session, `${name}: start`);
        throw error;
      }
    }
    return { session, browser };
  } catch (error) {
    await browser?.close();
    await vscode.stop();
    throw error;
  }
}

async function close({ vscode, workbench }: Session, browser: Browser): Promise<void> {
  await browser.close();
  const left = await vscode.stop();
  const { requests, console } = workbench.observed;
  assert.deepEqual(left, [], 'processes that outlive VS Code');
  assert.deepEqual(requests.filter(leavesTheMachine), [], 'requests to other machines');
  assert.deepEqual(console.filter(breaksPolicy), [], 'violations of the content security policy');
}

/** Whether a request went to another machine; one that a page answers itself (`data:`, `blob:`) does not. */
export function leavesTheMachine(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  return /^(http|ws)s?:$/.test(protocol) && hostname !== '127.0.0.1';
}

/** Whether a line of the browser's console tells of a violated content security policy. */
export function breaksPolicy(line: string): boolean {
  return /content security policy/i.test(line);
}

/** What a person needs to see why a test failed: the window, and all logs. */
async function keepEvidence({ vscode, workbench }: Session, title: string): Promise<void> {
  const folder = path.join(results, 'failed', title.replace(/[^\w]+/g, '-'));
  fs.mkdirSync(folder, { recursive: true });
  for (const [file, text] of vscode.logs()) fs.writeFileSync(path.join(folder, file.replaceAll(path.sep, '-')), text);
  fs.writeFileSync(path.join(folder, 'browser-console.log'), workbench.observed.console.join('\n'));
  await keepPicture(workbench, path.join(folder, 'window.png'));
}
