import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { build } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import type { FromPage, ToPage } from '../../../shared/chat';
import { pageHtml } from '../../../shared/page';
import type { FromStatisticsPage, ToStatisticsPage } from '../../../shared/statistics';
import { launchBrowser } from '../editor/browser';
import { eventually } from '../editor/poll';
import type { StandIn } from './stand-in';

const root = path.resolve(import.meta.dirname, '../../..');

/** Classes that VS Code gives to a page's body. */
export const themes = {
  dark: 'vscode-dark',
  light: 'vscode-light',
  contrast: 'vscode-high-contrast',
  contrastLight: 'vscode-high-contrast-light vscode-high-contrast',
} as const;

export interface OpenOptions {
  theme?: keyof typeof themes;
  width?: number;
  height?: number;
  reducedMotion?: 'reduce';
  forcedColors?: 'active';
}

/** One of Cria's pages in a real browser, with a stand-in for VS Code around it. */
export interface OpenPage<To, From extends { type: string }> {
  page: Page;
  /** Sends as the extension does. */
  deliver(...messages: To[]): Promise<void>;
  posted(): Promise<From[]>;
  /** Waits until the page has posted a message of this type, and returns the first. */
  waitFor<T extends From['type']>(type: T): Promise<Extract<From, { type: T }>>;
  /** Violations of the page's policy, errors in its console, and requests to anywhere but its own files. */
  complaints(): Promise<string[]>;
  /** Loads the page again, as VS Code does when a hidden view is shown. */
  reload(): Promise<void>;
  close(): Promise<void>;
}

export type ChatPage = OpenPage<ToPage, FromPage>;
export type StatisticsPage = OpenPage<ToStatisticsPage, FromStatisticsPage>;

export interface House<Opened> {
  open(options?: OpenOptions): Promise<Opened>;
  close(): Promise<void>;
}

export type PageHouse = House<ChatPage>;

/** The chat page, each time it is opened. */
export function openHouse(): Promise<House<ChatPage>> {
  return houseOf<ToPage, FromPage>('media/chat');
}

/** The page with the statistics, each time it is opened. */
export function openStatisticsHouse(): Promise<House<StatisticsPage>> {
  return houseOf<ToStatisticsPage, FromStatisticsPage>('media/statistics/statistics');
}

/** Bundles a page as the build does, serves it with its real policy on this machine only, and starts a browser. */
async function houseOf<To, From extends { type: string }>(entry: string): Promise<House<OpenPage<To, From>>> {
  const [script, style, standIn, themesCss, browser] = await Promise.all([
    bundled(`${entry}.ts`),
    bundled(`${entry}.css`),
    bundled('test/webview/stand-in.ts'),
    readFile(path.join(import.meta.dirname, 'themes.css'), 'utf8'),
    launchBrowser(),
  ]);
  const server = await serve({ '/page.js': script, '/page.css': style });
  return {
    open: (options = {}) => openPage<To, From>(browser, origin(server), standIn, themesCss, options),
    close: async () => {
      await browser.close();
      await new Promise((closed) => server.close(closed));
    },
  };
}

async function bundled(entry: string): Promise<string> {
  const result = await build({
    absWorkingDir: root,
    entryPoints: [entry],
    bundle: true,
    minify: true,
    format: 'iife',
    write: false,
  });
  return result.outputFiles[0]?.text ?? '';
}

function serve(files: Record<string, string>): Promise<Server> {
  const types: Record<string, string> = { '.js': 'text/javascript', '.css': 'text/css' };
  const server = createServer((request, response) => {
    const url = request.url ?? '/';
    const file = files[url];
    if (url === '/') {
      const at = origin(server);
      const html = pageHtml({
        title: 'Cria',
        cspSource: at,
        nonce: 'nonceForTests',
        scriptUri: `${at}/page.js`,
        styleUri: `${at}/page.css`,
        language: 'en',
      });
      response.setHeader('content-type', 'text/html').end(html);
    } else if (file === undefined) {
      response.writeHead(url === '/favicon.ico' ? 204 : 404).end();
    } else {
      response.setHeader('content-type', `${types[path.extname(url)] ?? 'text/plain'}; charset=utf-8`).end(file);
    }
  });
  return new Promise((listening) => server.listen(0, '127.0.0.1', () => listening(server)));
}

function origin(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function openPage<To, From extends { type: string }>(
  browser: Browser,
  url: string,
  standIn: string,
  themesCss: string,
  { theme = 'dark', width = 380, height = 700, reducedMotion, forcedColors }: OpenOptions,
): Promise<OpenPage<To, From>> {
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: theme === 'dark' || theme === 'contrast' ? 'dark' : 'light',
    ...(reducedMotion ? { reducedMotion } : {}),
    ...(forcedColors ? { forcedColors } : {}),
  });
  context.setDefaultTimeout(10_000);
  const page = await context.newPage();
  const heard: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') heard.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => heard.push(`error: ${error.message}`));
  page.on('request', (request) => {
    if (!request.url().startsWith(url)) heard.push(`request: ${request.url()}`);
  });
  const options = JSON.stringify({ bodyClass: themes[theme], themes: themesCss });
  await page.addInitScript({ content: `globalThis.standInOptions = ${options};\n${standIn}` });
  await page.goto(url);

  const opened: OpenPage<To, From> = {
    page,
    deliver: (...messages) =>
      page.evaluate((list) => {
        for (const message of list) (globalThis as unknown as { standIn: StandIn }).standIn.deliver(message);
      }, messages as unknown[]),
    posted: () =>
      page.evaluate(() => (globalThis as unknown as { standIn: StandIn }).standIn.posted) as Promise<From[]>,
    waitFor: (type) =>
      eventually(`the page posts "${type}"`, async () => {
        const found = (await opened.posted()).find((message) => message.type === type);
        return found as Extract<From, { type: typeof type }> | undefined;
      }),
    complaints: async () => [
      ...heard,
      ...(await page.evaluate(() => (globalThis as unknown as { standIn: StandIn }).standIn.violations)),
    ],
    reload: async () => {
      await page.reload();
      await opened.waitFor('ready');
    },
    close: () => context.close(),
  };
  await opened.waitFor('ready');
  return opened;
}
