import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stopAt, wholeLines, type StopPlace } from '../../server/completion/stop';

const place = (facts: Partial<StopPlace> = {}): StopPlace => ({
  lineBefore: '    ',
  textAfter: false,
  nextLine: null,
  manual: false,
  ...facts,
});

/** Feeds the text one character at a time, as tokens come, and tells what is kept. */
function keptOf(text: string, at: StopPlace): string {
  for (let length = 1; length <= text.length; length++) {
    const stop = stopAt(text.slice(0, length), at);
    if (stop) return `${text.slice(0, stop.end)}║${stop.reason}`;
  }
  return text;
}

test('a blank line ends a block that has begun', () => {
  assert.equal(keptOf('x = 1\n\n    y = 2', place()), 'x = 1║a blank line ends the block');
  assert.equal(keptOf('x = 1\n   \n', place()), 'x = 1║a blank line ends the block');
  assert.equal(keptOf('\n\n    x = 1', place({ lineBefore: 'def f():' })), '\n\n    x = 1');
});

test('the next line is not written again', () => {
  const below = place({ nextLine: '    print(total)' });
  assert.equal(keptOf('total += 1\n    print(total)\n', below), 'total += 1║the next line is repeated');
  assert.equal(keptOf('print(total)\n', below), '║the next line is repeated');
  assert.equal(keptOf('total += 1\n      print(total)\n', below), 'total += 1║the next line is repeated');
});

test('a closing bracket is the next line only at the same indentation, and where nothing is open', () => {
  const below = place({ lineBefore: '  ', nextLine: '}' });
  assert.equal(keptOf('a();\n}\n', below), 'a();║the next line is repeated');
  assert.equal(keptOf('if (a) {\n    b();\n  }\n  c();\n', below), 'if (a) {\n    b();\n  }\n  c();\n');
  const same = place({ lineBefore: '', nextLine: '}' });
  assert.equal(keptOf('if (a) {\n  b();\n}\n', same), 'if (a) {\n  b();\n}\n');
});

test('one line is asked for where text stands right of the cursor', () => {
  assert.equal(keptOf('items) {\n  a', place({ lineBefore: 'for (x of ', textAfter: true })), 'items) {║the line ends');
  const asked = place({ lineBefore: 'f(', textAfter: true, manual: true });
  assert.equal(keptOf('{\n', asked), '{║the line ends');
});

test('a line that was begun ends with itself, unless it opens a block or the user asked for more', () => {
  assert.equal(keptOf('5\ny = 6', place({ lineBefore: 'x = ' })), '5║the line ends');
  assert.equal(keptOf('\ny = 6', place({ lineBefore: 'x = 5' })), '║the line ends');
  assert.equal(keptOf('5\ny = 6\n', place({ lineBefore: 'x = ', manual: true })), '5\ny = 6\n');
  assert.equal(keptOf('f(a):\n    return a\n', place({ lineBefore: 'def ' })), 'f(a):\n    return a\n');
  assert.equal(keptOf('\n    return a\n', place({ lineBefore: 'def f(a):' })), '\n    return a\n');
});

test('a line that is indented less than the block ends it', () => {
  assert.equal(keptOf('return 1\ndef g', place()), 'return 1║the block ends');
  assert.equal(
    keptOf('f(a):\n    return a\nf(1)\n', place({ lineBefore: 'def ' })),
    'f(a):\n    return a║the block ends',
  );
  assert.equal(keptOf('return 1\n  x = 2\n', place({ lineBefore: '\t' })), 'return 1║the block ends');
});

test('brackets and words that go on with the block do not end it', () => {
  const inside = place({ lineBefore: '  ' });
  assert.equal(keptOf('return 1;\n}\n', inside), 'return 1;\n}\n');
  assert.equal(keptOf(' a:\n    b\nelse:\n    c\n', place({ lineBefore: 'if' })), ' a:\n    b\nelse:\n    c\n');
  assert.equal(keptOf('a();\n} else {\n  b();\n', inside), 'a();\n} else {\n  b();\n');
});

test('a text that runs in a circle keeps one round', () => {
  const top = place({ lineBefore: '' });
  assert.equal(keptOf('print(a)\nprint(a)\nprint(a)\n', top), 'print(a)║it runs in a circle');
  assert.equal(keptOf('one()\ntwo()\n'.repeat(3), top), 'one()\ntwo()║it runs in a circle');
  assert.equal(keptOf('}\n'.repeat(4), top), '}\n'.repeat(4));
  assert.equal(keptOf('one()\none()\ntwo()\n', top), 'one()\none()\ntwo()\n');
});

test('whole lines of an unfinished text', () => {
  assert.equal(wholeLines('half a li'), 0);
  assert.equal(wholeLines('a\nb\nhal'), 3);
  assert.equal(wholeLines('\nhal'), 0);
});

test('an unfinished text does not end inside a list or a call', () => {
  assert.equal(wholeLines('a = 1\nb = [\n  1,\n  2,\n'), 'a = 1'.length);
  assert.equal(wholeLines('f(\n  1,\n  2'), 0);
  assert.equal(wholeLines('if (a) {\n  b();\n  c'), 'if (a) {\n  b();'.length);
});

test('a header whose body stands below already gets no other one', () => {
  const header = place({ lineBefore: 'def ', nextLine: '    return a' });
  assert.equal(keptOf('f(a):\n    pass\n', header), 'f(a):║the line ends');
  const alone = place({ lineBefore: 'def ', nextLine: 'x = 1' });
  assert.equal(keptOf('f(a):\n    return a\n', alone), 'f(a):\n    return a\n');
});
