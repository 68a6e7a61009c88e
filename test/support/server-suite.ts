import { after, afterEach } from 'node:test';
import { LspClient, type ClientOptions } from './lsp-client';

/** One server for the tests of a file, started when the first of them asks, ended after the last. */
export function sharedServer(options: ClientOptions): () => Promise<LspClient> {
  let client: Promise<LspClient> | undefined;
  after(async () => {
    await (await client)?.stop();
  });
  return () => (client ??= LspClient.start(options));
}

/** Servers of one test each; none outlives its test, failed or not. */
export function ownServers(): (options?: ClientOptions) => Promise<LspClient> {
  let clients: LspClient[] = [];
  afterEach(() => {
    for (const client of clients) client.kill();
    clients = [];
  });
  return async (options) => {
    const client = await LspClient.start(options);
    clients.push(client);
    return client;
  };
}

/** A document that no test before has had, so that no cache knows it. */
export function freshUri(extension: string): string {
  return `untitled:${crypto.randomUUID()}.${extension}`;
}
