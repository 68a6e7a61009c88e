/**
 * What becomes of a suggestion after it was offered, from what an editor tells of itself: VS Code says that one was
 * accepted and nothing else. A pure state machine; offsets are UTF-16 units from a document's start.
 */

/** A suggestion as the editor got it; the cursor stands at `offset`. */
export interface Offer {
  id: string;
  uri: string;
  languageId: string;
  offset: number;
  text: string;
}

/** A change of a document, in the coordinates from before the change. */
export interface TextChange {
  offset: number;
  removed: number;
  text: string;
}

/** What happens in the editor. `at` of {@link follow} is the time of it. */
export type Input =
  /** The answer to the newest request, the likeliest first; empty: there is nothing to show. */
  | { kind: 'offered'; offers: readonly Offer[] }
  | { kind: 'changed'; uri: string; changes: readonly TextChange[] }
  /** The cursor of the active editor is here now. */
  | { kind: 'moved'; uri: string; offset: number }
  /** VS Code ran the command of the item with this id. */
  | { kind: 'accepted'; id: string }
  /** The user pressed Escape. */
  | { kind: 'dismissed' }
  /** Another editor is active, or the document was closed. */
  | { kind: 'left' };

export type Outcome = 'accepted' | 'partlyAccepted' | 'rejected' | 'ignored';

export type Happening =
  | { kind: 'shown'; offer: Offer }
  /** `part` units were accepted at `offset`; `characters` of the offer's text are accepted or typed in all. */
  | { kind: 'partlyAccepted'; offer: Offer; offset: number; part: number; characters: number }
  /** Everything from `offset` on was accepted: `part` units. */
  | { kind: 'accepted'; offer: Offer; offset: number; part: number }
  | { kind: 'rejected'; offer: Offer }
  | { kind: 'ignored'; offer: Offer }
  /**
   * The end of what a person takes for one suggestion, though it may have gone by several names while they typed.
   * `visibleMs` tells whether it could be seen at all.
   */
  | { kind: 'ended'; outcome: Outcome; languageId: string; visibleMs: number };

/** What is shown now. Several offers stand for one place; those that typing contradicted are gone from the list. */
interface Showing {
  offers: readonly [Offer, ...Offer[]];
  since: number;
  /** Units of the text that stand in the document already. */
  progress: number;
  /** Whether parts were accepted, of this offer or of those that it continues. */
  inParts: boolean;
  /** All of it stands in the document: the command that says so is on its way. */
  whole: boolean;
}

/** What typing contradicted. Who types on does not want it; who deletes that again may still. */
interface Doubted {
  showing: Showing;
  /** Where the text begins that contradicts it. */
  at: number;
}

/** All that is remembered. */
export interface Following {
  showing: Showing | null;
  doubted: Doubted | null;
}

export const nothingShown: Following = { showing: null, doubted: null };

/** What was shown for less than this many milliseconds was not seen: to type over it says nothing. */
export const seenMs = 250;

/** Units that somebody types instead of a suggestion before that counts as an answer to it. */
const meantUnits = 8;

interface Step {
  state: Following;
  happenings: Happening[];
}

/**
 * The next state, and what happened.
 * @param at Milliseconds of a clock that never goes back.
 */
export function follow(state: Following, input: Input, at: number): Step {
  switch (input.kind) {
    case 'offered':
      return offered(state, input.offers, at);
    case 'changed':
      return changed(state, input, at);
    case 'moved':
      return moved(state, input, at);
    case 'accepted':
      return accepted(state, input.id, at);
    case 'dismissed':
      return state.showing === null
        ? { state, happenings: [] }
        : { state: { ...state, showing: null }, happenings: ends(state.showing, 'rejected', at) };
    case 'left':
      return {
        state: nothingShown,
        happenings: [...(state.showing ? gone(state.showing, at) : []), ...settled(state.doubted, 'rejected', at)],
      };
  }
}

