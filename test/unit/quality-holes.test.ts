import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import test, { describe } from 'node:test';
import { fixtures, holeKinds, punched, readHoles, readManifest, readSource } from '../bench/quality/holes';
import { placeFor } from '../bench/quality/punching';
import { seeded, shuffled } from '../bench/quality/random';

const source = `import { a } from 'a';

// A comment of its own.
export function sum(values) {
  let total = 0;
  for (const value of values) {
    total += value;
    count(total, value);
  }
  return total;
}
`;
const isProse = () => false;

describe('punching', () => {
  test('the same seed chooses the same places', () => {
    const places = (seed: number) => {
      const random = seeded(seed);
      return Array.from({ length: 20 }, (_, n) => placeFor(holeKinds[n % 3]!, { text: source, isProse }, random));
    };
    assert.deepEqual(places(7), places(7));
    assert.notDeepEqual(places(7), places(8));
  });

  for (const kind of holeKinds) {
    test(`a hole of the kind "${kind}" is what its name says`, () => {
      const random = seeded(1);
      for (let turn = 0; turn < 200; turn++) {
        const place = placeFor(kind, { text: source, isProse }, random);
        assert.ok(place);
        const middle = source.slice(place.offset, place.offset + place.length);
        const rest = source.slice(place.offset + place.length).split('\n')[0];
        assert.ok(middle.trim().length >= 4 && middle.length <= 200, JSON.stringify(middle));
        assert.doesNotMatch(middle, /import|comment/);
        if (kind === 'inside a line') assert.ok(rest !== '' && !middle.includes('\n'));
        else assert.equal(rest, '');
        if (kind === 'rest of a line') assert.ok(!middle.includes('\n'));
        if (kind === 'block') assert.match(source.slice(place.offset + place.length), /^\n\s*\}/);
      }
    });
  }

  test('prose has no holes', () => {
    assert.equal(placeFor('rest of a line', { text: source, isProse: () => true }, seeded(1)), null);
  });

  test('another order has the same members', () => {
    const list = [1, 2, 3, 4, 5, 6, 7];
    const order = shuffled(seeded(3), list);
    assert.notDeepEqual(order, list);
    assert.deepEqual([...order].sort(), list);
  });
});

describe('the holes of the bench', () => {
  const holes = readHoles();
  const manifest = readManifest();

  test('are at least 300, half of them rests of lines, in every subset from the front', () => {
    assert.ok(holes.length >= 300);
    for (const length of [20, 100, holes.length]) {
      const rests = holes.slice(0, length).filter(({ kind }) => kind === 'rest of a line');
      assert.equal(rests.length, length / 2);
    }
  });

  test('lie in sources of the manifest and have 4 to 200 characters', () => {
    const known = new Set(manifest.flatMap(({ files }) => files.map(({ file }) => file)));
    for (const hole of holes) {
      assert.ok(known.has(hole.file), hole.file);
      const { middle } = punched(hole, readSource(hole.file));
      assert.ok(middle.trim().length >= 4 && middle.length <= 200, `${hole.file} at ${hole.offset}`);
    }
  });

  test('the sources are those of the manifest, each with its licence', () => {
    for (const { files, licenceFile } of manifest) {
      assert.ok(existsSync(path.join(fixtures, licenceFile)), licenceFile);
      for (const { file, sha256 } of files) {
        const digest = createHash('sha256').update(readFileSync(path.join(fixtures, 'sources', file)));
        assert.equal(digest.digest('hex'), sha256, file);
      }
    }
  });

  test('none of their packages trained the adapter', () => {
    const table = readFileSync(path.resolve(fixtures, '../../../models/smollm2-infill/data-manifest.tsv'), 'utf8');
    const trained = new Set(table.split('\n').map((line) => line.split('\t')[0]!.toLowerCase()));
    assert.ok(trained.size > 200);
    for (const { package: name } of manifest) {
      assert.ok(!trained.has(name.toLowerCase()) && !trained.has(name.toLowerCase().replaceAll('/', '_')), name);
    }
  });
});
