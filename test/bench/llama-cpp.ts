import { access, constants, copyFile, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import { atomically } from '../../scripts/setup/files';
import { mustRun, runTool } from '../../scripts/setup/tools';
import { StepError } from '../../scripts/setup/step';
import { cacheFolder } from '../../server/models/locate';

/** llama.cpp's own programs, from the very source that Cria's engine was built from. */
export interface LlamaCpp {
  server: string;
  bench: string;
  /** As `v0.4.0`. */
  release: string;
}

const package_ = path.resolve(__dirname, '../../node_modules/node-llama-cpp/llama');
const programs = ['llama-server', 'llama-bench'] as const;

const flags = [
  '-DCMAKE_BUILD_TYPE=Release',
  ...['BUILD_TESTS', 'BUILD_EXAMPLES', 'BUILD_UI', 'USE_PREBUILT_UI', 'OPENSSL', 'BUILD_APP'].map(
    (part) => `-DLLAMA_${part}=OFF`,
  ),
  // The bundle holds one commit, from which no build number can be counted.
  '-DLLAMA_BUILD_NUMBER=1',
  '-DBUILD_SHARED_LIBS=OFF',
];

/**
 * Finds llama-server and llama-bench in the cache folder, or builds them there: five to fifteen minutes on two cores.
 * @throws StepError that says what is missing and what to do.
 */
export async function llamaCpp(say: (line: string) => void): Promise<LlamaCpp> {
  const release = await shippedRelease();
  const folder = path.join(cacheFolder(), `llama.cpp-${release}`, 'bin');
  const [server, bench] = programs.map((name) => path.join(folder, executable(name))) as [string, string];
  if (!(await canRun(server)) || !(await canRun(bench))) {
    await mustHaveTools();
    say(`Building llama.cpp ${release} into ${folder}: some minutes, once.`);
    await build(folder, say);
  }
  return { server, bench, release };
}

async function shippedRelease(): Promise<string> {
  const file = path.join(package_, 'binariesGithubRelease.json');
  const { release } = JSON.parse(await readFile(file, 'utf8')) as { release: string };
  return release;
}

const executable = (name: string) => (process.platform === 'win32' ? `${name}.exe` : name);

const canRun = (file: string) =>
  access(file, constants.X_OK).then(
    () => true,
    () => false,
  );

async function mustHaveTools(): Promise<void> {
  for (const tool of ['git', 'cmake']) {
    if ((await runTool(tool, ['--version'])) === null) {
      throw new StepError(
        `There is no ${tool}, which building llama.cpp takes.`,
        'Install git, cmake and a C++ compiler and run the bench again; without them it measures only what needs no baseline.',
      );
    }
  }
}

async function build(target: string, say: (line: string) => void): Promise<void> {
  const work = await mkdtemp(path.join(tmpdir(), 'cria-llama-cpp-'));
  const [source, made] = [path.join(work, 'source'), path.join(work, 'build')];
  try {
    await mustRun('git', ['clone', '--quiet', path.join(package_, 'gitRelease.bundle'), source]);
    await mustRun('cmake', ['-S', source, '-B', made, ...flags]);
    const jobs = String(availableParallelism());
    let shown = 0;
    await mustRun('cmake', ['--build', made, '--config', 'Release', '-j', jobs, '--target', ...programs], {
      onOutput: (text) => {
        const percent = Number(/\[\s*(\d+)%\]/.exec(text)?.[1] ?? 0);
        if (percent < shown + 20) return;
        shown = percent;
        say(`  ${percent} %`);
      },
    });
    await atomically(target, async (half) => {
      await mkdir(half, { recursive: true });
      for (const name of programs)
        await copyFile(await built(made, executable(name)), path.join(half, executable(name)));
    });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** Generators of several configurations put the programs one folder deeper. */
async function built(folder: string, name: string): Promise<string> {
  for (const file of [path.join(folder, 'bin', name), path.join(folder, 'bin', 'Release', name)]) {
    if (await canRun(file)) return file;
  }
  throw new StepError(`The build made no ${name}.`, 'Report this with the output of the build.');
}
