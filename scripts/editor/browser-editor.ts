import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { name, publisher } from '../../package.json';
import { cacheFolder } from '../../server/models/locate';
import { statOrNull } from '../setup/files';
import { StepError } from '../setup/step';
import { mustRun } from '../setup/tools';
import { vscodeInstall } from '../setup/vscode';
import { host } from './port';
import type { Sample } from './sample';

/** Data of the browser editor that `npm start` opens: its settings, its extensions, its logs. */
export const editorFolder = () => path.join(cacheFolder(), 'editor');

const extensionsOf = (folder: string) => path.join(folder, 'extensions');

/** VS Code asks no extension gallery: everything that it shows is here. */
const offline = { EXTENSIONS_GALLERY: '{"serviceUrl":""}' };

/**
 * What the user finds: no welcome page, no updates, no telemetry, none of VS Code's own AI. Trust is not asked about,
 * because this editor has its data to itself and opens our sample; with the question unanswered nothing is suggested.
 */
const firstSettings = {
  'chat.disableAIFeatures': true,
  'editor.inlineSuggest.enabled': true,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'security.workspace.trust.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
};

interface InstalledExtension {
  identifier: { id: string };
  relativeLocation: string;
}

/**
 * Installs a package into the browser editor whose data is in `folder`.
 * @returns the folder of the installed extension.
 * @throws StepError
 */
export async function installIntoBrowserEditor(vsix: string, folder: string): Promise<string> {
  const { node, serverMain } = await vscodeInstall();
  const extensions = extensionsOf(folder);
  await mkdir(extensions, { recursive: true });
  const flags = [
    '--force',
    '--accept-server-license-terms',
    '--server-data-dir',
    folder,
    '--extensions-dir',
    extensions,
  ];
  await mustRun(node, [serverMain, '--install-extension', vsix, ...flags], { env: offline });
  const listed = JSON.parse(await readFile(path.join(extensions, 'extensions.json'), 'utf8')) as InstalledExtension[];
  const ours = listed.find(({ identifier }) => identifier.id === `${publisher}.${name}`);
  if (!ours) throw new StepError(`VS Code did not install ${vsix}.`, `Delete ${folder} and run the command again.`);
  return path.join(extensions, ours.relativeLocation);
}

/**
 * Starts VS Code for the browser and prints its address. Resolves when it has ended, by Ctrl+C or SIGTERM.
 * @throws StepError when it does not start.
 */
export async function openBrowserEditor(port: number, sample: Sample): Promise<void> {
  const { node, serverMain } = await vscodeInstall();
  const folder = editorFolder();
  await writeFirstSettings(folder);
  // Without a token any program on this machine, and any page that guesses the port, could use the editor.
  const token = randomUUID();
  const server = spawn(
    node,
    [
      ...[serverMain, '--host', host, '--port', String(port), '--connection-token', token],
      ...['--accept-server-license-terms', '--disable-telemetry'],
      ...['--server-data-dir', folder, '--extensions-dir', extensionsOf(folder)],
    ],
    { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...offline } },
  );
  const output = { text: '', listening: false };
  const read = (chunk: Buffer) => {
    output.text += chunk.toString();
    if (output.listening || !output.text.includes('Extension host agent listening')) return;
    output.listening = true;
    process.stdout.write(`\nVS Code with Cria is at\n\n  ${addressOf(port, token, sample)}\n\nCtrl+C stops it.\n`);
  };
  server.stdout.on('data', read);
  server.stderr.on('data', read);
  const stop = () => server.kill('SIGTERM');
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  process.once('exit', stop);
  const status = await new Promise<number | null>((resolve, reject) => {
    server.once('error', reject);
    server.once('close', resolve);
  });
  if (!output.listening) {
    throw new StepError(
      `VS Code for the browser ended with status ${status ?? 'none'} instead of starting:\n${output.text.trimEnd()}`,
      'Choose another port with --port, and run the command again.',
    );
  }
}

/** The address that opens the sample with its first file. */
export function addressOf(port: number, token: string, { folder, file }: Sample): string {
  const address = new URL(`http://${host}:${port}/`);
  address.searchParams.set('tkn', token);
  address.searchParams.set('folder', folder);
  address.searchParams.set('payload', JSON.stringify([['openFile', `vscode-remote://${host}:${port}${file}`]]));
  return address.href;
}

/** Only once: afterwards the settings are the user's. */
async function writeFirstSettings(folder: string): Promise<void> {
  const file = path.join(folder, 'data/User/settings.json');
  if ((await statOrNull(file)) !== null) return;
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, `${JSON.stringify(firstSettings, null, 2)}\n`);
}
