/** Chooses the holes of the quality bench: `npx tsx test/bench/quality/punch.ts`. The same seed chooses the same. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { fixtures, readManifest, readSource, type Hole, type HoleKind } from './holes';
import { placeFor } from './punching';
import { seeded, shuffled } from './random';
import { loadGrammars } from './syntax';

const seed = 20_261_124;
/** Half of the holes are rests of lines, a quarter each of the others; subsets from the front have the same shares. */
const kindsOfFile: HoleKind[] = ['rest of a line', 'inside a line', 'rest of a line', 'block'];

async function main(): Promise<void> {
  const random = seeded(seed);
  const files = readManifest().flatMap((source) => source.files);
  const grammars = await loadGrammars(files.map(({ language }) => language));
  const rounds = kindsOfFile.map((kind) => {
    const holes: Hole[] = [];
    for (const { file, language } of shuffled(random, files)) {
      const text = readSource(file);
      const broken = grammars.errors(language, text);
      if (broken > 0) process.stderr.write(`${file}: ${broken} place(s) do not parse\n`);
      const place = placeFor(kind, { text, isProse: grammars.prose(language, text) }, random);
      if (place) holes.push({ file, language, kind, ...place });
      else process.stderr.write(`${file}: no place for a hole: ${kind}\n`);
    }
    return holes;
  });
  const longest = Math.max(...rounds.map((round) => round.length));
  const holes = Array.from({ length: longest }, (_, turn) => rounds.flatMap((round) => round[turn] ?? [])).flat();
  const lines = holes.map((hole) => `  ${JSON.stringify(hole)}`).join(',\n');
  writeFileSync(path.join(fixtures, 'holes.json'), `[\n${lines}\n]\n`);
  process.stdout.write(`${holes.length} holes\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});
