/** Bundles the extension, the server and the chat page into dist/. `npm run build`, `npm run watch`. */
import { parseArgs } from 'node:util';
import { buildAll, watchAll } from './setup/build';
import { runScript } from './setup/main';

const usage = `Usage: npm run build [-- --production]
       npm run watch

Bundles extension/, server/ and media/ into dist/.

  --production  smaller, without source maps
  --watch       build again after each change
`;

runScript(usage, async () => {
  const { values } = parseArgs({
    options: { production: { type: 'boolean' }, watch: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
  });
  if (values.help === true) process.stdout.write(usage);
  else if (values.watch === true) await watchAll();
  else {
    for (const { file, bytes } of await buildAll({ production: values.production === true })) {
      process.stdout.write(`${file}  ${(bytes / 1024).toFixed(0)} KB\n`);
    }
  }
});
