import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { build, context, type BuildFailure, type BuildOptions, type Metafile } from 'esbuild';
import { readOrNull, statOrNull } from './files';
import { copyGrammars } from './grammars';
import { StepError, type Step } from './step';

const repository = path.resolve(__dirname, '../..');
const dist = path.join(repository, 'dist');
/** Says what dist/ was built from. */
const stampFile = path.join(dist, '.built-from');

export interface BuildMode {
  production: boolean;
  /** Folder of the results; default: dist/ of the repository. */
  outdir?: string;
}

export interface BuiltFile {
  /** Path from the repository's root. */
  file: string;
  bytes: number;
}

/** The step that builds; it is done while dist/ was built from the sources as they are. */
export function buildStep(): Step {
  return {
    name: 'Build of the extension, the server and the chat page',
    done: async () => (await readOrNull(stampFile)) === (await sourceHash()),
    run: async () => {
      await buildAll({ production: false });
    },
  };
}

/**
 * Bundles everything once. A build into dist/ leaves a stamp there.
 * @throws StepError with esbuild's messages.
 */
export async function buildAll({ production, outdir = dist }: BuildMode): Promise<BuiltFile[]> {
  const hash = await sourceHash();
  const results = await Promise.allSettled(bundles(production, outdir).map((options) => build(options)));
  const failures = results.flatMap((result) => (result.status === 'rejected' ? messagesOf(result.reason) : []));
  if (failures.length > 0) {
    throw new StepError(
      `The build failed:\n  ${failures.join('\n  ')}`,
      'Correct what is named above and build again.',
    );
  }
  await copyGrammars(repository, outdir, production);
  if (outdir === dist) await writeFile(stampFile, hash);
  return results
    .flatMap((result) => (result.status === 'fulfilled' ? sizes(result.value.metafile) : []))
    .sort((a, b) => a.file.localeCompare(b.file));
}

/** Builds, and again after each change, until the process ends. */
export async function watchAll(): Promise<void> {
  await copyGrammars(repository, dist, false);
  for (const options of bundles(false, dist)) {
    const watched = await context({ ...options, logLevel: 'info' });
    await watched.watch();
  }
}

function bundles(production: boolean, outdir: string): (BuildOptions & { metafile: true })[] {
  const all = {
    bundle: true,
    outdir,
    absWorkingDir: repository,
    minify: production,
    sourcemap: !production,
    metafile: true,
    logLevel: 'silent',
    legalComments: 'linked',
    define: { 'process.env.NODE_ENV': production ? '"production"' : '"development"' },
  } as const satisfies BuildOptions;
  const node = { platform: 'node', target: 'node20', format: 'cjs' } as const satisfies BuildOptions;
  return [
    {
      ...all,
      ...node,
      entryPoints: { extension: 'extension/extension.ts' },
      // The language client is most of the code, and is read when the server is started: activation does not wait for it.
      external: ['vscode', './client'],
      supported: { 'dynamic-import': false },
    },
    { ...all, ...node, entryPoints: { client: 'extension/client.ts' }, external: ['vscode'] },
    {
      ...all,
      ...node,
      entryPoints: { server: 'server/main.ts' },
      // It loads its native libraries from its own folder and awaits at top level: it stays a package of its own.
      external: ['node-llama-cpp'],
    },
    {
      ...all,
      entryPoints: [
        { in: 'media/chat.ts', out: 'media/chat' },
        { in: 'media/chat.css', out: 'media/chat' },
        { in: 'media/statistics/statistics.ts', out: 'media/statistics' },
        { in: 'media/statistics/statistics.css', out: 'media/statistics' },
      ],
      platform: 'browser',
      target: 'es2022',
      format: 'iife',
    },
  ];
}

function sizes(metafile: Metafile): BuiltFile[] {
  return Object.entries(metafile.outputs)
    .filter(([file]) => !file.endsWith('.map') && !file.endsWith('.LEGAL.txt'))
    .map(([file, { bytes }]) => ({ file, bytes }));
}

/** esbuild's messages as an editor's terminal links them: file, line, column. */
function messagesOf(error: unknown): string[] {
  if (!isBuildFailure(error)) throw error;
  return error.errors.map(({ text, location }) =>
    location === null
      ? text
      : `${location.file}:${location.line}:${location.column + 1}: ${text}\n    ${location.lineText.trim()}`,
  );
}

function isBuildFailure(error: unknown): error is BuildFailure {
  return error instanceof Error && 'errors' in error && Array.isArray(error.errors);
}

/** Everything that a build reads. */
const sources = [
  'extension',
  'media',
  'models/catalog.json',
  'models/smollm2-infill/infill.json',
  'package-lock.json',
  'package.json',
  'scripts/setup/build.ts',
  'scripts/setup/grammars.ts',
  'server',
  'shared',
];

/** SHA-256 over the names and contents of everything that a build reads, and of more files and folders. */
export async function sourceHash(more: readonly string[] = [], root: string = repository): Promise<string> {
  const hash = createHash('sha256');
  for (const source of [...sources, ...more]) {
    for (const file of await filesUnder(path.join(root, source))) {
      hash
        .update(path.relative(root, file))
        .update('\0')
        .update(await readFile(file))
        .update('\0');
    }
  }
  return hash.digest('hex');
}

async function filesUnder(place: string): Promise<string[]> {
  const found = await statOrNull(place);
  if (found === null) return [];
  if (!found.isDirectory()) return [place];
  const names = (await readdir(place)).sort();
  return (await Promise.all(names.map((name) => filesUnder(path.join(place, name))))).flat();
}
