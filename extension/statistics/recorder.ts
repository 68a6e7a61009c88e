import type { CompletionTrace } from '../../shared/protocol';
import { latencyOf, type Counts } from '../../shared/statistics';
import { seenMs, type Happening, type TextChange } from '../suggestions/lifecycle';
import { lengthOf, piecesAfterAll, type Pieces } from './kept';

/** How long after it was accepted text is looked at again, in milliseconds. */
export const keptAfterMs = 30_000;

export interface RecorderTools {
  /** `cria.statistics`. */
  counting(): boolean;
  count(languageId: string, counts: Partial<Counts>): void;
  /** Calls back once, after so many milliseconds; returns what ends that. */
  after(ms: number, run: () => void): () => void;
}

interface Accepted {
  uri: string;
  languageId: string;
  pieces: Pieces;
  length: number;
  stop: () => void;
}

/** Counts what becomes of suggestions. It remembers where text was accepted, never the text. */
export class Recorder {
  readonly #tools: RecorderTools;
  readonly #watched = new Set<Accepted>();

  constructor(tools: RecorderTools) {
    this.#tools = tools;
  }

  happened(happening: Happening): void {
    switch (happening.kind) {
      case 'accepted':
      case 'partlyAccepted':
        this.#accepted(happening);
        return;
      case 'ended': {
        const { outcome, languageId, visibleMs } = happening;
        const used = outcome === 'accepted' || outcome === 'partlyAccepted';
        if (!used && visibleMs < seenMs) return;
        this.#count(languageId, { shown: 1, ...(outcome === 'ignored' ? {} : { [outcome]: 1 }) });
        return;
      }
      case 'shown':
      case 'rejected':
      case 'ignored':
        return;
    }
  }

  /** Suggestions were offered, so many milliseconds after VS Code asked. */
  offered(languageId: string, ms: number): void {
    this.#count(languageId, { latency: latencyOf(ms) });
  }

  traced({ languageId, outcome, source, figures }: CompletionTrace): void {
    if (outcome !== 'shown' && outcome !== 'dropped' && figures === undefined) return;
    this.#count(languageId, {
      requests: 1,
      cacheHits: source === 'cached' ? 1 : 0,
      ...(figures && source !== 'cached'
        ? {
            reusedTokens: figures.reusedTokens,
            evaluatedTokens: figures.promptTokens - figures.reusedTokens,
            generatedTokens: figures.generatedTokens,
          }
        : {}),
    });
  }

  /** Follows accepted text through the changes of its document. */
  changed(uri: string, changes: readonly TextChange[]): void {
    for (const accepted of this.#watched) {
      if (accepted.uri === uri) accepted.pieces = piecesAfterAll(accepted.pieces, changes);
    }
  }

  dispose(): void {
    for (const { stop } of this.#watched) stop();
    this.#watched.clear();
  }

  #accepted({ offer, offset, part }: Extract<Happening, { part: number }>): void {
    if (!this.#tools.counting()) return;
    const { uri, languageId } = offer;
    this.#count(languageId, { acceptedCharacters: part });
    const pieces = [{ start: offset, end: offset + part }];
    const accepted: Accepted = { uri, languageId, pieces, length: part, stop: () => undefined };
    accepted.stop = this.#tools.after(keptAfterMs, () => {
      this.#watched.delete(accepted);
      this.#count(languageId, { checkedCharacters: accepted.length, keptCharacters: lengthOf(accepted.pieces) });
    });
    this.#watched.add(accepted);
  }

  #count(languageId: string, counts: Partial<Counts>): void {
    if (this.#tools.counting()) this.#tools.count(languageId, counts);
  }
}