function offered(state: Following, offers: readonly Offer[], at: number): Step {
  const { showing } = state;
  const [first, ...others] = offers;
  if (first === undefined) {
    return { state: { ...state, showing: null }, happenings: showing === null ? [] : gone(showing, at) };
  }
  const shown: Happening = { kind: 'shown', offer: first };
  const fresh = { offers: [first, ...others] as const, progress: 0, whole: false };
  if (showing !== null && continues(showing, first)) {
    const known = showing.offers.some(({ id }) => id === first.id);
    const next: Showing = { ...fresh, since: showing.since, inParts: showing.inParts };
    return { state: { ...state, showing: next }, happenings: known ? [] : [shown] };
  }
  const ended = showing === null ? [] : gone(showing, at);
  return { state: { ...state, showing: { ...fresh, since: at, inParts: false } }, happenings: [...ended, shown] };
}

/** Whether a new offer is what a person takes for the suggestion that is shown: the rest of it, or more of it. */
function continues({ offers, progress }: Showing, { uri, offset, text }: Offer): boolean {
  return offers.some((old) => {
    const rest = old.text.slice(progress);
    return old.uri === uri && old.offset + progress === offset && (rest.startsWith(text) || text.startsWith(rest));
  });
}

function changed(state: Following, { uri, changes }: Extract<Input, { kind: 'changed' }>, at: number): Step {
  const doubt = state.doubted?.showing.offers[0].uri === uri ? doubtAfter(state.doubted, changes, at) : null;
  const after = doubt === null ? state : { ...state, doubted: doubt.doubted };
  const happenings = doubt?.happenings ?? [];
  const { showing } = after;
  if (showing?.offers[0].uri !== uri) return { state: after, happenings };
  const step = showingAfter(showing, changes, at);
  const doubted = step.doubted ?? after.doubted;
  // One doubt at a time: the older one is settled by the newer.
  const older = step.doubted === null ? [] : settled(after.doubted, 'rejected', at);
  return { state: { showing: step.showing, doubted }, happenings: [...happenings, ...older, ...step.happenings] };
}

function showingAfter(
  showing: Showing,
  changes: readonly TextChange[],
  at: number,
): { showing: Showing | null; doubted: Doubted | null; happenings: Happening[] } {
  const start = showing.offers[0].offset;
  const caret = start + showing.progress;
  const end = (happenings: Happening[]) => ({ showing: null, doubted: null, happenings });
  const own = changes.find(({ offset, removed }) => offset <= caret && caret <= offset + removed);
  const others = changes.filter((change) => change !== own && change.offset < caret);
  if (others.some(({ offset, removed }) => offset + removed > start)) return end(gone(showing, at));
  const shift = others.reduce((sum, { removed, text }) => sum + text.length - removed, 0);
  const here = shifted(showing, shift);
  if (own === undefined) return { showing: here, doubted: null, happenings: [] };
  if (showing.whole || own.offset < start) return end(gone(showing, at));

  const kept = own.offset - start;
  const written = isPair(own.text) ? own.text.slice(0, 1) : own.text;
  const [first, ...rest] = here.offers.filter(({ text }) => text.slice(kept).startsWith(written));
  if (first === undefined) {
    if (own.text === '' || at - showing.since < seenMs) return end(gone(showing, at));
    return { showing: null, doubted: { showing: here, at: caret + shift }, happenings: [] };
  }
  const progress = kept + written.length;
  const next: Showing = { ...here, offers: [first, ...rest], progress };
  if (isTyped(own.text)) return { showing: next, doubted: null, happenings: [] };
  // VS Code runs the item's command for what is accepted to its end, and says nothing of a part.
  if (progress === first.text.length) {
    return { showing: { ...next, progress: kept, whole: true }, doubted: null, happenings: [] };
  }
  const place = { offset: first.offset + kept, part: written.length, characters: progress };
  return {
    showing: { ...next, inParts: true },
    doubted: null,
    happenings: [{ kind: 'partlyAccepted', offer: first, ...place }],
  };
}

