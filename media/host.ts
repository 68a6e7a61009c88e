import type { FromPage, ToPage } from '../shared/chat';

declare function acquireVsCodeApi(): {
  postMessage(message: FromPage): void;
  getState(): unknown;
  setState(state: unknown): void;
};

/** Where the reader was in a conversation. */
export interface ScrollPlace {
  sessionId: string;
  /** Pixels from the top. */
  top: number;
  /** The end was in view, and shall be again. */
  atEnd: boolean;
  /** How many of the latest messages were on the page. */
  shown: number;
}

/** What outlives the page when it is hidden, moved or loaded again. */
export interface SavedState {
  draft: string;
  place?: ScrollPlace;
}

/** The extension, as the page sees it. */
export interface Host {
  post(message: FromPage): void;
  onMessage(receive: (message: ToPage) => void): void;
  saved(): SavedState;
  save(change: Partial<SavedState>): void;
}

/** Connects the page with the extension. VS Code lets a page do this once. */
export function connectHost(): Host {
  const api = acquireVsCodeApi();
  let state = savedState(api.getState());
  return {
    post: (message) => api.postMessage(message),
    onMessage: (receive) => {
      window.addEventListener('message', (event: MessageEvent<ToPage>) => receive(event.data));
    },
    saved: () => state,
    save: (change) => {
      state = { ...state, ...change };
      api.setState(state);
    },
  };
}

/** Reads a state that an older version of the page may have written. */
function savedState(value: unknown): SavedState {
  if (typeof value !== 'object' || value === null) return { draft: '' };
  const { draft, place } = value as Record<string, unknown>;
  return {
    draft: typeof draft === 'string' ? draft : '',
    ...(isPlace(place) ? { place } : {}),
  };
}

function isPlace(value: unknown): value is ScrollPlace {
  if (typeof value !== 'object' || value === null) return false;
  const { sessionId, top, atEnd, shown } = value as Record<string, unknown>;
  return (
    typeof sessionId === 'string' && typeof top === 'number' && typeof atEnd === 'boolean' && typeof shown === 'number'
  );
}
