import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { applyFilters } from '../../server/completion/filters';
import { loadSyntax } from '../../server/syntax';
import { placeOf } from './completion-notation';

// Documents in which `║⟦…⟧` is the cursor with what the model wrote there, and what becomes of them.

const folder = path.resolve(__dirname, '../fixtures/filters');
const syntax = loadSyntax();
const languages = readdirSync(folder).map((file) => path.basename(file, '.txt'));

before(async () => {
  await Promise.all(languages.map((language) => syntax.prepare(language)));
});
after(() => {
  syntax.dispose();
});

for (const language of languages) {
  describe(language, () => {
    for (const { name, marked, expected } of casesOf(readFileSync(path.join(folder, `${language}.txt`), 'utf8'))) {
      test(name, () => {
        const [start = '', text = '', rest = ''] = marked.split(/║⟦|⟧/);
        const place = placeOf(`${start}║${rest}`, language);
        const { draft, changedBy } = applyFilters({ text, replaced: 0 }, place, { syntax });
        const joined = draft === null ? 'dropped' : start + draft.text + rest.slice(draft.replaced);
        assert.equal(joined, expected, `changed by: ${changedBy.join(', ')}`);
      });
    }
  });
}

test('there are fixtures in twelve languages', () => {
  assert.ok(languages.length >= 12, languages.join(', '));
});

function casesOf(file: string): { name: string; marked: string; expected: string }[] {
  return file
    .split(/^=== /m)
    .slice(1)
    .map((part) => {
      const [head = '', expected = ''] = part.split(/^---\n/m);
      const [name = '', ...marked] = head.split('\n');
      return { name, marked: marked.join('\n').trimEnd(), expected: expected.trimEnd() };
    });
}