/** What a change of the text means for a suggestion that was contradicted before. */
function doubtAfter(
  { showing, at: place }: Doubted,
  changes: readonly TextChange[],
  now: number,
): { doubted: Doubted | null; happenings: Happening[] } {
  const before = changes.filter(({ offset, removed }) => offset + removed < place);
  const at = place + before.reduce((sum, { removed, text }) => sum + text.length - removed, 0);
  const here = changes.filter((change) => !before.includes(change));
  const reach = Math.max(...here.map(({ offset, text }) => offset + text.length - place), 0);
  if (here.some(({ offset, text }) => offset + text.length <= place)) {
    return { doubted: null, happenings: gone(showing, now) };
  }
  if (reach > meantUnits || here.some(({ text }) => text.includes('\n'))) {
    return { doubted: null, happenings: ends(showing, 'rejected', now) };
  }
  return { doubted: { showing, at }, happenings: [] };
}

function moved({ showing, doubted }: Following, { uri, offset }: Extract<Input, { kind: 'moved' }>, at: number): Step {
  const stays = showing === null || (showing.offers[0].uri === uri && caretsOf(showing).includes(offset));
  const inDoubt =
    doubted === null ||
    (doubted.showing.offers[0].uri === uri && doubted.at <= offset && offset <= doubted.at + meantUnits);
  return {
    state: { showing: stays ? showing : null, doubted: inDoubt ? doubted : null },
    happenings: [...(stays ? [] : gone(showing, at)), ...(inDoubt ? [] : settled(doubted, 'rejected', at))],
  };
}

/** Where the cursor is while the suggestion is shown, and when it was just accepted. */
function caretsOf({ offers, progress, whole }: Showing): number[] {
  return offers.map(({ offset, text }) => offset + (whole ? text.length : progress));
}

function accepted({ showing, doubted }: Following, id: string, at: number): Step {
  const named = [showing, doubted?.showing ?? null].find((candidate) => candidate?.offers.some((o) => o.id === id));
  const offer = named?.offers.find((candidate) => candidate.id === id);
  if (!named || !offer) return { state: { showing, doubted }, happenings: [] };
  const place = { offset: offer.offset + named.progress, part: offer.text.length - named.progress };
  return {
    state: nothingShown,
    happenings: [
      ...(named === showing ? settled(doubted, 'rejected', at) : []),
      { kind: 'accepted', offer, ...place },
      ended(named, 'accepted', at),
    ],
  };
}

/** It is shown no more, and nobody said anything against it. */
function gone(showing: Showing, at: number): Happening[] {
  return showing.inParts ? [ended(showing, 'partlyAccepted', at)] : ends(showing, 'ignored', at);
}

function settled(doubted: Doubted | null, outcome: 'rejected', at: number): Happening[] {
  return doubted === null ? [] : ends(doubted.showing, outcome, at);
}

function ends(showing: Showing, outcome: 'rejected' | 'ignored', at: number): Happening[] {
  const all = showing.offers.map((offer): Happening => ({ kind: outcome, offer }));
  return [...all, ended(showing, showing.inParts ? 'partlyAccepted' : outcome, at)];
}

function ended({ offers: [{ languageId }], since }: Showing, outcome: Outcome, at: number): Happening {
  return { kind: 'ended', outcome, languageId, visibleMs: at - since };
}

function shifted(showing: Showing, by: number): Showing {
  const [first, ...others] = showing.offers;
  const move = (offer: Offer): Offer => ({ ...offer, offset: offer.offset + by });
  return by === 0 ? showing : { ...showing, offers: [move(first), ...others.map(move)] };
}

/** What an editor writes by itself for an opening bracket or quote; the cursor stands between the two. */
function isPair(text: string): boolean {
  return ['()', '[]', '{}', '""', "''", '``', '<>'].includes(text);
}

/** Whether a key writes this: one character, an auto-closed pair, or a line break with the indentation after it. */
function isTyped(text: string): boolean {
  return /^.?$/su.test(text) || isPair(text) || /^\r?\n[ \t]*$/.test(text) || /^[ \t]+$/.test(text);
}
