import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { version } from '../package.json';
import { exitCodes } from '../shared/protocol';
import { serve } from './server';

const usage = `Cria's language server ${version}

  node server.js --stdio      speak LSP over standard input and output
  node server.js --node-ipc   speak LSP over the channel of a Node parent process

The model is the setting cria.model.path, else the file that CRIA_MODEL names, else the default model.
`;

function main(args: readonly string[]): void {
  if (args.includes('--help')) {
    process.stdout.write(usage);
    return;
  }
  if (!args.includes('--stdio') && !args.includes('--node-ipc')) {
    process.stderr.write(usage);
    process.exitCode = exitCodes.usage;
    return;
  }
  const connection = createConnection(ProposedFeatures.all);

  const die = (kind: string) => (error: unknown) => {
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
    process.stderr.write(`${kind}: ${stack}\n`);
    connection.console.error(`The server ends after an ${kind}: ${stack}`);
    // The log line above must leave the process first.
    setTimeout(() => process.exit(exitCodes.uncaught), 100);
  };
  process.on('uncaughtException', die('uncaught error'));
  process.on('unhandledRejection', die('unhandled rejection'));
  // Without its client the server would keep the model's memory for nobody.
  process.on('disconnect', () => process.exit(exitCodes.ok));

  serve(connection);
  connection.listen();
}

main(process.argv.slice(2));
