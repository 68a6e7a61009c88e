import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

/** Folder of the sources, their manifest and the holes. */
export const fixtures = path.resolve(__dirname, '../../fixtures/quality');

export const holeKinds = ['rest of a line', 'inside a line', 'block'] as const;
export type HoleKind = (typeof holeKinds)[number];

const holeSchema = z.object({
  /** Path under `sources/`. */
  file: z.string(),
  /** VS Code's language identifier. */
  language: z.string(),
  kind: z.enum(holeKinds),
  /** UTF-16 offset and length of what is taken out. */
  offset: z.int().min(0),
  length: z.int().min(1),
});

/** A piece that is taken out of a source file and is to be written again. */
export type Hole = z.infer<typeof holeSchema>;

const manifestSchema = z.array(
  z.object({
    package: z.string(),
    version: z.string(),
    registry: z.string(),
    licence: z.string(),
    licenceFile: z.string(),
    url: z.url(),
    files: z.array(z.object({ file: z.string(), language: z.string(), bytes: z.int(), sha256: z.string() })),
  }),
);

export type SourceManifest = z.infer<typeof manifestSchema>;

/** The document with the hole, and what stood there. */
export interface Punched {
  hole: Hole;
  before: string;
  middle: string;
  after: string;
}

export const readManifest = (): SourceManifest =>
  manifestSchema.parse(JSON.parse(readFileSync(path.join(fixtures, 'manifest.json'), 'utf8')));

export const readSource = (file: string): string => readFileSync(path.join(fixtures, 'sources', file), 'utf8');

export const readHoles = (): Hole[] =>
  z.array(holeSchema).parse(JSON.parse(readFileSync(path.join(fixtures, 'holes.json'), 'utf8')));

export function punched(hole: Hole, text: string): Punched {
  const end = hole.offset + hole.length;
  return {
    hole,
    before: text.slice(0, hole.offset),
    middle: text.slice(hole.offset, end),
    after: text.slice(end),
  };
}

/** Names a hole over all runs, as long as the source and the place stay the same. */
export function holeId({ before, middle, after, hole }: Punched): string {
  const digest = createHash('sha256')
    .update(JSON.stringify([hole.file, before, middle, after]))
    .digest('hex');
  return digest.slice(0, 16);
}
