import { nodeFileTrace } from '@vercel/nft';
import { cp, mkdir, readdir } from 'node:fs/promises';
import path from 'node:path';
import { statOrNull } from '../setup/files';
import { StepError } from '../setup/step';

/** Which of llama.cpp's binaries a package holds. The CPU's come with all but `none`. */
export const engineChoices = ['cpu', 'cuda', 'vulkan', 'all', 'none'] as const;
export type EngineChoice = (typeof engineChoices)[number];

/** npm packages of node-llama-cpp's binaries, by platform; Metal's hold the CPU's, too. */
const binaries: Record<string, { cpu: string[]; cuda?: string[]; vulkan?: string[] }> = {
  'linux-x64': { cpu: ['linux-x64'], cuda: ['linux-x64-cuda', 'linux-x64-cuda-ext'], vulkan: ['linux-x64-vulkan'] },
  'linux-arm64': { cpu: ['linux-arm64'] },
  'darwin-arm64': { cpu: ['mac-arm64-metal'] },
  'darwin-x64': { cpu: ['mac-x64'] },
  'win32-x64': { cpu: ['win-x64'], cuda: ['win-x64-cuda', 'win-x64-cuda-ext'], vulkan: ['win-x64-vulkan'] },
  'win32-arm64': { cpu: ['win-arm64'] },
};

/**
 * Names of the packages below @node-llama-cpp/ that a choice means on a platform such as `linux-x64`.
 * @throws StepError where the platform has no such binaries.
 */
export function binaryPackages(choice: EngineChoice, platform: string): string[] {
  if (choice === 'none') return [];
  const known = binaries[platform];
  if (!known) throw new StepError(`llama.cpp has no ready binaries for ${platform}.`, 'Package with --engine none.');
  if (choice === 'all') return [...known.cpu, ...(known.cuda ?? []), ...(known.vulkan ?? [])];
  if (choice === 'cpu') return known.cpu;
  const gpu = known[choice];
  if (!gpu)
    throw new StepError(`llama.cpp has no ready ${choice} binaries for ${platform}.`, 'Package with --engine cpu.');
  return [...known.cpu, ...gpu];
}

/**
 * Parts of node-llama-cpp that only compile llama.cpp from source or start new projects; a faster copy of local files,
 * which its downloads do without; and what only `require` would read.
 */
const notNeeded =
  /node_modules\/(node-llama-cpp\/(templates|bins|llama\/(addon|cmake|patches|profiles|toolchains|xpack|gitRelease\.bundle|CMakeLists\.txt|\.clang-format))|@node-llama-cpp\/|@reflink\/|simple-git\/dist\/cjs\/|@huggingface\/jinja\/dist\/index\.cjs)/;

/** Copies node-llama-cpp's code and all that it imports at run time, without binaries, into a node_modules folder. */
export async function copyEngineCode(repository: string, modules: string): Promise<void> {
  const entry = path.join(repository, 'node_modules/node-llama-cpp/dist/index.js');
  const { fileList } = await nodeFileTrace([entry], { base: repository });
  const files = [...fileList].filter((file) => file.startsWith('node_modules/') && !notNeeded.test(file));
  const packages = new Set<string>();
  for (const file of files) {
    const inside = packageOf(file);
    if (inside !== null) packages.add(inside);
    await copyFileOf(repository, file, modules);
  }
  for (const folder of packages) await copyLicences(repository, folder, modules);
}

/** Copies the binaries. @throws StepError where npm has not installed them. */
export async function copyEngineBinaries(repository: string, modules: string, packages: string[]): Promise<void> {
  for (const name of packages) {
    const source = path.join(repository, 'node_modules/@node-llama-cpp', name);
    if ((await statOrNull(source)) === null) {
      throw new StepError(
        `The package @node-llama-cpp/${name} is not installed.`,
        'Run `npm ci` with optional dependencies on this platform, or choose another --engine.',
      );
    }
    await cp(source, path.join(modules, '@node-llama-cpp', name), { recursive: true });
  }
}

/** The licences of what is passed on must go with it. */
async function copyLicences(repository: string, folder: string, modules: string): Promise<void> {
  for (const name of await readdir(path.join(repository, folder))) {
    if (/^(licen[cs]e|notice|copying)/i.test(name)) await copyFileOf(repository, `${folder}/${name}`, modules);
  }
}

async function copyFileOf(repository: string, file: string, modules: string): Promise<void> {
  const source = path.join(repository, file);
  if (!(await statOrNull(source))?.isFile()) return;
  const target = path.join(modules, file.slice('node_modules/'.length));
  await mkdir(path.dirname(target), { recursive: true });
  await cp(source, target);
}

/** `node_modules/a/node_modules/@b/c/x.js` is in `node_modules/a/node_modules/@b/c`. */
export function packageOf(file: string): string | null {
  return /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1] ?? null;
}
