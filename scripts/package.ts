/** Packages the extension for this platform. `npm run package`. */
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { installIntoBrowserEditor } from './editor/browser-editor';
import { engineChoices, type EngineChoice } from './packaging/engine';
import { platform, writeVsix } from './packaging/vsix';
import { prove } from './proof/proof';
import { runScript, WrongOption } from './setup/main';
import { defaultModel } from './setup/model';
import { megabytes, vsixFile } from './setup/vsix';

const usage = `Usage: npm run package [-- OPTIONS]

Writes an extension package (vsix) for this platform into dist/ and prints its size.

  --engine WHAT  what it holds of llama.cpp:
                   cpu     for the processor; on Apple silicon Metal's, too (default)
                   cuda    and for NVIDIA GPUs: some 560 MB more on disk
                   vulkan  and for GPUs by Vulkan: some 80 MB more on disk
                   all     all that there are
                   none    no binaries: the smallest package, which cannot run a model
  --out FILE     where it goes
  --check        install it into an empty editor, and run a model with what is there
  --help         this text
`;

const repository = path.resolve(__dirname, '..');

runScript(usage, async () => {
  const { values } = parseArgs({
    options: {
      engine: { type: 'string', default: 'cpu' },
      out: { type: 'string' },
      check: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help === true) {
    process.stdout.write(usage);
    return;
  }
  const engine = engineChoice(values.engine);
  const output = values.out === undefined ? vsixFile : path.resolve(values.out);
  const { whole, withoutBinaries } = await writeVsix({ repository, engine, output });
  process.stdout.write(`${path.relative(process.cwd(), output)} for ${platform}, engine: ${engine}\n`);
  process.stdout.write(`${megabytes(whole)}; without the engine's binaries ${megabytes(withoutBinaries)}\n`);
  if (values.check === true) await check(output);
});

/** Runs the packaged server where no node_modules of this checkout can help it. */
async function check(vsix: string): Promise<void> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'cria-installed-'));
  try {
    const extension = await installIntoBrowserEditor(vsix, folder);
    await prove({ server: path.join(extension, 'dist/server.js'), model: await defaultModel() });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function engineChoice(given: string): EngineChoice {
  const choice = engineChoices.find((candidate) => candidate === given);
  if (!choice) throw new WrongOption(`--engine is one of ${engineChoices.join(', ')}, not "${given}".`);
  return choice;
}
