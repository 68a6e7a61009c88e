import { cp } from 'node:fs/promises';
import path from 'node:path';
import { cacheFolder } from '../../server/models/locate';
import { statOrNull } from '../setup/files';

export interface Sample {
  folder: string;
  /** The file to begin with. */
  file: string;
}

/** The workspace to try Cria in: copied once, so that what people write there is still there the next time. */
export async function sampleWorkspace(): Promise<Sample> {
  const folder = path.join(cacheFolder(), 'sample');
  if ((await statOrNull(folder)) === null) {
    await cp(path.join(__dirname, '../sample'), folder, { recursive: true });
  }
  return { folder, file: path.join(folder, 'shapes.py') };
}
