import type { IPackageOptions } from '@vscode/vsce';
import { cp, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { buildAll } from '../setup/build';
import { statOrNull } from '../setup/files';
import { StepError } from '../setup/step';
import { mustRun } from '../setup/tools';
import { binaryPackages, copyEngineBinaries, copyEngineCode, type EngineChoice } from './engine';

export interface PackageOptions {
  repository: string;
  engine: EngineChoice;
  /** Path of the vsix that is written. */
  output: string;
}

/** Bytes of the written vsix. */
export interface PackageSizes {
  whole: number;
  /** The same without the engine's binaries. */
  withoutBinaries: number;
}

/** The package without the engine's binaries may be this large: nobody should wait for our own part of it. */
export const mostBytesWithoutBinaries = 2 * 1024 * 1024;

export const platform = `${process.platform}-${process.arch}`;

/**
 * Writes an extension package for this platform: stages what it holds, lets vsce pack it.
 * @throws StepError when our own part is too large or something that package.json names is missing.
 */
export async function writeVsix({ repository, engine, output }: PackageOptions): Promise<PackageSizes> {
  const packages = binaryPackages(engine, platform);
  const stage = await mkdtemp(path.join(os.tmpdir(), 'cria-package-'));
  try {
    await stageOwn(repository, stage);
    const modules = path.join(stage, 'dist/node_modules');
    await copyEngineCode(repository, modules);
    const withoutBinaries = await pack(repository, stage, output);
    if (withoutBinaries > mostBytesWithoutBinaries) {
      throw new StepError(
        `Without the engine's binaries the package takes ${withoutBinaries} bytes; it may take ${mostBytesWithoutBinaries}.`,
        'Find what has grown: `npm run build -- --production` prints the sizes of the bundles.',
      );
    }
    await copyEngineBinaries(repository, modules, packages);
    const whole = packages.length === 0 ? withoutBinaries : await pack(repository, stage, output);
    return { whole, withoutBinaries };
  } finally {
    await rm(stage, { recursive: true, force: true });
  }
}

/** Our own part: bundles, pictures, documents, and package.json without what only a checkout needs. */
async function stageOwn(repository: string, stage: string): Promise<void> {
  await buildAll({ production: true, outdir: path.join(stage, 'dist') });
  for (const name of ['CHANGELOG.md', 'LICENSE', 'media/icons']) {
    await mkdir(path.dirname(path.join(stage, name)), { recursive: true });
    await cp(path.join(repository, name), path.join(stage, name), { recursive: true });
  }
  const readme = packagedReadme(await readFile(path.join(repository, 'README.md'), 'utf8'));
  await writeFile(path.join(stage, 'README.md'), readme);
  const manifest = packagedManifest(await readFile(path.join(repository, 'package.json'), 'utf8'));
  await writeFile(path.join(stage, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  for (const file of filesNamedIn(manifest)) {
    if ((await statOrNull(path.join(stage, file))) !== null) continue;
    throw new StepError(
      `package.json names ${file}, which the package would not hold.`,
      'Add it, or correct its path.',
    );
  }
}

const onlyForCheckouts = ['scripts', 'dependencies', 'devDependencies', 'optionalDependencies', 'overrides', 'private'];

/** package.json as the package holds it: the bundles have the dependencies in them, and VS Code brings its own Node. */
export function packagedManifest(packageJson: string): Record<string, unknown> {
  const manifest = JSON.parse(packageJson) as Record<string, unknown> & { engines?: Record<string, string> };
  const kept = Object.entries(manifest).filter(([key]) => !onlyForCheckouts.includes(key));
  return { ...Object.fromEntries(kept), engines: { vscode: manifest.engines?.vscode } };
}

/** README.md as VS Code can show it beside the extension: it resolves neither pictures nor links to files of ours. */
export function packagedReadme(readme: string): string {
  return readme.replace(/^!\[.*\]\((?!https?:).*\)\n\n?/gm, '').replace(/\[([^\]]*)\]\((?!https?:|#)[^)]*\)/g, '$1');
}

/** Files of ours that a manifest names, in whatever part of it: its entry, icons, pictures. */
export function filesNamedIn(part: unknown): string[] {
  if (typeof part === 'string') return /^(\.\/)?(dist|media)\/[\w./-]+\.\w+$/.test(part) ? [part] : [];
  if (typeof part !== 'object' || part === null) return [];
  return Object.values(part).flatMap(filesNamedIn);
}

/** vsce prints much that nobody asked for, so it runs in a process whose output is only shown when it fails. */
const packScript = `require('@vscode/vsce').createVSIX(JSON.parse(process.argv[1]))`;

async function pack(repository: string, stage: string, output: string): Promise<number> {
  await mkdir(path.dirname(output), { recursive: true });
  const options: IPackageOptions = {
    cwd: stage,
    packagePath: output,
    target: platform,
    dependencies: false,
    ignoreFile: path.join(repository, '.vscodeignore'),
    allowMissingRepository: true,
    skipLicense: true,
    rewriteRelativeLinks: false,
  };
  await mustRun(process.execPath, ['-e', packScript, JSON.stringify(options)], { cwd: repository });
  return (await stat(output)).size;
}
