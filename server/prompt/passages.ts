import { LRUCache } from 'lru-cache';
import type { Engine, ModelFacts, Token } from '../engine/engine';
import { sampleText, segmentsOf, type SafeCuts } from './segments';

type Tokenizing = Pick<Engine, 'facts' | 'tokenize'>;

/** UTF-16 units and tokens of segments that are kept. */
const mostKept = 2_000_000;

const spmCuts: readonly SafeCuts[] = ['lines'];
const otherCuts: readonly SafeCuts[] = ['words', 'lines'];

interface Known {
  cuts: Promise<SafeCuts>;
  tokens: LRUCache<string, Token[]>;
}

/**
 * Tokens of passages of prompts. A passage is cut where its tokens allow it, and the tokens of a segment are kept: a key
 * press costs the segment that it changed, and a moved window nothing but its ends.
 */
export class Passages {
  /** A model's facts are one object for as long as it is loaded. */
  readonly #known = new WeakMap<ModelFacts, Known>();

  /** @param goesOn whether the passage goes on from text; else SentencePiece puts a space before it. */
  async encode(engine: Tokenizing, text: string, goesOn: boolean): Promise<Token[]> {
    const { cuts, tokens } = this.#of(engine);
    const parts = segmentsOf(text, await cuts).map(async (segment, index) => {
      const continued = goesOn || index > 0;
      const key = (continued ? '+' : '^') + segment;
      const known = tokens.get(key);
      if (known) return known;
      const made = await engine.tokenize([continued ? { continued: segment } : { text: segment }]);
      tokens.set(key, made);
      return made;
    });
    return (await Promise.all(parts)).flat();
  }

  #of(engine: Tokenizing): Known {
    let known = this.#known.get(engine.facts);
    if (!known) {
      const tokens = new LRUCache<string, Token[]>({
        maxSize: mostKept,
        sizeCalculation: (made, key) => made.length + key.length,
      });
      known = { cuts: safeCuts(engine), tokens };
      this.#known.set(engine.facts, known);
    }
    return known;
  }
}

/**
 * The cuts that are safe with a vocabulary: the finest of those with which a sample has the same tokens in parts as whole.
 * llama.cpp knows more than fifty ways to cut text into words; asking the vocabulary itself needs no list of them.
 */
async function safeCuts(engine: Tokenizing): Promise<SafeCuts> {
  const whole = await engine.tokenize([{ continued: sampleText }]);
  for (const cuts of engine.facts.vocabulary.kind === 'spm' ? spmCuts : otherCuts) {
    const segments = segmentsOf(sampleText, cuts);
    const parts = await Promise.all(segments.map((segment) => engine.tokenize([{ continued: segment }])));
    if (sameTokens(whole, parts.flat())) return cuts;
  }
  return 'none';
}

function sameTokens(some: readonly Token[], others: readonly Token[]): boolean {
  return some.length === others.length && some.every((token, index) => token === others[index]);
}
