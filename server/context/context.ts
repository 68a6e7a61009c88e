import type { Definitions, ShownEditors } from '../../shared/protocol';
import type { Settings } from '../../shared/settings';
import { documentPaths } from '../paths';
import { sourceRules, type SourceRules } from './allowed';
import { candidatesFor, surroundingsOf, type PushedDefinition, type Source } from './gather';
import { Indexes } from './indexes';
import { lineEditOf, type OpenText, type TextChange } from './open-text';
import { longestPlace, movedBy, withPlace, type RecentPlace } from './places';
import { chosenSnippets } from './rank';
import type { ContextSnippet } from './snippet';

export type { ContextSnippet } from './snippet';

/** UTF-16 units of code from other places for one document: about what a prompt has room for. */
export const contextUnits = 2400;
/** Cells of eight lines that are read at one quiet point, some milliseconds of work. */
const mostCellsAtOnce = 400;
/** A client may push more definitions than are of use. */
const mostDefinitions = 8;
const mostDefinitionLines = 40;
/** Documents whose definitions and snippets are kept. */
const mostDocuments = 64;

/** What the code of other places is taken from. Nothing but open documents is ever read. */
export interface ContextTools {
  /** The open document, as it is now. */
  document: (uri: string) => OpenText | undefined;
  settings: () => Settings;
  /** URIs of the workspace's folders. */
  folders: () => readonly string[];
  /** The client tells in {@link ShownEditors.sources} what may be used; until it has, nothing is. */
  tellsSources?: boolean;
  /** UTF-16 units; absent: {@link contextUnits}. */
  budget?: number;
}

/** Code from other open documents for completions. It is read and chosen at quiet points only, and never written to a log. */
export interface RepositoryContext {
  /**
   * The snippets for a document, what changes least first: the same array until a quiet point of that document. Quiet
   * points are: it is shown after another one, some document is saved, `idle`.
   */
  snippetsFor(uri: string): readonly ContextSnippet[];
  /** To be told of each open document before anything else of it. */
  opened(uri: string): void;
  /** The changes in the order of the notification, in any position encoding: only their lines matter. */
  changed(uri: string, changes: readonly TextChange[]): void;
  saved(uri: string): void;
  closed(uri: string): void;
  shown(editors: ShownEditors): void;
  defined(definitions: Definitions): void;
  /**
   * To be called when nothing was asked for a while.
   * @returns Whether there is more to read: it may be called again at once.
   */
  idle(): boolean;
  /** Forgets where the user has been and what was read. */
  forget(): void;
}

interface Given {
  snippets: readonly ContextSnippet[];
  /** A quiet point has passed since they were chosen. */
  stale: boolean;
  /** The rules under which they were chosen. */
  rules: string;
}

const nothing: readonly ContextSnippet[] = [];

export function repositoryContext(tools: ContextTools): RepositoryContext {
  return new OpenDocuments(tools);
}

class OpenDocuments implements RepositoryContext {
  readonly #tools: ContextTools;
  readonly #indexes = new Indexes();
  readonly #open = new Set<string>();
  #places: RecentPlace[] = [];
  /** Last known line of the cursor. */
  readonly #lines = new Map<string, number>();
  readonly #definitions = new Map<string, Definitions['snippets']>();
  readonly #given = new Map<string, Given>();
  /** The rules of the settings and folders that `key` names. */
  #rules: { key: string; rules: SourceRules } | null = null;
  #active: string | null = null;
  /** Whether the client tells which document is worked on; else it is the one that is asked for. */
  #toldActive = false;
  #sources: ReadonlySet<string> | null;
  /** Counts how often a document stopped being one that may be used. */
  #withdrawn = 0;

  constructor(tools: ContextTools) {
    this.#tools = tools;
    this.#sources = tools.tellsSources ? new Set() : null;
  }

  opened(uri: string): void {
    this.#open.add(uri);
    this.#indexes.use(uri);
  }

