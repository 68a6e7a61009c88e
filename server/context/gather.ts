import { familyOf } from './families';
import { identifiersOf } from './identifiers';
import { importsOf, seesItsFolder } from './imports';
import { linksTo, sameFolder, type ImportLink } from './links';
import { readLines, type OpenText } from './open-text';
import { outlineOf } from './outline';
import type { RecentPlace } from './places';
import { tellingLines, type Candidate, type Surroundings } from './rank';
import type { Signature } from './signatures';
import type { SimilarChunk } from './chunks';

/** Another open document that may lend its text. */
export interface Source {
  document: OpenText;
  /** Whole path with `/`. */
  path: string;
  /** Path as the model is to read it. */
  shownPath: string;
}

/** A definition that the client found. */
export interface PushedDefinition {
  source: Source;
  startLine: number;
  text: string;
}

/** What is known when the snippets of a document are chosen. */
export interface Scene {
  document: OpenText;
  path: string;
  /** The cursor's line. */
  line: number;
  sources: readonly Source[];
  definitions: readonly PushedDefinition[];
  /** Newest first. */
  places: readonly RecentPlace[];
  signatures(document: OpenText): readonly Signature[];
  similar(document: OpenText, names: Uint32Array): readonly SimilarChunk[];
}

/** Lines around the cursor that a prompt can hold. */
const windowLines = { above: 240, below: 100 };
/** Lines that say what is being written: as many as a chunk has. */
const nearLines = { above: 16, below: 8 };
/** Imports stand at the head of a file. */
const headLines = 250;
/** Lines that are taken around an edit, and around a place where somebody has been. */
const margin: Record<RecentPlace['kind'], number> = { edited: 3, visited: 8 };
const mostSnippetLines = 40;
const mostSnippetUnits = 1200;
/** Lines that nobody wrote by hand. */
const mostLineUnits = 300;
/** UTF-16 units that are read of a document at once, whatever its lines are like. */
const mostReadUnits = 64_000;
/** Each place or definition counts for less than the one before. */
const fading = 0.85;
/** This much in common is as alike as code gets that is no copy. */
const fullJaccard = 0.4;
const visitedWeight = 0.45;

/** What stands around the cursor of a scene. */
export function surroundingsOf({ document, line }: Scene): Surroundings & { used: ReadonlySet<string> } {
  const read = (above: number, below: number) => readLines(document, line - above, line + below, mostReadUnits);
  const window = read(windowLines.above, windowLines.below).join('\n');
  return {
    names: identifiersOf(read(nearLines.above, nearLines.below).join('\n')),
    lines: new Set(tellingLines(window)),
    used: new Set(window.match(/[\p{L}_$][\p{L}\p{N}_$]*/gu)),
  };
}

/** All that may help at a scene. */
export function candidatesFor(scene: Scene, around: ReturnType<typeof surroundingsOf>): Candidate[] {
  return [...imported(scene, around.used), ...defined(scene), ...recent(scene), ...similar(scene, around)].filter(
    ({ text }) => text.length <= mostSnippetUnits && text.split('\n').every((line) => line.length <= mostLineUnits),
  );
}

function imported(scene: Scene, used: ReadonlySet<string>): Candidate[] {
  const { document, path, sources } = scene;
  const links = importsOf(document.languageId, readLines(document, 0, headLines, mostReadUnits / 4).join('\n'), path);
  return sources.flatMap((source) => {
    const isAlike = familyOf(source.document.languageId) === familyOf(document.languageId);
    // A folder says less than a file: it may hold files of languages that know nothing of each other.
    const meant = links.filter((link) => linksTo(link, source.path) && (isAlike || !link.folder));
    const unasked =
      meant.length === 0 && isAlike && seesItsFolder(document.languageId) && sameFolder(path, source.path);
    if (meant.length === 0 && !unasked) return [];
    const text = outlineOf(scene.signatures(source.document), namesOf(meant), used, unasked);
    if (text === '') return [];
    return [candidate(source, 0, text, 'import', unasked ? 0.5 : 1)];
  });
}

/** Names that links import; none where one of them imports everything. */
function namesOf(links: readonly ImportLink[]): string[] {
  return links.some(({ names }) => names.length === 0) ? [] : links.flatMap(({ names }) => names);
}

function defined({ definitions, document, line }: Scene): Candidate[] {
  return definitions
    .filter(({ source, startLine }) => {
      const near = startLine >= line - windowLines.above && startLine < line + windowLines.below;
      return source.document.uri !== document.uri || !near;
    })
    .map(({ source, startLine, text }, at) => candidate(source, startLine, text, 'definition', fading ** at));
}

function recent({ document, places, sources }: Scene): Candidate[] {
  const family = familyOf(document.languageId);
  const byUri = new Map(sources.map((source) => [source.document.uri, source]));
  const ranks = { edited: 0, visited: 0 };
  return places.flatMap((place) => {
    const source = byUri.get(place.uri);
    if (!source || familyOf(source.document.languageId) !== family) return [];
    const strength = fading ** ranks[place.kind]++;
    const first = Math.max(0, place.startLine - margin[place.kind]);
    const end = Math.min(place.endLine + 1 + margin[place.kind], first + mostSnippetLines);
    const found = candidate(source, first, linesOf(source.document, first, end), 'recent', strength);
    return [place.kind === 'visited' ? { ...found, weight: visitedWeight } : found];
  });
}

function similar(scene: Scene, { names }: Surroundings): Candidate[] {
  const family = familyOf(scene.document.languageId);
  return scene.sources
    .filter((source) => familyOf(source.document.languageId) === family)
    .flatMap((source) =>
      scene.similar(source.document, names).map(({ startLine, endLine, jaccard }) => {
        const text = linesOf(source.document, startLine, endLine);
        return candidate(source, startLine, text, 'similar', Math.min(1, jaccard / fullJaccard));
      }),
    );
}

/** Lines of a document without blank ones at the ends. */
function linesOf(document: OpenText, startLine: number, endLine: number): string {
  return readLines(document, startLine, endLine, mostReadUnits)
    .join('\n')
    .replace(/^(?:[^\S\n]*\n)+/, '')
    .trimEnd();
}

function candidate(
  { document, shownPath }: Source,
  line: number,
  text: string,
  why: Candidate['why'],
  strength: number,
): Candidate {
  return { path: shownPath, languageId: document.languageId, text, why, line, strength };
}
