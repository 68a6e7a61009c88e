import { test } from 'node:test';
import { followingLines } from '../../server/completion/filters/following-lines';
import { linesAbove } from '../../server/completion/filters/lines-above';
import { restOfLine } from '../../server/completion/filters/rest-of-line';
import { cuts, keeps } from './completion-notation';

test('lines that stand below are not written again', () => {
  cuts(followingLines, 'total = 0\n║\nprint(total)', '⟦total += 1\nprint(total)⟧', '⟦total += 1⟧', 'python');
  cuts(followingLines, 'a\n║\n\n  return b;', '⟦return b;⟧', '⟦⟧');
  cuts(followingLines, 'func f() {\n\t║\n}', '⟦g()\n}⟧', '⟦g()⟧', 'go');
  cuts(followingLines, '# 見出し\n║\n一つ目の段落', '⟦はじめに\n一つ目の段落\n二つ目⟧', '⟦はじめに⟧', 'markdown');
  cuts(followingLines, 'all:\n\t║\n\tcc -o b b.c', '⟦cc -o a a.c\n\tcc -o b b.c⟧', '⟦cc -o a a.c⟧', 'makefile');
});

test('a closing bracket that the text needs itself stays', () => {
  keeps(followingLines, '{\n║\n}', '⟦if (a) {\n  b();\n}⟧');
  keeps(followingLines, 'fn f() {\n    ║\n}', '⟦if a {\n        b();\n    }⟧', 'rust');
  keeps(followingLines, '{\n  "a": ║\n}', '⟦[1, 2]⟧', 'json');
});

test('lines that stand right above are not written again', () => {
  cuts(linesAbove, 'import os\n║', '⟦import os⟧', '⟦⟧', 'python');
  cuts(linesAbove, 'a = first()\nb = second()\n\n║', '⟦a = first()\nb = second()⟧', '⟦⟧', 'python');
  cuts(linesAbove, '- name: Prüfen\n- ║', '⟦name: Prüfen⟧', '⟦⟧', 'yaml');
});

test('new lines and short ones stay', () => {
  keeps(linesAbove, 'import os\n║', '⟦import os.path⟧', 'python');
  keeps(linesAbove, 'import os\n║', '⟦import os\nimport sys⟧', 'python');
  keeps(linesAbove, '  }\n║', '⟦}⟧');
  keeps(linesAbove, '║', '⟦import os⟧', 'python');
});

test('the real text right of the cursor is not written again', () => {
  cuts(restOfLine, 'for (const x of ║) {', '⟦items) {⟧', '⟦items⟧');
  cuts(restOfLine, 'x = ║ + offset', '⟦start + offset⟧', '⟦start⟧', 'python');
  cuts(restOfLine, 'let ║ = 5;', '⟦count =⟧', '⟦count⟧', 'rust');
  cuts(restOfLine, '{ "║": 1 }', '⟦größe": 1 }⟧', '⟦größe⟧', 'json');
  cuts(restOfLine, '// ║你好世界', '⟦说：你好世界⟧', '⟦说：⟧');
});

test('what is closed on the right is not closed before', () => {
  cuts(restOfLine, 'f(a, ║, c);', '⟦b);⟧', '⟦b⟧');
  cuts(restOfLine, '"command": "║u",', '⟦größe.toggle",⟧', '⟦größe.toggle⟧', 'json');
  cuts(restOfLine, '  "a.en║d": {', '⟦able": {⟧', '⟦able⟧', 'json');
  keeps(restOfLine, 'x = ║ + f(x)', '⟦g(y)⟧', 'python');
  keeps(restOfLine, 'let a = ║ + f("b")', '⟦g("c")⟧');
});

test('a letter in common is no repetition, and closers are not its matter', () => {
  keeps(restOfLine, 'const a = ║abc', '⟦cab + a⟧');
  keeps(restOfLine, '// ║你好世界', '⟦说你⟧');
  keeps(restOfLine, 'print(║)', '⟦"a")⟧', 'python');
});
