import { mustRun, runTool } from '../setup/tools';
import type { Sample } from './sample';

/** Whether the user's VS Code can be started from a shell. */
export async function hasOwnEditor(): Promise<boolean> {
  return (await runTool('code', ['--version']))?.status === 0;
}

/** Installs the package into the user's VS Code, as the user would, and opens the sample. */
export async function openOwnEditor(vsix: string, sample: Sample): Promise<void> {
  await mustRun('code', ['--install-extension', vsix, '--force']);
  await mustRun('code', [sample.folder, '--goto', sample.file]);
}
