import assert from 'node:assert/strict';
import { test } from 'node:test';
import { brackets } from '../../server/completion/filters/brackets';
import { closers } from '../../server/completion/filters/closers';
import { unpaired } from '../../server/completion/brackets';
import { cuts, joins, keeps, placeOf } from './completion-notation';

const replacedBy = (document: string, text: string) =>
  closers.apply({ text, replaced: 0 }, placeOf(document, 'typescript')).replaced;

test('brackets in strings and lone apostrophes do not count', () => {
  assert.deepEqual(unpaired('f("(", g['), { opened: ['(', '['], closed: [] });
  assert.deepEqual(unpaired("// don't (yet)\n)"), { opened: [], closed: [{ bracket: ')', index: 15 }] });
  assert.deepEqual(unpaired("fn f<'a>(x: &'a str) {").opened, ['{']);
  assert.deepEqual(unpaired('"\\")" )').closed, [{ bracket: ')', index: 6 }]);
  assert.deepEqual(unpaired('"open ('), { opened: ['('], closed: [] });
});

test('closers that the text writes are replaced by it', () => {
  assert.equal(replacedBy('print(║)', '"a")'), 1);
  assert.equal(replacedBy('f(g(║));', 'a) + 1'), 1);
  assert.equal(replacedBy('log("║");', 'Ada", name);'), 3);
  assert.equal(replacedBy('def f():\n    """║"""', 'Say hello."""'), 3);
  assert.equal(replacedBy('f(║)', 'g(1)'), 0);
  assert.equal(replacedBy('f("║")', 'a (b) c'), 0);
  assert.equal(replacedBy("f('║')", 'it)'), 0);
  assert.equal(replacedBy('[ ║ ]', '1, 2 ]'), 2);
});

test('after all filters the brackets are in order', () => {
  joins('print(║)', '⟦"a")⟧', 'print("a")', 'python');
  joins('print(║)', '⟦"a"⟧', 'print("a")', 'python');
  joins('for (const x of ║)', '⟦items) {⟧', 'for (const x of items) {');
  joins('f(║)', '⟦a))⟧', 'f(a)');
  joins('f(║)', '⟦a)))⟧', 'f(a)');
  joins('console.log(║);', '⟦name); // shout⟧', 'console.log(name);');
  joins('{ "version": ║, "b": 1 }', '⟦"1.0",⟧', '{ "version": "1.0", "b": 1 }', 'json');
  joins('{\n  "version": ║,\n  "b": 1\n}', '⟦"1.0",⟧', '{\n  "version": "1.0",\n  "b": 1\n}', 'json');
  joins('fmt.Println(║)\n', '⟦"héllo, 世界")⟧', 'fmt.Println("héllo, 世界")\n', 'go');
  joins('let v = vec![║];', '⟦1, 2, 3]⟧', 'let v = vec![1, 2, 3];', 'rust');
  joins('run({║})', '⟦\n  a: 1,\n})⟧', 'run({\n  a: 1,\n})');
  joins('x = [i for i in ║]', '⟦range(10)]⟧', 'x = [i for i in range(10)]', 'python');
  joins('key: "║"', '⟦größer"⟧', 'key: "größer"', 'yaml');
  joins('SRC := $(wildcard ║)', '⟦*.c)⟧', 'SRC := $(wildcard *.c)', 'makefile');
});

test('a closing bracket that closes nothing ends the text', () => {
  cuts(brackets, 'f(a, ║, c)', '⟦b)⟧', '⟦b⟧');
  cuts(brackets, 'x = ║', '⟦1)⟧', '⟦1⟧', 'python');
  cuts(brackets, 'func f() {\n\tif a {\n\t\t║\n\t}\n}', '⟦b()\n\t}\n}⟧', '⟦b()\n\t⟧', 'go');
  cuts(brackets, 'fn f() {\n    ║\n}', '⟦a[0]]⟧', '⟦a[0]⟧', 'rust');
});

test('a closing bracket that is missing stays', () => {
  keeps(brackets, 'function f() {\n  ║', '⟦return 1;\n}⟧');
  keeps(brackets, 'func f() {\n\tif a {\n\t\t║\n}', '⟦b()\n\t}⟧', 'go');
  keeps(brackets, 'foo(\n  a,\n  ║\n}', '⟦b)⟧');
  keeps(brackets, 'f(║', '⟦a, b)⟧', 'python');
  keeps(brackets, '1. so ║', '⟦wie hier :)⟧', 'markdown');
});

test('a window that begins inside the document is given the benefit of the doubt', () => {
  const place = { ...placeOf('  return 1;\n║', 'typescript'), wholePrefix: false };
  assert.equal(brackets.apply({ text: '}', replaced: 0 }, place).text, '}');
  assert.equal(brackets.apply({ text: '}', replaced: 0 }, { ...place, wholePrefix: true }).text, '');
});
