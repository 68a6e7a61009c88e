import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { version } from '../../package.json';
import { platform, writeVsix } from '../packaging/vsix';
import { sourceHash } from './build';
import { readOrNull, statOrNull } from './files';
import type { Step } from './step';

const repository = path.resolve(__dirname, '../..');

/** The package that `npm run package` writes and `npm start` installs. */
export const vsixFile = path.join(repository, 'dist', `cria-${platform}-${version}.vsix`);

/** Says what the package was made from. */
const stampFile = `${vsixFile}.made-from`;

/** The step that packages the extension with the engine for the CPU; done while nothing in it has changed. */
export function vsixStep(): Step {
  return {
    name: 'Extension package',
    done: async () => (await statOrNull(vsixFile)) !== null && (await readOrNull(stampFile)) === (await packageHash()),
    run: async (progress) => {
      const hash = await packageHash();
      const { whole, withoutBinaries } = await writeVsix({ repository, engine: 'cpu', output: vsixFile });
      await writeFile(stampFile, hash);
      progress.say(`      ${megabytes(whole)}, of which Cria itself is ${megabytes(withoutBinaries)}`);
    },
  };
}

const packageHash = () => sourceHash(['.vscodeignore', 'CHANGELOG.md', 'LICENSE', 'README.md', 'scripts/packaging']);

/** For people: the bytes in MiB. */
export const megabytes = (bytes: number) => `${(bytes / 1024 / 1024).toFixed(2)} MiB`;
