/** Writes what package.json and README.md say of the settings from shared/settings.ts. `npm run manifest`. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { readOrNull } from './setup/files';
import { runScript } from './setup/main';
import { emptyReadme, manifestWithSettings, readmeWithSettings } from './setup/manifest';
import { StepError } from './setup/step';

const usage = `Usage: npm run manifest [-- --check]

Writes the settings of shared/settings.ts into package.json and README.md.

  --check  write nothing; fail where they differ
`;

const repository = path.resolve(__dirname, '..');

/** The files that hold settings, and how each is made from what it is. */
const documents: { file: string; absent: string; made: (text: string) => string }[] = [
  { file: 'package.json', absent: '{}', made: manifestWithSettings },
  { file: 'README.md', absent: emptyReadme, made: readmeWithSettings },
];

runScript(usage, async () => {
  const { values } = parseArgs({ options: { check: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } } });
  if (values.help === true) {
    process.stdout.write(usage);
    return;
  }
  for (const { file, absent, made } of documents) {
    const target = path.join(repository, file);
    const now = (await readOrNull(target)) ?? absent;
    const wanted = made(now);
    if (wanted === now) process.stdout.write(`${file}: up to date\n`);
    else if (values.check === true) {
      throw new StepError(
        `${file} differs from shared/settings.ts.`,
        'Run `npm run manifest` and commit what it writes.',
      );
    } else {
      await writeFile(target, wanted);
      process.stdout.write(`${file}: written\n`);
    }
  }
});
