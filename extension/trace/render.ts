import type { CompletionTrace, FilterStep } from '../../shared/protocol';
import { wasCancelled, type Answer } from './answer';
import type { TraceEntry } from './entries';

/** The whole trace as Markdown that reads well as it stands: it is shown as text. */
export function renderTrace({ answer, nextStep }: Answer, entries: readonly TraceEntry[], capacity: number): string {
  const count = entries.length === 1 ? 'The last request' : `The last ${entries.length} requests`;
  const kept = `at most ${capacity}, in memory only; nothing of it is stored or sent`;
  return [
    '# Why no suggestion?',
    '',
    answer,
    '',
    `Next step: ${nextStep}`,
    '',
    entries.length === 0 ? 'Nothing was asked yet.' : `${count}, the newest first (${kept}):`,
    ...groupsOf(entries).flatMap((group) => ['', ...renderGroup(group)]),
    '',
  ].join('\n');
}

type Group = readonly [TraceEntry, ...TraceEntry[]];

/** Each request by itself, but those in one document that newer ones ended, one after the other, together. */
function groupsOf(entries: readonly TraceEntry[]): Group[] {
  const groups: [TraceEntry, ...TraceEntry[]][] = [];
  for (const entry of entries) {
    const last = groups.at(-1);
    if (last && wasCancelled(entry) && wasCancelled(last[0]) && last[0].uri === entry.uri) last.push(entry);
    else groups.push([entry]);
  }
  return groups;
}

function renderGroup([first, ...others]: Group): string[] {
  if (others.length === 0) return renderEntry(first);
  const ended = [first, ...others].map(({ at, position: { line, character } }) => {
    return `- ${timeOf(at)} at ${line + 1}:${character + 1}`;
  });
  return [
    `## ${timeOf(first.at)} ${nameOf(first.uri)}: ${ended.length} requests cancelled`,
    '',
    'Each was ended by a newer one, as they are while somebody types:',
    '',
    ...ended,
  ];
}

/** One request: a heading that tells it in a line, and its facts as a list. */
export function renderEntry(entry: TraceEntry): string[] {
  const { line, character } = entry.position;
  const outcome = entry.from === 'client' ? 'not asked' : entry.outcome;
  const heading = `## ${timeOf(entry.at)} ${nameOf(entry.uri)}:${line + 1}:${character + 1} ${outcome}`;
  const facts = entry.from === 'client' ? [`reason: ${entry.reason}`] : factsOf(entry);
  const asked = `asked ${entry.trigger === 'manual' ? 'by hand' : 'while typing'}, language ${entry.languageId}`;
  const list = [asked, ...facts].map((fact) => `- ${fact}`);
  const texts = entry.from === 'client' ? [] : textsOf(entry);
  return [heading, '', ...list, ...texts];
}

function factsOf(trace: CompletionTrace): string[] {
  return [
    ...(trace.reason === undefined
      ? []
      : [`${trace.outcome === 'shown' ? 'it ends there because' : 'reason'}: ${trace.reason}`]),
    timesOf(trace),
    ...(trace.source === undefined ? [] : [`source: ${sources[trace.source]}`]),
    ...tokensOf(trace),
    ...scoreOf(trace),
    ...(trace.filters.length === 0 ? [] : [`changed by: ${trace.filters.join(', ')}`]),
    ...(trace.candidates === undefined ? [] : [`suggestions: ${trace.candidates}`]),
    `name: ${trace.id}`,
  ];
}

const sources = {
  computed: 'computed for this request',
  cached: 'known from an earlier request',
  joined: 'a computation that was under way already',
} as const;

function timesOf({ waitMs, totalMs, figures }: CompletionTrace): string {
  const parts = [
    ...(waitMs === undefined ? [] : [`after a pause of ${milliseconds(waitMs)}`]),
    ...(figures ? [`prompt ${milliseconds(figures.promptMs)}`, `writing ${milliseconds(figures.decodeMs)}`] : []),
  ];
  return `time: ${milliseconds(totalMs)} in all${parts.map((part) => `, ${part}`).join('')}`;
}

