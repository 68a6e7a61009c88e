import { methods, type Definitions, type ShownEditors } from '../../shared/protocol';
import type { Notify } from '../server';

/** How long the cursor must rest before the server is told where it is, in milliseconds. */
export const restMs = 300;
/** The server is told of a cursor that moved so many lines; what is nearer it knows from the changes. */
const toldLines = 12;

export interface TellerTools {
  notify: Notify;
  /** The editors as they are now, or null where nothing of them may be told. */
  editors(): Promise<ShownEditors | null>;
  /**
   * Definitions of the names at the cursor, or null where there is no cursor.
   * @param sources URIs of the documents whose text may be used.
   */
  definitions(sources: readonly string[], signal: AbortSignal): Promise<Definitions | null>;
  /** Calls back once after a time, unless the function that it gives is called first. */
  after(ms: number, run: () => void): () => void;
}

/** Tells the server which editors are shown and what the names at the cursor mean, whenever the user has come to rest. */
export class ContextTeller {
  readonly #tools: TellerTools;
  #cancelWait: () => void = () => undefined;
  #looking = new AbortController();
  #toldEditors: ShownEditors | null = null;
  #toldDefinitions = '';

  constructor(tools: TellerTools) {
    this.#tools = tools;
  }

  /** The cursor moved, or another editor is shown: what is being looked up is of no use any more. */
  moved(): void {
    this.#cancelWait();
    this.#looking.abort();
    this.#cancelWait = this.#tools.after(restMs, () => void this.#tell());
  }

  /** A server is new and knows nothing. */
  connected(): void {
    this.#toldEditors = null;
    this.#toldDefinitions = '';
    this.moved();
  }

  dispose(): void {
    this.#cancelWait();
    this.#looking.abort();
  }

  async #tell(): Promise<void> {
    const looking = new AbortController();
    this.#looking = looking;
    const isOver = () => looking.signal.aborted;
    const editors = await this.#tools.editors();
    if (isOver() || !editors) return;
    if (isNews(this.#toldEditors, editors)) {
      this.#toldEditors = editors;
      this.#tools.notify(methods.editors, editors);
    }
    const definitions = await this.#tools.definitions(editors.sources ?? [], looking.signal);
    if (isOver() || !definitions) return;
    const text = JSON.stringify(definitions);
    if (text === this.#toldDefinitions) return;
    this.#toldDefinitions = text;
    this.#tools.notify(methods.definitions, definitions);
  }
}

/** Whether the editors differ from what the server was told by more than a few lines of the cursor. */
export function isNews(told: ShownEditors | null, now: ShownEditors): boolean {
  if (!told || told.active?.uri !== now.active?.uri) return true;
  const moved = Math.abs((told.active?.position.line ?? 0) - (now.active?.position.line ?? 0));
  return moved >= toldLines || !sameSet(told.visible, now.visible) || !sameSet(told.sources ?? [], now.sources ?? []);
}

function sameSet(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((one) => b.includes(one));
}
