import { statSync } from 'node:fs';
import path from 'node:path';
import { adapterFor } from '../../../server/models/locate';
import { KeptAnswers } from './answers';
import { startBaseline, type BaselineWay } from './baseline';
import { holeId, type Punched } from './holes';
import { cutAsLlamaVscode, type Cut } from './llama-vscode-cut';
import { startOurs, type OurOptions } from './ours';
import { outcomeOf, type Outcome } from './outcome';
import { summaryOf } from './summary';
import type { Grammars } from './syntax';

type Say = (line: string) => void;

/** Cria's suggestions for the holes, in their order. */
export async function oursOn(
  places: readonly Punched[],
  options: OurOptions,
  grammars: Grammars,
  say: Say,
): Promise<{ model: string; outcomes: Outcome[] }> {
  const server = await startOurs(options);
  try {
    const outcomes: Outcome[] = [];
    for (const place of places) {
      outcomes.push(outcomeOf(place, await server.fill(place), grammars));
      if (outcomes.length % 25 === 0) say(`Cria: ${outcomes.length} of ${places.length} holes`);
    }
    return { model: server.model, outcomes };
  } finally {
    await server.stop();
  }
}

/** One way to drive llama-server, and what came of it. */
export interface Baseline {
  way: BaselineWay;
  cut: Cut;
  outcomes: Outcome[];
}

const cuts: readonly Cut[] = ['as llama.vscode', 'one line'];
/** Changes with the requests, so that answers to other requests are not taken for theirs. */
const requests = '1';

/**
 * What llama-server makes of the holes, each way with each cut. Answers are kept in the cache folder. The adapter's PSM,
 * which its own figures call not usable, is left out unless all ways are asked for.
 */
export async function baselinesOn(
  places: readonly Punched[],
  model: string,
  grammars: Grammars,
  say: Say,
  allWays = false,
): Promise<Baseline[]> {
  const models = path.resolve(__dirname, '../../../models');
  const adapter = adapterFor({ path: model, fileBytes: statSync(model).size }, models);
  const kept = new KeptAnswers(model, [requests, adapter?.name ?? '']);
  const server = await startBaseline(model, adapter, say);
  const ways = server.ways.filter((way) => allWays || way !== 'adapter, PSM');
  const baselines = ways.flatMap((way) => cuts.map((cut): Baseline => ({ way, cut, outcomes: [] })));
  try {
    for (const [number, place] of places.entries()) {
      for (const { way, cut, outcomes } of baselines) {
        const answer = await kept.get(`${way} ${holeId(place)}`, () => server.answer(way, place));
        const text = answer === null ? null : cutAsLlamaVscode(place, answer, cut);
        const document = text === null ? null : place.before + text + place.after;
        outcomes.push(outcomeOf(place, { document }, grammars));
      }
      // A run takes long; one that is ended early leaves its answers to the next.
      kept.save();
      if ((number + 1) % 25 === 0) say(`llama-server: ${number + 1} of ${places.length} holes`);
    }
    return baselines;
  } finally {
    await server.stop();
  }
}

/**
 * What people get from llama-server with this model file: `/infill` as llama.vscode drives it, or, where it refuses
 * because the file names no infill tokens, left to right with `/completion`; and the way with the most exact matches.
 */
export function chosen(baselines: readonly Baseline[]): { usual: Baseline; best: Baseline } {
  const asked = (way: BaselineWay) => baselines.find((one) => one.way === way && one.cut === 'as llama.vscode');
  const infill = asked('infill');
  const works = infill?.outcomes.some(({ document }) => document !== null) ?? false;
  const usual = works ? infill : asked('left to right');
  const [best] = [...baselines].sort((a, b) => summaryOf(b.outcomes).exact - summaryOf(a.outcomes).exact);
  if (!usual || !best) throw new Error('There is no baseline.');
  return { usual, best };
}
