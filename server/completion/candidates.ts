import type { Alternative, Engine } from '../engine/engine';
import { writeDraft, type DraftHooks, type DraftTask, type WrittenDraft } from './draft';

/** Candidates beyond the first, and how many beginnings are asked for: some of them come to the same. */
const others = 2;
const beginnings = 4;
/** A beginning that the model finds so unlikely is not worth its time; natural logarithm. */
const leastLogProbability = -5;

/**
 * What the model writes at a place: the likeliest draft, and where somebody may look through several, drafts that begin
 * with the next likeliest tokens. Their prompt is the first one's and a token more, so that it is evaluated once.
 * @throws the signal's reason when it aborts; EngineError when the model cannot run.
 */
export async function writeCandidates(
  engine: Engine,
  task: DraftTask,
  hooks: DraftHooks,
  signal: AbortSignal,
): Promise<[WrittenDraft, ...WrittenDraft[]]> {
  const { length } = task;
  const several = length.candidatesMs > 0;
  const options = { ...task.options, ...(several ? { alternatives: beginnings } : {}) };
  const first = await writeDraft(engine, { ...task, options }, hooks, signal);
  const drafts: [WrittenDraft, ...WrittenDraft[]] = [first];
  for (const alternative of first.alternatives) {
    if (drafts.length > others || hooks.now() - task.began > length.candidatesMs) break;
    if (alternative.logProbability < leastLogProbability) continue;
    if (first.tokens[0]?.token === alternative.token || task.options.stopTokens.includes(alternative.token)) continue;
    const draft = await writeDraft(engine, beginningWith(alternative, task), { now: hooks.now }, signal);
    if (draft.text !== '' && drafts.every(({ text }) => text !== draft.text)) drafts.push(draft);
  }
  return drafts;
}

function beginningWith({ token, text, spell, logProbability }: Alternative, task: DraftTask): DraftTask {
  return {
    ...task,
    prompt: [...task.prompt, token],
    options: { ...task.options, spell },
    begun: { token, text, end: text.length, logProbability },
  };
}
