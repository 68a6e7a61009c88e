import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { Position, TextDocumentContentChangeEvent } from 'vscode-languageserver/node';
import {
  methods,
  type ChatTurn,
  type CompletionTrace,
  type InitializationOptions,
  type ShownEditors,
} from '../../shared/protocol';
import { LspClient } from '../support/lsp-client';
import type { KeyPress, Place } from './keystrokes/keystrokes';

/** The workspace that all documents of a bench lie in. */
export const folder = 'file:///bench';

/** One key press and its answer. */
export interface Pressed {
  /** Milliseconds at the client, from the change to the answer. */
  ms: number;
  trace: CompletionTrace;
  /** Text of the suggestion; empty where there was none. */
  text: string;
}

export interface CriaOptions {
  settings?: NonNullable<InitializationOptions['settings']>;
  /** Path of another model. */
  model?: string;
  /** Folder of what is kept between runs. */
  storage?: string;
}

/** Cria's server as an editor uses it, for benchmarks: no debounce, every suggestion shown, each answer measured. */
export class Cria {
  readonly client: LspClient;
  readonly #open: string[] = [];

  private constructor(client: LspClient) {
    this.client = client;
  }

  /** Resolves when the model is loaded. */
  static async start({ settings = {}, model, storage }: CriaOptions = {}): Promise<Cria> {
    const all = {
      ...settings,
      ...(model === undefined ? {} : { model: { path: model } }),
      completion: { debounce: 0, showing: 'eager' as const, maxFileSize: 102_400, ...settings.completion },
      // The window of a bench has no focus to lose.
      power: { pauseUnfocused: 0 },
    };
    const client = await LspClient.start({
      settings: all,
      capabilities: { workspace: { workspaceFolders: true } },
      initializationOptions: {
        settings: all,
        tracePrompts: false,
        // As VS Code: what is ready is shown, the rest may follow.
        followsSuggestions: true,
        tellsSources: true,
        ...(storage === undefined ? {} : { storage }),
      },
    });
    await client.model();
    const added = [{ uri: folder, name: 'bench' }];
    await client.connection.sendNotification('workspace/didChangeWorkspaceFolders', { event: { added, removed: [] } });
    return new Cria(client);
  }

  async open(uri: string, languageId: string, lines: readonly string[]): Promise<void> {
    await this.client.open(uri, languageId, lines.join('\n'));
    this.#open.push(uri);
  }

  /** The user goes to a place, in this editor or another one. */
  goTo(uri: string, [line, character]: Place): Promise<void> {
    const position = { line, character };
    const editors: ShownEditors = { active: { uri, position }, visible: [uri], sources: this.#open };
    return this.client.connection.sendNotification(methods.editors, editors);
  }

  /** A key press of a recording: the change, and the request that an editor makes after it. */
  press(uri: string, { range, text, at }: Pick<KeyPress, 'range' | 'text' | 'at'>): Promise<Pressed> {
    const [line, character, endLine, endCharacter] = range;
    const change = { range: { start: { line, character }, end: { line: endLine, character: endCharacter } }, text };
    return this.complete(uri, { line: at[0], character: at[1] }, change);
  }

  /** Types at a place. */
  type(uri: string, { line, character }: Position, text: string): Promise<Pressed> {
    const at = [line, character + text.length] as const;
    return this.press(uri, { range: [line, character, line, character], text, at });
  }

  /** Asks for a completion, after a change where there is one. */
  async complete(uri: string, at: Position, ...changes: TextDocumentContentChangeEvent[]): Promise<Pressed> {
    const { traces } = this.client;
    traces.length = 0;
    const started = performance.now();
    if (changes.length > 0) await this.client.change(uri, ...changes);
    const items = await this.client.complete(uri, at, 'automatic');
    const ms = performance.now() - started;
    const trace = await this.client.until(() => traces.find((one) => one.uri === uri), 'a trace');
    const text = items?.[0]?.insertText;
    return { ms, trace, text: typeof text === 'string' ? text : (text?.value ?? '') };
  }

  /** Milliseconds from a question to the first of its answer, and the answer. */
  async ask(turns: ChatTurn[], sessionId: string): Promise<{ firstMs: number; text: string }> {
    const started = performance.now();
    const deltas: number[] = [];
    const onDelta = () => {
      deltas.push(performance.now());
    };
    const { text } = await this.client.chat(turns, onDelta, undefined, sessionId);
    return { firstMs: (deltas[0] ?? performance.now()) - started, text };
  }

  /** Bytes of memory that the server's process has now, mapped model file and all. */
  residentBytes(): Promise<number> {
    return residentBytes(this.client.process.pid ?? 0);
  }

  async stop(): Promise<void> {
    await this.client.stop();
  }
}

/** Tokens that a key press made the server evaluate; null where the answer was known or there was none to compute. */
export function evaluatedTokens({ trace }: Pressed): number | null {
  const { figures, source = 'computed' } = trace;
  return figures && source === 'computed' ? figures.promptTokens - figures.reusedTokens : null;
}

/** Milliseconds of a key press without the decoding of the suggestion: what the prompt cost, and all besides. */
export const beforeDecoding = ({ ms, trace }: Pressed): number => ms - (trace.figures?.decodeMs ?? 0);

/** Resident memory of a process in bytes; NaN where this system does not tell. */
export async function residentBytes(pid: number): Promise<number> {
  if (process.platform === 'linux') {
    const status = await readFile(`/proc/${pid}/status`, 'utf8');
    return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) * 1024;
  }
  const told = await promisify(execFile)('ps', ['-o', 'rss=', '-p', String(pid)]).catch(() => ({ stdout: 'NaN' }));
  return Number(told.stdout.trim()) * 1024;
}
