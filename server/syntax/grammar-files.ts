import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { brotliDecompress } from 'node:zlib';

const decompress = promisify(brotliDecompress);

/**
 * Folder of the runtime and the grammars: beside the bundle as `scripts/setup/build.ts` writes it, or the package's own
 * where the server runs from source.
 */
export function grammarFolder(): string {
  const beside = path.join(__dirname, 'syntax');
  return existsSync(beside) ? beside : path.resolve(__dirname, '../../node_modules/@vscode/tree-sitter-wasm/wasm');
}

/**
 * Bytes of a WebAssembly file, or null where this build has none. A package holds them compressed, since its own
 * compression would leave them half as large again.
 */
export async function readWasm(folder: string, name: string): Promise<Uint8Array | null> {
  const file = path.join(folder, `${name}.wasm`);
  if (existsSync(file)) return readFile(file);
  return existsSync(`${file}.br`) ? decompress(await readFile(`${file}.br`)) : null;
}