  changed(uri: string, changes: readonly TextChange[]): void {
    if (!this.#open.has(uri)) return;
    for (const change of changes) {
      const edit = lineEditOf(change);
      this.#indexes.edit(uri, edit);
      if (!edit) {
        this.#places = this.#places.filter((place) => place.uri !== uri);
        continue;
      }
      const endLine = edit.startLine + edit.lines - 1;
      this.#places = movedBy(this.#places, uri, edit);
      if (edit.lines < longestPlace) {
        this.#places = withPlace(this.#places, { uri, kind: 'edited', startLine: edit.startLine, endLine });
      }
      this.#lines.set(uri, endLine);
    }
  }

  saved(uri: string): void {
    if (this.#open.has(uri)) this.#quiet();
  }

  closed(uri: string): void {
    this.#open.delete(uri);
    this.#indexes.close(uri);
    this.#places = this.#places.filter((place) => place.uri !== uri);
    this.#lines.delete(uri);
    this.#definitions.delete(uri);
    this.#given.delete(uri);
    if (this.#active === uri) this.#active = null;
  }

  shown({ active, visible, sources }: ShownEditors): void {
    this.#restrict(sources);
    for (const uri of visible) if (this.#open.has(uri)) this.#indexes.use(uri);
    if (!active || !this.#open.has(active.uri)) return;
    const { uri, position } = active;
    this.#toldActive = true;
    this.#indexes.use(uri);
    this.#lines.set(uri, position.line);
    this.#places = withPlace(this.#places, { uri, kind: 'visited', startLine: position.line, endLine: position.line });
    if (uri === this.#active) return;
    this.#active = uri;
    const given = this.#given.get(uri);
    if (given) given.stale = true;
    this.#read();
    this.snippetsFor(uri);
  }

  defined({ uri, snippets }: Definitions): void {
    if (!this.#open.has(uri)) return;
    this.#definitions.delete(uri);
    this.#definitions.set(uri, snippets.slice(0, mostDefinitions));
    shorten(this.#definitions);
  }

  idle(): boolean {
    return this.#quiet();
  }

  forget(): void {
    this.#indexes.clear();
    for (const uri of this.#open) this.#indexes.use(uri);
    this.#places = [];
    this.#definitions.clear();
    this.#given.clear();
  }

  snippetsFor(uri: string): readonly ContextSnippet[] {
    const { settings, document } = this.#tools;
    const text = document(uri);
    if (!text || !settings().completion.repositoryContext) return nothing;
    const given = this.#given.get(uri);
    if (!this.#toldActive && uri !== this.#active) {
      this.#active = uri;
      if (given) given.stale = true;
    }
    const { key } = this.#rulesNow();
    if (given && !given.stale && given.rules === key) return given.snippets;
    // What was chosen under other rules may be what they now forbid.
    const before = given?.rules === key ? given.snippets : nothing;
    const now = this.#choose(text, before);
    const snippets = same(before, now) ? before : now;
    this.#given.delete(uri);
    this.#given.set(uri, { snippets, stale: false, rules: key });
    shorten(this.#given);
    return snippets;
  }

  /** Reads what changed, and chooses anew for the document that is worked on; for the others when they are asked for. */
  #quiet(): boolean {
    if (!this.#tools.settings().completion.repositoryContext) return false;
    const more = this.#read();
    for (const given of this.#given.values()) given.stale = true;
    if (this.#active !== null) this.snippetsFor(this.#active);
    return more;
  }

  #read(): boolean {
    const { settings, document } = this.#tools;
    const { repositoryContext, maxFileSize } = settings().completion;
    if (!repositoryContext) return false;
    const allowed = this.#allowed(this.#rulesNow().rules);
    const find = (uri: string) => {
      const text = allowed(uri) ? document(uri) : undefined;
      return text && text.offsetAt({ line: text.lineCount, character: 0 }) <= maxFileSize * 1024 ? text : null;
    };
    return this.#indexes.index(find, mostCellsAtOnce).more;
  }

  #choose(document: OpenText, before: readonly ContextSnippet[]): readonly ContextSnippet[] {
    const { rules } = this.#rulesNow();
    const allowed = this.#allowed(rules);
    const sourceOf = (uri: string): Source[] => {
      const text = this.#open.has(uri) && allowed(uri) ? this.#tools.document(uri) : undefined;
      return text ? [{ document: text, path: wholePath(uri), shownPath: rules.shownPath(uri) }] : [];
    };
    const { uri } = document;
    const scene = {
      document,
      path: wholePath(uri),
      line: Math.min(this.#lines.get(uri) ?? 0, document.lineCount - 1),
      sources: [...this.#open].sort().flatMap((other) => (other === uri ? [] : sourceOf(other))),
      definitions: (this.#definitions.get(uri) ?? []).flatMap((pushed): PushedDefinition[] =>
        sourceOf(pushed.uri).map((source) => ({ source, startLine: pushed.startLine, text: tidy(pushed.text) })),
      ),
      places: this.#places,
      signatures: (other: OpenText) => this.#indexes.signatures(other),
      similar: (other: OpenText, names: Uint32Array) => this.#indexes.similar(other.uri, names),
    };
    const around = surroundingsOf(scene);
    return chosenSnippets(candidatesFor(scene, around), around, before, this.#tools.budget ?? contextUnits);
  }

  /** The rules as they are now, and a name for them that differs when they do. */
  #rulesNow(): { key: string; rules: SourceRules } {
    const folders = this.#tools.folders();
    const { exclude } = this.#tools.settings().completion;
    const key = JSON.stringify([folders, exclude, this.#withdrawn]);
    if (this.#rules?.key !== key) this.#rules = { key, rules: sourceRules(folders, exclude) };
    return this.#rules;
  }

  #allowed(rules: SourceRules): (uri: string) => boolean {
    const sources = this.#sources;
    return (uri) => (sources === null || sources.has(uri)) && rules.allows(uri);
  }

  /** Takes over what the client says may be used; what may be used no longer is gone at once. */
  #restrict(sources: readonly string[] | undefined): void {
    if (!sources) return;
    const now = new Set(sources);
    const before = this.#sources ?? this.#open;
    if ([...before].some((uri) => this.#open.has(uri) && !now.has(uri))) this.#withdrawn++;
    this.#sources = now;
  }
}

function same(a: readonly ContextSnippet[], b: readonly ContextSnippet[]): boolean {
  return (
    a.length === b.length &&
    a.every((one, at) => one.text === b[at]?.text && one.path === b[at].path && one.why === b[at].why)
  );
}

function wholePath(uri: string): string {
  return documentPaths({ uri, workspaceFolders: [] })[0] ?? '';
}

/** Text of a client as whole lines with LF, not too many. */
function tidy(text: string): string {
  return text
    .split(/\r\n|\r|\n/)
    .slice(0, mostDefinitionLines)
    .join('\n')
    .trimEnd();
}

/** Lets the oldest entries of a map go. */
function shorten(map: Map<string, unknown>): void {
  for (const key of map.keys()) {
    if (map.size <= mostDocuments) return;
    map.delete(key);
  }
}
