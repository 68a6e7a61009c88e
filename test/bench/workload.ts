import { statSync } from 'node:fs';
import path from 'node:path';
import { adapterFor, locateModel, type InfillAdapter } from '../../server/models/locate';
import { defaultSettings } from '../../shared/settings';
import type { Figure } from './figures';
import type { LlamaCpp } from './llama-cpp';

/** What every workload is given. */
export interface Bench {
  /** Fewer rounds: to see that it works, not to be quoted. */
  quick: boolean;
  /** The model that CRIA_MODEL names, or the default one, and its infill adapter where it has one. */
  model: { path: string; adapter: InfillAdapter | undefined };
  /** Threads that Cria takes for it on this machine; the baselines get as many. */
  threads: number;
  /** llama.cpp's own programs; null where they could not be built. */
  llamaCpp: LlamaCpp | null;
  say: (line: string) => void;
}

/** A plot that belongs to figures: its file's name and the whole file, once machine and date are known. */
export interface Plot {
  name: string;
  svg: (subtitle: string) => string;
}

export interface Outcome {
  figures: Figure[];
  plots?: Plot[];
}

export interface Workload {
  /** As `--only` takes it. */
  name: string;
  run(bench: Bench): Promise<Outcome>;
}

/** The model that the bench runs, as Cria's server would find it. */
export function benchModel(): Bench['model'] {
  const file = locateModel(defaultSettings()).path;
  const models = path.resolve(__dirname, '../../models');
  return { path: file, adapter: adapterFor({ path: file, fileBytes: statSync(file).size }, models) };
}

/** So many rounds, or fewer where it has to be quick. */
export const rounds = ({ quick }: Pick<Bench, 'quick'>, many: number, few: number): number => (quick ? few : many);
