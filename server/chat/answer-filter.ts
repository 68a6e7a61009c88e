/** What an answer is cleaned of while it streams. */
export interface AnswerMarks {
  /** Marks of the chat format that a model may write as text at the end of its answer. */
  ends: readonly string[];
  /** Texts to be put back into their own spelling. */
  restored: ReadonlyMap<string, string>;
}

export interface AnswerFilter {
  /** Takes what was decoded, gives what may be shown. */
  push(text: string): string;
  /** Gives what was held back, at the end of the run. */
  flush(): string;
  /** The model has begun to write the next turn itself: nothing after this belongs to the answer. */
  readonly turnOver: boolean;
}

/**
 * Takes a chat format's marks off the end of an answer. A mark is held back until it is clear what follows: more of the
 * answer (then it was part of it, as in an explanation of the format), the end, or another mark, which is a turn's border.
 * White space at the beginning is dropped: formats that end in a mark make models begin with a space.
 */
export function answerFilter({ ends, restored }: AnswerMarks): AnswerFilter {
  const watched = [...ends, ...restored.keys()];
  let pending = '';
  let begun = false;
  let turnOver = false;

  const emit = (text: string) => {
    const shown = begun ? text : text.trimStart();
    begun ||= shown !== '';
    return shown;
  };

  const push = (text: string): string => {
    if (turnOver) return '';
    pending += text;
    let shown = '';
    for (;;) {
      const found = firstOf(watched, pending);
      if (!found) {
        const kept = beginningOfOne(watched, pending);
        shown += pending.slice(0, pending.length - kept);
        pending = kept === 0 ? '' : pending.slice(-kept);
        return emit(shown);
      }
      const after = found.at + found.mark.length;
      shown += pending.slice(0, found.at);
      const original = restored.get(found.mark);
      if (original !== undefined) {
        shown += original;
        pending = pending.slice(after);
        continue;
      }
      pending = pending.slice(found.at);
      const follows = pending.slice(found.mark.length).trimStart();
      if (ends.some((mark) => mark !== found.mark && follows.startsWith(mark))) {
        turnOver = true;
        pending = '';
        return emit(shown);
      }
      if (ends.some((mark) => mark.startsWith(follows))) return emit(shown);
      shown += found.mark;
      pending = pending.slice(found.mark.length);
    }
  };

  return {
    push,
    flush: () => {
      const atEnd = ends.some((mark) => pending.startsWith(mark));
      const shown = atEnd ? '' : pending;
      pending = '';
      return emit(shown);
    },
    get turnOver() {
      return turnOver;
    },
  };
}

/** The first mark in a text, the longest where several begin at one place. */
function firstOf(marks: readonly string[], text: string): { at: number; mark: string } | undefined {
  let first: { at: number; mark: string } | undefined;
  for (const mark of marks) {
    const at = text.indexOf(mark);
    if (at < 0) continue;
    if (!first || at < first.at || (at === first.at && mark.length > first.mark.length)) first = { at, mark };
  }
  return first;
}

/** Characters at the end of a text that may become a mark. */
function beginningOfOne(marks: readonly string[], text: string): number {
  const longest = Math.max(0, ...marks.map((mark) => mark.length - 1));
  for (let length = Math.min(longest, text.length); length > 0; length--) {
    const end = text.slice(-length);
    if (marks.some((mark) => mark.startsWith(end))) return length;
  }
  return 0;
}
