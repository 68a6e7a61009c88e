import type { Settings } from './settings';

export type { Definitions, ShownEditors } from './editors';

/** What Cria's client and server say to each other beyond the standard protocol. A method name stands here only. */
export const methods = {
  /** Notification to the client: {@link ServerStatus}, at each change. */
  status: 'cria/status',
  /** Request of the client: no parameters, answers with {@link ModelReport}; loads the model where it is not loaded. */
  model: 'cria/model',
  /** Request of the client: {@link ChatParams}, answers with {@link ChatResult}; deltas come as progress on its token. */
  chat: 'cria/chat',
  /** Notification to the client: {@link CompletionTrace}, one per completion request, where the client asked for them. */
  trace: 'cria/trace',
  /** Notification to the client: {@link PromptTokens}, one per prompt, where the client asked for them. */
  prompt: 'cria/prompt',
  /** Request of the client: no parameters, answers with {@link EngineCounters}; never loads a model. */
  counters: 'cria/counters',
  /** Request of the client: no parameters, answers with {@link ClearedCache}; forgets all evaluated prompts, on disk too. */
  clearPromptCache: 'cria/clearPromptCache',
  /** Notification to the server: {@link Activity}, at each change. Without it the server takes the user to be there. */
  activity: 'cria/activity',
  /** Notification to the server: {@link ShownEditors}, when another editor is shown or the user goes elsewhere in one. */
  editors: 'cria/editors',
  /** Notification to the server: {@link Definitions}, at quiet points. */
  definitions: 'cria/definitions',
  /** Notification to the server: {@link SuggestionEvent}. */
  suggestion: 'cria/suggestion',
  /** Notification to the client: {@link SuggestionGrew}, where the client follows suggestions. */
  suggestionGrew: 'cria/suggestionGrew',
} as const;

/** `initializationOptions` of the `initialize` request. All are optional, for clients of other editors. */
export interface InitializationOptions {
  /** Settings as under `cria` in settings.json; used until, and instead of, `workspace/configuration`. */
  settings?: DeepPartial<Settings>;
  /** Send {@link methods.trace}. */
  traceCompletions?: boolean;
  /** Send {@link methods.prompt}: for tests and for whoever looks into a prompt. They are people's code; keep none. */
  tracePrompts?: boolean;
  /** The client shows {@link methods.status} itself: loading needs no work-done progress besides. */
  showsStatus?: boolean;
  /**
   * The client tells of suggestions with {@link methods.suggestion}, runs {@link suggestionAccepted} when one is accepted,
   * and asks again when one grew. Without it items have no command and are sent when they are whole.
   */
  followsSuggestions?: boolean;
  /** The client tells {@link ShownEditors.sources}; until it has, no document's text is used in another. */
  tellsSources?: boolean;
  /** Folder for what may be kept between runs, the prompt cache; absent: nothing is written to disk. */
  storage?: string;
  /** Whether the user trusts the workspace; absent: yes. What is evaluated in one that is not trusted stays off the disk. */
  trusted?: boolean;
}

/** Command of a suggestion's item; its one argument is the suggestion's id. */
export const suggestionAccepted = 'cria.suggestionAccepted';

/** Whether the server should be quiet. */
export interface Activity {
  /** The window has the focus, or lost it a short while ago. */
  focused: boolean;
  /** The machine is to save power: nothing runs that the user did not ask for by hand. */
  savingPower: boolean;
  /** Absent: as before. */
  trusted?: boolean;
}

/** What became of a suggestion after the server sent it. */
export type SuggestionEvent = { id: string } & (
  | { kind: 'shown' | 'accepted' | 'rejected' | 'ignored' }
  /** `characters`: UTF-16 units of the suggestion that were accepted so far. */
  | { kind: 'partlyAccepted'; characters: number }
);

/** There is more to show than was sent: the client may ask again at the same place, which is answered at once. */
export interface SuggestionGrew {
  uri: string;
  position: { line: number; character: number };
}

/** What was removed from the prompt cache. */
export interface ClearedCache {
  files: number;
  bytes: number;
}

export type DeepPartial<T> = T extends readonly unknown[]
  ? T
  : T extends object
    ? { [K in keyof T]?: DeepPartial<T[K]> }
    : T;

/** A message for a person: what happened, and what to do next. */
export interface UserMessage {
  /** One sentence: what happened. */
  text: string;
  /** One sentence: what to do next. */
  nextStep: string;
  /** Which of Cria's own remedies helps, where one does. */
  remedy?: 'chooseModel' | 'openSettings' | 'showLog' | 'restartServer' | 'newChat';
}

export type ServerState = 'off' | 'unloaded' | 'loading' | 'ready' | 'error';

export interface ServerStatus {
  state: ServerState;
  /** Part of the model that is loaded, 0 to 1, while `loading`. */
  progress?: number;
  /** File name, without `.gguf`, of the model that is loaded, loading or failed. */
  modelName?: string;
  model?: ModelReport;
  /** What the device works on now. */
  busy: 'completion' | 'chat' | null;
  /** Set in the state `error`. */
  error?: UserMessage;
}

