import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyFilters } from '../../server/completion/filters';
import type { JoinedCode, SyntaxChecker } from '../../server/syntax';
import { placeOf } from './completion-notation';

/** A checker for which the texts that are listed are sound, and that counts how often it is asked. */
function soundAre(...sound: string[]): SyntaxChecker & { asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    check({ written }: JoinedCode) {
      asked.push(written);
      return { verdict: sound.includes(written) ? 'clean' : 'faulty', soundUpTo: 0 };
    },
  };
}

function filtered(text: string, syntax: SyntaxChecker) {
  return applyFilters({ text, replaced: 0 }, placeOf('x = ║', 'typescript'), { syntax });
}

test('a suggestion is cut back to the last line with which it is sound', () => {
  const { draft, steps } = filtered('a\nb\nc(', soundAre('a', 'a\nb'));
  assert.equal(draft?.text, 'a\nb');
  assert.deepEqual(steps, [{ filter: 'would add a syntax error', before: 'a\nb\nc(', after: 'a\nb' }]);
});

test('inside its first line it is cut back to a word', () => {
  assert.equal(filtered('first.second +', soundAre('first', 'first.second')).draft?.text, 'first.second');
});

test('it is dropped where nothing of it is sound', () => {
  const { draft, changedBy } = filtered('a +', soundAre());
  assert.equal(draft, null);
  assert.deepEqual(changedBy, ['would add a syntax error']);
});

test('the checker is asked a few times at most', () => {
  const syntax = soundAre();
  filtered(Array.from({ length: 200 }, (_, number) => `line${number}`).join('\n'), syntax);
  assert.ok(syntax.asked.length <= 8, `${syntax.asked.length}`);
});
