import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants } from 'node:zlib';
import { shippedGrammars } from '../../server/syntax/languages';
import { statOrNull } from './files';

const compress = promisify(brotliCompress);

/**
 * Copies the runtime and the grammars of the syntax check into `syntax/` of a build. For a package they are compressed
 * here: its own compression would leave them half as large again.
 */
export async function copyGrammars(repository: string, outdir: string, compressed: boolean): Promise<void> {
  const source = path.join(repository, 'node_modules/@vscode/tree-sitter-wasm');
  const target = path.join(outdir, 'syntax');
  await mkdir(target, { recursive: true });
  await copyFile(path.join(source, 'LICENSE'), path.join(target, 'LICENSE'));
  const names = ['tree-sitter', ...shippedGrammars.map((grammar) => `tree-sitter-${grammar}`)];
  await Promise.all(
    names.map(async (name) => {
      const from = path.join(source, 'wasm', `${name}.wasm`);
      const to = path.join(target, `${name}.wasm`);
      if (compressed) await writeFile(`${to}.br`, await compressedFile(from));
      // The bytes of a version of the package are always the same.
      else if ((await statOrNull(to))?.size !== (await statOrNull(from))?.size) await copyFile(from, to);
    }),
  );
}

async function compressedFile(file: string): Promise<Buffer> {
  const bytes = await readFile(file);
  const { BROTLI_PARAM_LGWIN, BROTLI_PARAM_SIZE_HINT, BROTLI_MAX_WINDOW_BITS } = constants;
  return compress(bytes, {
    params: { [BROTLI_PARAM_LGWIN]: BROTLI_MAX_WINDOW_BITS, [BROTLI_PARAM_SIZE_HINT]: bytes.length },
  });
}