function tokensOf({ figures, order, contextTokens }: CompletionTrace): string[] {
  const orders = { spm: 'suffix first', psm: 'prefix first', none: 'left to right' } as const;
  const prompt = [
    ...(order === undefined ? [] : [`order ${orders[order]}`]),
    ...(contextTokens === undefined ? [] : [`${contextTokens} tokens from other places`]),
  ];
  const lines = prompt.length === 0 ? [] : [`prompt: ${prompt.join(', ')}`];
  if (!figures) return lines;
  const { promptTokens, reusedTokens, generatedTokens, restored, drafted, draftAccepted } = figures;
  const counts = [
    `${reusedTokens} reused`,
    `${promptTokens - reusedTokens} evaluated`,
    `${generatedTokens} generated`,
    ...(drafted === undefined ? [] : [`${drafted} guessed ahead and ${draftAccepted ?? 0} of them right`]),
    ...(restored === undefined ? [] : [`restored from ${restored}`]),
  ];
  return [...lines, `tokens: ${counts.join(', ')}`];
}

function scoreOf({ score, threshold, features = {} }: CompletionTrace): string[] {
  if (score === undefined) return [];
  const limit = threshold === undefined ? '' : `, shown from ${threshold.toFixed(2)}`;
  const parts = Object.entries(features).map(([name, value]) => `${name} ${Number(value.toFixed(3))}`);
  return [`score: ${score.toFixed(2)}${limit}${parts.length === 0 ? '' : ` (${parts.join(', ')})`}`];
}

function textsOf({ steps = [], text, languageId }: CompletionTrace): string[] {
  return [
    ...steps.flatMap((step) => ['', ...stepText(step, languageId)]),
    ...(text === undefined || text === '' ? [] : ['', 'Sent to the editor:', '', ...fenced(text, languageId)]),
  ];
}

/** What a filter did: what it took where it only took, else the text before and after. */
function stepText({ filter, before, after }: FilterStep, languageId: string): string[] {
  if (after === '') return [`Filter "${filter}" dropped:`, '', ...fenced(before, languageId)];
  if (before.startsWith(after))
    return [`Filter "${filter}" cut the end:`, '', ...fenced(before.slice(after.length), languageId)];
  if (before.endsWith(after))
    return [`Filter "${filter}" cut the start:`, '', ...fenced(before.slice(0, -after.length), languageId)];
  return [
    `Filter "${filter}" changed:`,
    '',
    ...fenced(before, languageId),
    '',
    'into:',
    '',
    ...fenced(after, languageId),
  ];
}

/** Code between fences that are longer than any in it. White space at its ends is told, since nobody sees it. */
function fenced(text: string, languageId: string): string[] {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(Math.max(3, longest + 1));
  const shown = text.trim() === '' ? JSON.stringify(text) : text.replaceAll('\r\n', '\n');
  return [`${fence}${/^[\w+#-]+$/.test(languageId) ? languageId : ''}`, ...shown.split('\n'), fence];
}

function milliseconds(ms: number): string {
  return ms < 10 ? `${Number(ms.toFixed(1))} ms` : `${Math.round(ms)} ms`;
}

/** The last part of a document's path, decoded; a cell of a notebook keeps the notebook's name. */
export function nameOf(uri: string): string {
  const path = uri.replace(/[?#].*$/, '');
  const name = path.slice(path.lastIndexOf('/') + 1).replace(/^[a-z][a-z0-9+.-]*:/i, '');
  try {
    return decodeURIComponent(name);
  } catch {
    // A path that is not valid percent encoding is shown as it stands.
    return name;
  }
}

/** The clock's time, as `14:03:22.120`. */
function timeOf(at: number): string {
  const date = new Date(at);
  const two = (part: number) => String(part).padStart(2, '0');
  const seconds = `${two(date.getSeconds())}.${String(date.getMilliseconds()).padStart(3, '0')}`;
  return `${two(date.getHours())}:${two(date.getMinutes())}:${seconds}`;
}
