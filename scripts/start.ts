/** From a bare clone to an editor with Cria in it. `npm start`; the way in is scripts/start.mjs. */
import path from 'node:path';
import { parseArgs } from 'node:util';
import { editorFolder, installIntoBrowserEditor, openBrowserEditor } from './editor/browser-editor';
import { hasOwnEditor, openOwnEditor } from './editor/own-editor';
import { freePort } from './editor/port';
import { sampleWorkspace } from './editor/sample';
import { prove } from './proof/proof';
import { buildStep } from './setup/build';
import { runScript, WrongOption } from './setup/main';
import { defaultModel, modelStep } from './setup/model';
import { printedProgress } from './setup/progress';
import { runSteps } from './setup/step';
import { vscodeStep } from './setup/vscode';
import { vsixFile, vsixStep } from './setup/vsix';

const firstPort = 8123;

const usage = `Usage: npm start [-- OPTIONS]

Builds Cria, fetches the default model, shows that it works, and opens an editor with Cria in it: your own VS Code
where the command "code" is on the PATH, else VS Code in the browser.

  --no-open    everything but opening the editor
  --browser    VS Code in the browser in any case
  --port N     port of VS Code in the browser; default: the first free one from ${firstPort} on
  --help       this text

CRIA_MODEL   path of a GGUF file to use instead of the default model
CRIA_CACHE   folder of what is downloaded; default: the cache folder of your system
`;

runScript(usage, async () => {
  const { values } = parseArgs({
    options: {
      'no-open': { type: 'boolean' },
      browser: { type: 'boolean' },
      port: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help === true) {
    process.stdout.write(usage);
    return;
  }
  const wanted = values.port === undefined ? undefined : portNumber(values.port);
  const own = values.browser !== true && (await hasOwnEditor());
  // Nobody should wait for the set-up to hear that the port is taken.
  if (wanted !== undefined) await freePort(firstPort, wanted);
  const editorSteps = own ? [] : [vscodeStep()];
  await runSteps([buildStep(), modelStep(), vsixStep(), ...editorSteps], printedProgress());

  await prove({ server: path.resolve(__dirname, '../dist/server.js'), model: await defaultModel() });
  if (values['no-open'] === true) return;

  const sample = await sampleWorkspace();
  if (own) {
    process.stdout.write(`\nInstalling Cria into your VS Code and opening ${sample.folder}.\n`);
    await openOwnEditor(vsixFile, sample);
    process.stdout.write('To remove it again: code --uninstall-extension cria.cria\n');
    return;
  }
  const port = await freePort(firstPort, wanted);
  await installIntoBrowserEditor(vsixFile, editorFolder());
  await openBrowserEditor(port, sample);
});

function portNumber(given: string): number {
  const port = Number(given);
  if (!Number.isInteger(port) || port < 1 || port > 65535) {
    throw new WrongOption(`--port is a number from 1 to 65535, not "${given}".`);
  }
  return port;
}