/** What the engine got, as opposed to what was asked for. */
export interface ModelReport {
  /** Name in the file's metadata, else the file's name. */
  name: string;
  path: string;
  /** Bytes of the model's file. */
  fileBytes: number;
  /** `cuda`, `vulkan`, `metal` or `cpu`. */
  device: string;
  /** Name of the GPU or processor. */
  deviceName: string;
  gpuLayers: number;
  totalLayers: number;
  /** Tokens that a chat may hold. */
  contextSize: number;
  /** Bytes that weights and contexts take, as llama.cpp counts them. */
  memory: { ram: number; vram: number };
  threads: number;
  flashAttention: boolean;
  kvCacheType: 'f16' | 'q8_0';
  /** Milliseconds from the request to the loaded model. */
  loadMs: number;
  /** How the model fills in the middle; `none` says why it cannot. */
  infill: { order: 'spm' | 'psm'; adapter?: string } | { order: 'none'; why: string };
  /** How conversations are rendered: `llama2`, or the file's own `template`. */
  chatFormat: 'llama2' | 'template';
}

/** Code that goes with a question. Lines are zero-based, `endLine` is the last line of the code. */
export interface Attachment {
  /** Path relative to the workspace, or the document's name. */
  path: string;
  uri: string;
  languageId: string;
  startLine: number;
  endLine: number;
  /** Name of the function or class around it, as `function add`. */
  enclosing?: string;
  text: string;
}

export interface ChatTurn {
  role: 'user' | 'assistant';
  text: string;
  attachments?: Attachment[];
}

export interface ChatParams {
  /** Stable name of the conversation, so that its KV cache is found again. */
  sessionId: string;
  /** The conversation up to and including the question that is to be answered. */
  turns: ChatTurn[];
  /** Token of the `$/progress` notifications that carry {@link ChatDelta}. */
  partialResultToken: string | number;
}

/** What was decoded since the last one. */
export interface ChatDelta {
  text: string;
}

/** Token counts and rates of one run of the engine. Rates are tokens a second. */
export interface RunFigures {
  promptTokens: number;
  /** Tokens of the prompt that the KV cache already held. */
  reusedTokens: number;
  generatedTokens: number;
  /** Milliseconds of prompt evaluation. */
  promptMs: number;
  /** Milliseconds of decoding. */
  decodeMs: number;
  /** Where the evaluated tokens came from, where that is not the device's own memory. */
  restored?: 'memory' | 'disk';
  /** Tokens that were guessed ahead, and those of them that were right. */
  drafted?: number;
  draftAccepted?: number;
}

export interface ChatResult {
  /** `stop`: the model ended; `length`: `cria.chat.maxTokens`; `context`: the context is full. */
  finish: 'stop' | 'length' | 'context';
  /** Oldest turns that were left out because the conversation outgrew the context. */
  droppedTurns: number;
  figures: RunFigures;
}

/** A prompt as the engine got it. */
export interface PromptTokens {
  lane: 'completion' | 'chat' | 'warmUp';
  tokens: number[];
}

/** What the loaded model has done so far; zeros where none is loaded. */
export interface EngineCounters {
  /** Prompt tokens that were evaluated, those that the KV cache held not counted. */
  evaluatedTokens: number;
  decodeSteps: number;
  /** Prompts that were taken from host memory and from disk instead of being evaluated. */
  restoredFromMemory: number;
  restoredFromDisk: number;
  /** Bytes of evaluated prompts on the device, in host memory and on disk. */
  deviceBytes: number;
  memoryBytes: number;
  diskBytes: number;
}

/** One filter's work on a suggestion. */
export interface FilterStep {
  filter: string;
  before: string;
  /** Empty: the filter dropped it. */
  after: string;
}

/** What became of one completion request. It holds people's code: it is shown to them and never stored. */
export interface CompletionTrace {
  /** Name of the suggestion, as in {@link SuggestionEvent}; of the request where there is none. */
  id: string;
  /** When the request came, in milliseconds since 1970. */
  at: number;
  uri: string;
  languageId: string;
  trigger: 'automatic' | 'manual';
  /** Zero-based line and UTF-16 character. */
  position: { line: number; character: number };
  outcome: 'shown' | 'skipped' | 'cancelled' | 'dropped' | 'failed';
  /** Rule that skipped it, filter that dropped it, why the text ends where it does, or error. */
  reason?: string;
  /** `computed`; `cached`: known from before; `joined`: a run that was under way served it. */
  source?: 'computed' | 'cached' | 'joined';
  /** `spm`, `psm` or `none` (left to right). */
  order?: 'spm' | 'psm' | 'none';
  /** Names of the filters that changed the text, in order. */
  filters: string[];
  /** What each of them did. */
  steps?: FilterStep[];
  /** What was sent to the editor. */
  text?: string;
  /** Suggestions that were sent. */
  candidates?: number;
  /** How likely the suggestion is right, 0 to 1, and what it takes to be shown. */
  score?: number;
  threshold?: number;
  /** What the score was made of, by name. */
  features?: Record<string, number>;
  /** Milliseconds of debounce. */
  waitMs?: number;
  /** Milliseconds from the request to the answer. */
  totalMs: number;
  /** Tokens of context from other places that stand in the prompt. */
  contextTokens?: number;
  figures?: RunFigures;
}

/**
 * Error codes of Cria's own answers, in the range that the protocol leaves to servers.
 * The error's `data` is a {@link UserMessage}.
 */
export const errorCodes = {
  modelUnavailable: -32001,
  contextOverflow: -32002,
  engineFailed: -32003,
  turnedOff: -32004,
} as const;

/** Exit codes of the server's process. */
export const exitCodes = {
  ok: 0,
  /** An uncaught error; it is in the log with its stack. */
  uncaught: 70,
  /** The command line was wrong. */
  usage: 64,
} as const;
