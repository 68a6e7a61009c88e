import assert from 'node:assert/strict';
import { test } from 'node:test';
import { prefixEcho } from '../../server/completion/filters/prefix-echo';
import { runaway } from '../../server/completion/filters/runaway';
import { scope } from '../../server/completion/filters/scope';
import { similarLines } from '../../server/completion/filters/similar-lines';
import { similarity } from '../../server/completion/filters/similarity';
import { cuts, keeps } from './completion-notation';

test('the beginning of the cursor’s line is not said again', () => {
  cuts(prefixEcho, 'const größe = ║', '⟦const größe = 5;⟧', '⟦5;⟧');
  cuts(prefixEcho, '    return self.║', '⟦return self.name⟧', '⟦name⟧', 'python');
  cuts(prefixEcho, '\tfmt.Println(║', '⟦\tfmt.Println("a")⟧', '⟦"a")⟧', 'go');
  keeps(prefixEcho, 'let val║', '⟦ue = 1;⟧', 'rust');
  keeps(prefixEcho, 'val║', '⟦value⟧');
  keeps(prefixEcho, 'x = x║', '⟦ + 1⟧', 'python');
  keeps(prefixEcho, 'very, ║', '⟦very, very good⟧', 'markdown');
});

test('the line above is not said again where more follows', () => {
  cuts(prefixEcho, 'import os\n║', '⟦import os\nimport sys⟧', '⟦import sys⟧', 'python');
  cuts(prefixEcho, 'void f() {\n  first();\n  ║', '⟦first();\n  second();⟧', '⟦second();⟧', 'cpp');
  keeps(prefixEcho, '  }\n║', '⟦}\nb();⟧');
  keeps(prefixEcho, 'import os\n║', '⟦import os⟧', 'python');
  keeps(prefixEcho, '    a()\n    ║', '⟦a()\nb()⟧', 'python');
});

test('lines below are not said again in other words', () => {
  cuts(similarLines, 'a\n║\nsave(a)', '⟦check(a);\nsave( a );⟧', '⟦check(a);⟧');
  cuts(similarLines, '║\nprint("größe")', "⟦x = 1\nprint('größe')⟧", '⟦x = 1⟧', 'python');
  cuts(
    similarLines,
    '║\nconst width = element.width;\nconst area = width * element.height;',
    '⟦const width = elements.width;\nconst area = width * elements.height;⟧',
    '⟦⟧',
  );
});

test('lines that are much like one below are a series', () => {
  keeps(similarLines, '║\ncase 2: return "second";', '⟦case 1: return "second";⟧', 'java');
  keeps(similarLines, '║\nself.height = config.height', '⟦self.width = config.width⟧', 'python');
  keeps(similarLines, '║\n  a1: one,\n  a2: two,', '⟦  a3: one,\n  a4: two,⟧');
  keeps(similarLines, 'if a {\n║\n}', '⟦b()\n}⟧', 'go');
});

test('similarity is the share of characters that stay', () => {
  assert.equal(similarity('', ''), 1);
  assert.equal(similarity('abcd', 'abcd'), 1);
  assert.equal(similarity('abcd', 'abxd'), 0.75);
  assert.equal(similarity('abcd', 'acd'), 0.75);
  assert.equal(similarity('abcd', 'wxyz'), 0);
  assert.equal(similarity('abcdefgh', 'a', 0.8), 0);
  assert.equal(similarity('abcdefgh', 'abcdxyzw', 0.8), 0);
});

test('a line that repeats a bit of itself is cut', () => {
  cuts(runaway, 'x = [║', `⟦${'0, '.repeat(20)}⟧`, '⟦⟧', 'python');
  cuts(runaway, 'a();\n║', `⟦b();\n${'é'.repeat(40)}⟧`, '⟦b();⟧');
  cuts(runaway, '║', `⟦${'foo.bar().'.repeat(12)}⟧`, '⟦⟧', 'ruby');
  cuts(runaway, '║', '⟦abc()\nabc()\nabc()⟧', '⟦abc()⟧', 'python');
  keeps(runaway, '║', `⟦// ${'-'.repeat(80)}⟧`);
  keeps(runaway, '║', `⟦| a | b |\n${'|---'.repeat(20)}|⟧`, 'markdown');
  keeps(runaway, 'const m = [\n  0, 0, 0, 0, 0, 0, 0, 0, 0, 1,\n  ║', '⟦0, 0, 0, 0, 0, 0, 0, 0, 0, 2,⟧');
  keeps(runaway, 'x = ║', '⟦[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]⟧', 'python');
});

test('what is indented less than the block is outside of it', () => {
  cuts(scope, 'def f():\n   ║', '⟦return 1\ndef g():⟧', '⟦return 1⟧', 'python');
  cuts(scope, 'jobs:\n  a:\n    ║', '⟦runs-on: x\n  b:\n    runs-on: y⟧', '⟦runs-on: x⟧', 'yaml');
  cuts(scope, 'all:\n\t║', '⟦cc a.c\nclean:\n\trm a⟧', '⟦cc a.c⟧', 'makefile');
  keeps(scope, 'function f() {\n  ║', '⟦return 1;\n}⟧');
  keeps(scope, 'if a\n  ║', '⟦b\nelse\n  c\nend⟧', 'ruby');
  keeps(scope, '<ul>\n  ║', '⟦<li>a</li>\n</ul>⟧', 'html');
  keeps(scope, '- a\n  ║', '⟦- b\n- c⟧', 'markdown');
});
