import { readFileSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { holeId, holeKinds } from './holes';
import type { Outcome } from './outcome';

const rowSchema = z.object({
  id: z.string(),
  file: z.string(),
  language: z.string(),
  kind: z.enum(holeKinds),
  exact: z.boolean(),
  right: z.boolean(),
  similarity: z.number(),
  parses: z.boolean(),
  /** Syntax errors of the original, of the document with the hole, and with the suggestion. */
  errors: z.object({ original: z.number(), punched: z.number(), filled: z.number() }),
  score: z.number().nullable(),
  threshold: z.number().nullable(),
  features: z.record(z.string(), z.number()),
  expected: z.string(),
  written: z.string(),
  reason: z.string(),
});

/** A suggestion with what its score was made of and what came of it: one line of `--rows FILE`. */
export type Row = z.infer<typeof rowSchema>;

/** Rows of the holes that got a suggestion. */
export function rowsOf(outcomes: readonly Outcome[]): Row[] {
  return outcomes
    .filter(({ document }) => document !== null)
    .map(({ punched, exact, right, similarity, parses, errors, score, threshold, features, written, reason }) => ({
      ...{ id: holeId(punched), file: punched.hole.file, language: punched.hole.language, kind: punched.hole.kind },
      ...{
        exact,
        right,
        similarity,
        parses: parses === true,
        errors,
        score: score ?? null,
        threshold: threshold ?? null,
      },
      ...{ features: features ?? {}, expected: punched.middle, written, reason: reason ?? '' },
    }));
}

export const writeRows = (file: string, rows: readonly Row[]): void =>
  writeFileSync(file, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));

export const readRows = (file: string): Row[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => rowSchema.parse(JSON.parse(line)));
