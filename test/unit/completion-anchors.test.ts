import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { afterChange, WindowAnchors, type TextChange } from '../../server/completion/anchors';
import { codeText, positionAt } from '../support/code-text';

const uri = 'file:///project/a.ts';
const at = (line: number, character = 0) => ({ line, character });
const change = (start: [number, number?], end: [number, number?], text: string): TextChange => ({
  range: { start: at(...start), end: at(...end) },
  text,
});
const anchor = { start: at(10), suffixLine: 50 };

test('changes below an anchor leave it, changes above move it', () => {
  assert.deepEqual(afterChange(anchor, change([60], [61], 'x\ny\n')), anchor);
  assert.deepEqual(afterChange(anchor, change([3, 4], [3, 4], 'x')), anchor);
  assert.deepEqual(afterChange(anchor, change([3, 4], [3, 4], 'a\r\nb\n')), { start: at(12), suffixLine: 52 });
  assert.deepEqual(afterChange(anchor, change([3], [5], '')), { start: at(8), suffixLine: 48 });
});

test('typing between the window’s head and its suffix moves the suffix only', () => {
  assert.deepEqual(afterChange(anchor, change([30, 5], [30, 5], '\n  ')), { start: at(10), suffixLine: 51 });
  assert.deepEqual(afterChange(anchor, change([10, 2], [10, 5], 'x')), anchor);
});

test('a change across an anchor drops it', () => {
  assert.deepEqual(afterChange(anchor, change([9], [10, 1], 'x\n')), { start: null, suffixLine: 50 });
  assert.deepEqual(afterChange(anchor, change([45], [50, 1], '')), { start: at(10), suffixLine: null });
  assert.deepEqual(afterChange(anchor, { text: 'all is new' }), { start: null, suffixLine: null });
});

test('whole lines put in or taken out just above an anchor do not touch its line', () => {
  assert.deepEqual(afterChange(anchor, change([10], [10], 'a\nb\n')).start, at(12));
  assert.deepEqual(afterChange(anchor, change([8], [10], '')).start, at(8));
  assert.deepEqual(afterChange(anchor, change([10], [10], 'a')).start, at(10), 'the line grew at its beginning');
  assert.deepEqual(afterChange(anchor, change([9, 3], [10], '')).start, null, 'the line was joined with the one above');
});

test('an anchor inside a long line goes with what stands before it', () => {
  const inside = { start: at(10, 500), suffixLine: null };
  assert.deepEqual(afterChange(inside, change([10, 600], [10, 600], 'x')), inside);
  assert.deepEqual(afterChange(inside, change([2], [2], 'x\n')).start, at(11, 500));
  assert.equal(afterChange(inside, change([10, 400], [10, 400], 'x')).start, null);
});

test('after any change an anchor stands at the same text, or is gone', () => {
  fc.assert(
    fc.property(codeText, codeText, fc.nat(), fc.nat(), fc.nat(), (text, put, a, b, c) => {
      const offset = (n: number) => n % (text.length + 1);
      const [from = 0, to = 0] = [offset(a), offset(b)].sort((one, other) => one - other);
      const place = positionAt(text, offset(c));
      const start = { line: place.line, character: 0 };
      const changed = text.slice(0, from) + put + text.slice(to);
      const { start: found } = afterChange(
        { start, suffixLine: null },
        { range: { start: positionAt(text, from), end: positionAt(text, to) }, text: put },
      );
      if (found === null) return;
      const before = text.split('\n').slice(start.line).join('\n');
      const after = changed.split('\n').slice(found.line).join('\n');
      const anchored = offsetOf(text, start.line);
      // A change above leaves what follows the anchor as it is, a change below leaves what stands before the change.
      if (from < anchored) assert.equal(after, before);
      else assert.equal(after.slice(0, from - anchored), before.slice(0, from - anchored));
      assert.equal(found.character, 0);
    }),
    { numRuns: 1000 },
  );
});

test('a document remembers a few places, the last used first', () => {
  const anchors = new WindowAnchors();
  for (const line of [0, 100, 200, 300, 400, 100]) {
    anchors.keep(uri, { start: at(line), suffixLine: line + 40 }, 'spm');
  }
  assert.deepEqual(
    anchors.of(uri).map(({ start }) => start?.line),
    [100, 400, 300, 200],
  );
  assert.equal(anchors.orderOf(uri), 'spm');
  anchors.changed(uri, [change([0], [0], 'a\n'), change([150], [350], '')]);
  assert.deepEqual(
    anchors.of(uri).map(({ start }) => start?.line),
    [101, 201],
  );
  anchors.closed(uri);
  assert.deepEqual(anchors.of(uri), []);
});

test('a prepared window is used once it is evaluated, and moves with the text until then', () => {
  const anchors = new WindowAnchors();
  anchors.keep(uri, { start: at(10), suffixLine: 50 }, 'spm');
  const adopt = anchors.prepare(uri, { start: at(30), suffixLine: 50 });
  assert.equal(anchors.of(uri).length, 1);
  anchors.keep(uri, { start: at(10), suffixLine: 50 }, 'spm');
  anchors.changed(uri, [change([5], [5], '\n')]);
  adopt();
  assert.deepEqual(
    anchors.of(uri).map(({ start }) => start?.line),
    [31, 11],
  );
});

test('a prepared window that the text no longer has is never used', () => {
  const anchors = new WindowAnchors();
  anchors.keep(uri, { start: at(10), suffixLine: 50 }, 'spm');
  const adopt = anchors.prepare(uri, { start: at(30), suffixLine: null });
  anchors.changed(uri, [change([29], [31], '')]);
  adopt();
  assert.deepEqual(
    anchors.of(uri).map(({ start }) => start?.line),
    [10],
  );
});

function offsetOf(text: string, line: number): number {
  return text
    .split('\n')
    .slice(0, line)
    .reduce((sum, { length }) => sum + length + 1, 0);
}
