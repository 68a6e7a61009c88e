import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { cacheFolder } from '../../server/models/locate';
import { atomically, statOrNull } from './files';
import { silentProgress, type Progress } from './progress';
import { ensure, StepError, type Step } from './step';
import { failureOf, mustRun, runTool } from './tools';

/** A browser for tests, and the variables that it has to be started with. */
export interface Browser {
  path: string;
  env: Record<string, string>;
}

/** Environment variable with the path of another Chromium, Chrome or Edge for the tests. */
const browserVariable = 'CRIA_BROWSER';

/** Version of the npm package @sparticuz/chromium in package.json: a headless Chromium for Linux on x64. */
const version = '153.0.0';

const packaged = () => process.platform === 'linux' && process.arch === 'x64';
const folder = () => path.join(cacheFolder(), 'browser', version);
const chromium = () => path.join(folder(), 'chromium');

/** Where Chrome, Edge and Chromium are installed by their own installers. */
const installed: Partial<Record<NodeJS.Platform, string[]>> = {
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
  ],
  linux: ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'],
  win32: [
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
    'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
  ],
};

/** The step that unpacks the tests' browser, or finds an installed one. */
export function browserStep(): Step {
  return {
    name: 'Browser for tests',
    done: async () => (await otherBrowser()) !== null || (packaged() && (await statOrNull(chromium())) !== null),
    run: async (progress) => {
      if (packaged()) await unpack(progress);
      else {
        throw new StepError(
          `The tests need a browser, and none comes by npm for ${process.platform} on ${process.arch}.`,
          `Install Chrome, Edge or Chromium, or set ${browserVariable} to the path of one.`,
        );
      }
    },
  };
}

/** The browser of the tests, unpacked where that has not been done. */
export async function browserExecutable(): Promise<Browser> {
  await ensure(browserStep(), silentProgress);
  const other = await otherBrowser();
  return other === null ? withLibraries() : { path: other, env: {} };
}

/** The browser that the user chose; else, where no package has one, an installed one. */
async function otherBrowser(): Promise<string | null> {
  const chosen = process.env[browserVariable];
  if (chosen !== undefined && chosen !== '') return chosen;
  if (packaged()) return null;
  for (const candidate of installed[process.platform] ?? []) {
    if ((await statOrNull(candidate)) !== null) return candidate;
  }
  return null;
}

/**
 * The package unpacks to the temporary folder and knows no other, so a process of its own is given ours as one.
 * `al2023` holds the libraries that Chromium links.
 */
const unpackScript = `
import('@sparticuz/chromium').then(async ({ default: chromium, inflate }) => {
  await chromium.executablePath();
  await inflate(process.argv[1]);
});`;

async function unpack(progress: Progress): Promise<void> {
  progress.say(`      unpacking Chromium ${version}`);
  const repository = path.resolve(__dirname, '../..');
  const libraries = path.join(repository, 'node_modules/@sparticuz/chromium/bin/al2023.tar.br');
  await atomically(folder(), async (part) => {
    await mkdir(part);
    await mustRun(process.execPath, ['-e', unpackScript, libraries], { cwd: repository, env: { TMPDIR: part } });
    await writeFile(path.join(part, 'fonts.conf'), fontSettings());
  });
}

/** For machines without any font: the one that comes with the browser. */
function fontSettings(): string {
  return `<?xml version="1.0"?>
<fontconfig>
  <dir>${path.join(folder(), 'fonts')}</dir>
  <cachedir>${path.join(folder(), 'fonts-cache')}</cachedir>
</fontconfig>
`;
}

/** Machines without a desktop lack libraries (NSS) and fonts: then the browser gets those that come with it. */
async function withLibraries(): Promise<Browser> {
  const file = chromium();
  const hasFonts = (await statOrNull('/etc/fonts/fonts.conf')) !== null;
  const fonts: Record<string, string> = hasFonts ? {} : { FONTCONFIG_FILE: path.join(folder(), 'fonts.conf') };
  const plain = await runTool(file, ['--version']);
  if (plain?.status === 0) return { path: file, env: fonts };
  const libraries = { LD_LIBRARY_PATH: path.join(folder(), 'al2023', 'lib') };
  const carried = await runTool(file, ['--version'], { env: libraries });
  if (carried?.status !== 0) throw failureOf('chromium --version', carried ?? { status: null, output: '' });
  return { path: file, env: { ...fonts, ...libraries } };
}
