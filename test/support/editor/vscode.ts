import { spawn, type ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { descendants, isAlive, killNow, type Process } from './processes';
import { within } from './poll';
import { vscodeInstall } from '../../../scripts/setup/vscode';

export interface VsCodeOptions {
  /** Folder with the extension's package.json. */
  extension: string;
  /** On top of {@link quietSettings}. */
  settings?: Record<string, unknown>;
  /** On top of this process's environment. */
  env?: Record<string, string>;
}

/** A VS Code server, with data, settings and workspace in a temporary folder of its own. */
export interface VsCode {
  url: string;
  /** `host:port`, as the authority of `vscode-remote:` URIs. */
  authority: string;
  /** Folder that windows open. */
  workspace: string;
  /** The user's settings as VS Code keeps them in settings.json. */
  userSettings(): Record<string, unknown>;
  /**
   * Merges into the workspace's settings.json, which open windows watch (as they do not watch the user's);
   * `undefined` removes a setting.
   */
  changeSettings(changes: Record<string, unknown>): void;
  /** Cria's language servers that run now: more than one only while windows overlap. */
  languageServers(): Process[];
  /** All log files, by their path in the folder of logs. */
  logs(): Map<string, string>;
  /** What Cria has logged so far. */
  criaLog(): string;
  /**
   * Ends it and removes its folder.
   * @returns command lines of processes that it left behind and that had to be killed.
   */
  stop(): Promise<string[]>;
}

/** Without telemetry, updates, welcome pages, built-in AI and word-based suggestions. */
const quietSettings: Record<string, unknown> = {
  'chat.disableAIFeatures': true,
  'security.workspace.trust.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'workbench.startupEditor': 'none',
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
  'workbench.enableExperiments': false,
  'workbench.colorTheme': 'Dark Modern',
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'update.mode': 'none',
  'git.enabled': false,
  'remote.autoForwardPorts': false,
  'files.hotExit': 'off',
  'files.autoSave': 'off',
  'workbench.editor.useModal': 'off',
  'workbench.editor.empty.hint': 'hidden',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'editor.quickSuggestions': { other: 'off', comments: 'off', strings: 'off' },
  'editor.wordBasedSuggestions': 'off',
  'editor.suggestOnTriggerCharacters': false,
  'editor.parameterHints.enabled': false,
  'editor.minimap.enabled': false,
  'editor.accessibilitySupport': 'off',
};

const startMs = 30_000;
const stopMs = 10_000;

/**
 * Starts VS Code's server on a free port of 127.0.0.1 with one extension.
 * @throws Error with what the server printed, when it does not start.
 */
export async function startVsCode(options: VsCodeOptions): Promise<VsCode> {
  const install = await vscodeInstall();
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cria-editor-'));
  const extensions = path.join(folder, 'extensions');
  const workspace = path.join(folder, 'workspace');
  const userFile = path.join(folder, 'data', 'User', 'settings.json');
  const workspaceFile = path.join(workspace, '.vscode', 'settings.json');
  fs.mkdirSync(extensions);
  linkExtension(options.extension, extensions);
  writeJson(userFile, { ...quietSettings, ...options.settings });
  writeJson(workspaceFile, {});

  const server = spawn(
    install.node,
    [
      ...[install.serverMain, '--host', '127.0.0.1', '--port', '0', '--without-connection-token'],
      ...['--accept-server-license-terms', '--disable-telemetry', '--reconnection-grace-time', '0'],
      // Should this process be killed, the browser goes with it, and the server follows.
      ...['--enable-remote-auto-shutdown', '--log', 'info'],
      ...['--server-data-dir', folder, '--extensions-dir', extensions],
    ],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, EXTENSIONS_GALLERY: '{"serviceUrl":""}', ...options.env },
    },
  );
  const unbind = endWithThisProcess(server, folder);
  const port = await listeningPort(server);

  const started = () => (server.pid === undefined ? [] : descendants(server.pid));
  const logs = () => logFiles(path.join(folder, 'data', 'logs'));
  return {
    url: `http://127.0.0.1:${port}`,
    authority: `127.0.0.1:${port}`,
    workspace,
    userSettings: () => readJson(userFile),
    changeSettings: (changes) => writeJson(workspaceFile, { ...readJson(workspaceFile), ...changes }),
    languageServers: () => started().filter((process) => isLanguageServer(process.command)),
    logs,
    criaLog: () => [...logs()].flatMap(([file, text]) => (path.basename(file) === 'Cria.log' ? [text] : [])).join(''),
    stop: async () => {
      const tree = started();
      const left = await end(server, tree);
      unbind();
      fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
      return left;
    },
  };
}

/** Ends the server and what it started, and removes its folder, when this process ends early; returns what undoes that. */
function endWithThisProcess(server: ChildProcess, folder: string): () => void {
  const kill = () => {
    const tree = server.pid === undefined ? [] : descendants(server.pid);
    server.kill('SIGKILL');
    for (const { pid } of tree) killNow(pid);
    fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  // A signal that is listened to does not end the process by itself any more.
  const exit = () => process.exit(1);
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  process.once('exit', kill);
  for (const signal of signals) process.once(signal, exit);
  return () => {
    process.off('exit', kill);
    for (const signal of signals) process.off(signal, exit);
  };
}

function isLanguageServer(command: string): boolean {
  return command.includes(path.join('dist', 'server.js'));
}

/** A linked extension counts as installed, and its files are those of the working tree. */
function linkExtension(source: string, extensions: string): void {
  const { publisher, name, version } = readJson(path.join(source, 'package.json'));
  fs.symlinkSync(source, path.join(extensions, `${String(publisher)}.${String(name)}-${String(version)}`));
}

function listeningPort(server: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    let printed = '';
    const fail = (why: string) => {
      server.kill('SIGKILL');
      reject(new Error(`VS Code's server ${why}:\n${printed}`));
    };
    const timer = setTimeout(() => fail(`did not listen within ${startMs} ms`), startMs);
    const read = (chunk: Buffer) => {
      printed += chunk.toString();
      const port = /Extension host agent listening on (\d+)/.exec(printed)?.[1];
      if (port === undefined) return;
      clearTimeout(timer);
      resolve(Number(port));
    };
    server.stdout?.on('data', read);
    server.stderr?.on('data', read);
    server.once('error', (error) => fail(`could not be run (${error.message})`));
    server.once('exit', (code) => fail(`ended with ${code ?? 'a signal'}`));
  });
}

/** Asks the server to end, waits for all that it started, and kills what does not go by itself. */
async function end(server: ChildProcess, tree: Process[]): Promise<string[]> {
  server.kill('SIGTERM');
  const running = () => tree.filter((process) => isAlive(process.pid));
  const gone = () => (server.exitCode ?? server.signalCode) !== null && running().length === 0;
  if (await within(stopMs, gone)) return [];
  const left = running();
  for (const process of left) killNow(process.pid);
  server.kill('SIGKILL');
  return left.map((process) => process.command);
}

function readJson(file: string): Record<string, unknown> {
  return JSON.parse(fs.readFileSync(file, 'utf8')) as Record<string, unknown>;
}

function writeJson(file: string, value: Record<string, unknown>): void {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, JSON.stringify(value, null, 2));
}

function logFiles(folder: string): Map<string, string> {
  const found = new Map<string, string>();
  if (!fs.existsSync(folder)) return found;
  for (const entry of fs.readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const file = path.join(entry.parentPath, entry.name);
    if (entry.isFile() && file.endsWith('.log')) found.set(path.relative(folder, file), fs.readFileSync(file, 'utf8'));
  }
  return found;
}
