import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lineAboveOf, stopAt, wantsLines } from '../../server/completion/stop';
import { placeOf } from './completion-notation';

/** How much is asked for at the cursor. */
function wantedAt(marked: string, manual = false): string {
  const { prefix, lineBefore, closersOnly } = placeOf(marked, 'any');
  return wantsLines({ lineBefore, textAfter: !closersOnly, manual, lineAbove: lineAboveOf(prefix, lineBefore) });
}

const asksFor = (wanted: string, ...marked: string[]) => {
  for (const document of marked) assert.equal(wantedAt(document), wanted, document);
};

test('under the header of a block, a block', () => {
  asksFor(
    'block',
    'function f() {\n  ║\n}',
    'def f(x):\n   ║',
    'func f() {\n\t║\n}',
    'fn f() -> u8 {\n    ║\n}',
    'class A {\n  ║\n}',
    'def greet(name)\n  ║\nend',
    'values.each do\n  ║\nend',
    'if [ -s a ]; then\n  ║\nfi',
    'jobs:\n  ║',
    'all: main.o\n\t║',
    '.a {\n  ║\n}',
    'type Point struct {\n\t║\n}',
    'const f = () =>\n  ║',
  );
});

test('under a comment or an annotation, a block', () => {
  asksFor(
    'block',
    '// Adds two numbers.\n║',
    '/**\n * Adds.\n */\n║',
    '# Adds two numbers.\n║',
    'def f():\n    """Adds."""\n    ║',
    '-- all users\n║',
    '<!-- menu -->\n║',
    '@Override\n║',
    '#[test]\n║',
    '@property\n║',
  );
});

test('in a header, a block', () => {
  asksFor(
    'block',
    'def add(║',
    'function f║',
    'export async function load(║)',
    'for i in ║',
    'if (║',
    'impl Display for ║',
  );
});

test('where a part of the document begins, a block', () => {
  asksFor('block', '║', 'import os\n\n║', 'x = 1;\n\n║');
});

test('elsewhere, a line', () => {
  asksFor(
    'line',
    'const a = ║',
    'x = f(║)',
    'def f():\n    x = 1\n    ║',
    'func f() {\n\ta := 1\n\t║\n}',
    'function f() {\n  a();\n\n  ║\n}',
    'key: ║',
    'name: a\nage: b\n║',
    '#include <a>\n║',
    'if (a) return;\n║',
    'function f() {}\n║',
    'return a ? ║',
    'interfaces = 1\n║',
  );
});

test('where text stands right of the cursor, a line, whoever asks', () => {
  asksFor('line', 'def f(║, b):', 'for (const x of ║ of y) {');
  assert.equal(wantedAt('for (║ of y) {', true), 'line');
});

test('whoever asks by hand gets more', () => {
  assert.equal(wantedAt('const a = ║', true), 'more');
  assert.equal(wantedAt('def f():\n    x = 1\n    ║', true), 'more');
});

test('the line above is the one right above', () => {
  assert.equal(lineAboveOf('a\n  b\n    c', '    c'), '  b');
  assert.equal(lineAboveOf('a\n\n', ''), '');
  assert.equal(lineAboveOf('a', 'a'), null);
  assert.equal(lineAboveOf('', ''), null);
});

test('a line below a statement ends with itself, and a block that it opens goes with it', () => {
  const place = { lineBefore: '    ', textAfter: false, nextLine: null, manual: false, lineAbove: '    x = 1' };
  assert.deepEqual(stopAt('y = 2\n    z = 3\n', place), { end: 'y = 2'.length, reason: 'the line ends' });
  assert.equal(stopAt('if y:\n        z = 3\n', place), null);
});
