import { TextDocument } from 'vscode-languageserver-textdocument';
import type { CompletionTrace } from '../../../shared/protocol';
import { LspClient } from '../../support/lsp-client';
import { holeId, type Punched } from './holes';
import type { Filled } from './outcome';

/**
 * Settings under which every suggestion is shown, with its score, and no clock decides what it says. Context from other
 * places stays out: among the documents of a run are the same files with other holes, which hold the answers.
 */
const settings = {
  completion: { debounce: 0, timeBudget: 60_000, showing: 'eager', repositoryContext: false },
  promptCache: { disk: false, memory: 0 },
} as const;

export interface OurServer {
  /** What the loaded model is, for the report. */
  model: string;
  fill: (punched: Punched) => Promise<Filled>;
  stop: () => Promise<void>;
}

export interface OurOptions {
  /** Absent: `CRIA_MODEL`, else the default model. */
  modelPath?: string;
  /** The automatic trigger, as while typing, or the one by hand, which asks for more. */
  trigger: 'automatic' | 'manual';
  /** The bundled server; default: the one in dist/. */
  server?: string;
  /** Settings of `cria.completion` that are to be other than above. */
  completion?: Record<string, unknown>;
}

/** Cria's server over LSP, with the model loaded. */
export async function startOurs({ modelPath, trigger, server, completion = {} }: OurOptions): Promise<OurServer> {
  const client = await LspClient.start({
    capabilities: { workspace: { workspaceFolders: true } },
    ...(server === undefined ? {} : { server }),
    settings: {
      ...settings,
      completion: { ...settings.completion, ...completion },
      ...(modelPath === undefined ? {} : { model: { path: modelPath } }),
    },
  });
  const { name } = await client.model();
  return {
    model: name,
    fill: (punched) => fill(client, punched, trigger),
    stop: async () => {
      await client.stop();
    },
  };
}

async function fill(client: LspClient, punched: Punched, trigger: OurOptions['trigger']): Promise<Filled> {
  const { hole, before, after } = punched;
  // A workspace for each hole, so that no cache and no window of another one helps or hinders; its folder is the package.
  const root = `file:///${holeId(punched)}`;
  const [folder = ''] = hole.file.split('/');
  const uri = `${root}/${hole.file}`;
  const document = TextDocument.create(uri, hole.language, 1, before + after);
  await moveFolder(client, { added: `${root}/${folder}` });
  await client.open(uri, hole.language, document.getText());
  try {
    const position = document.positionAt(before.length);
    const items = await client.complete(uri, position, trigger);
    const trace = await client.until(() => client.traces.find((known) => known.uri === uri), 'a trace');
    client.traces.length = 0;
    client.prompts.length = 0;
    const [item] = items ?? [];
    const told = toldBy(trace);
    if (!item) return { document: null, ...told };
    const newText = typeof item.insertText === 'string' ? item.insertText : item.insertText.value;
    const range = item.range ?? { start: position, end: position };
    return { document: TextDocument.applyEdits(document, [{ range, newText }]), ...told };
  } finally {
    await client.connection.sendNotification('textDocument/didClose', { textDocument: { uri } });
    await moveFolder(client, { removed: `${root}/${folder}` });
  }
}

function moveFolder(client: LspClient, { added, removed }: { added?: string; removed?: string }): Promise<void> {
  const folders = (uri: string | undefined) => (uri === undefined ? [] : [{ uri, name: uri }]);
  return client.connection.sendNotification('workspace/didChangeWorkspaceFolders', {
    event: { added: folders(added), removed: folders(removed) },
  });
}

function toldBy({ outcome, reason, filters, score, threshold, features }: CompletionTrace): Omit<Filled, 'document'> {
  return {
    reason: [outcome, reason, ...filters].filter((part) => part !== undefined).join('; '),
    ...(score === undefined ? {} : { score }),
    ...(threshold === undefined ? {} : { threshold }),
    ...(features === undefined ? {} : { features }),
  };
}
