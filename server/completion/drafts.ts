import type { Token } from '../engine/engine';

/** Tokens that are guessed at once: a wrong guess costs as much as it is long. */
const longestGuess = 8;
/** Three tokens in a row that were seen before are a better sign than two; one says nothing. */
const longestKey = 3;
const shortestKey = 2;

/**
 * Guesses what a completion says next from what stands in its prompt already (prompt lookup): where its last tokens have
 * been seen before, what followed them then is likely to follow again. Right in renamed copies, tables, tests and
 * whatever was suggested, rejected and comes again.
 * @param seen texts in tokens, the most telling last: the later of two places wins. The last one is gone on with.
 */
export function promptLookup(...seen: readonly (readonly Token[])[]): (written: readonly Token[]) => Token[] {
  const tail = seen.at(-1)?.slice(-longestKey) ?? [];
  let index: Map<string, readonly Token[]> | undefined;
  return (written) => {
    // Built at the first guess, since many runs never ask for one.
    index ??= indexOf(seen);
    const recent = [...tail, ...written.slice(-longestKey)];
    const own = follower(written, recent);
    if (own.length > 0) return own;
    for (let length = longestKey; length >= shortestKey; length--) {
      const found = recent.length >= length ? index.get(key(recent.slice(-length))) : undefined;
      if (found) return [...found];
    }
    return [];
  };
}

/** What followed the last tokens where the run itself wrote them before. */
function follower(written: readonly Token[], recent: readonly Token[]): Token[] {
  const last = recent.slice(-longestKey);
  for (let end = written.length - 1; last.length === longestKey && end >= longestKey; end--) {
    if (last.every((token, n) => written[end - longestKey + n] === token))
      return written.slice(end, end + longestGuess);
  }
  return [];
}

function indexOf(texts: readonly (readonly Token[])[]): Map<string, readonly Token[]> {
  const index = new Map<string, readonly Token[]>();
  for (const text of texts) {
    for (let length = shortestKey; length <= longestKey; length++) {
      for (let end = length; end < text.length; end++) {
        index.set(key(text.slice(end - length, end)), text.slice(end, end + longestGuess));
      }
    }
  }
  return index;
}

const key = (tokens: readonly Token[]) => tokens.join();
