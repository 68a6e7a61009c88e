import { Parser, Tree } from '@vscode/tree-sitter-wasm';
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, before, mock, test } from 'node:test';
import fc from 'fast-check';
import { loadSyntax, type JoinedCode, type SyntaxVerdict } from '../../server/syntax';
import { neighbourhood } from '../../server/syntax/neighbourhood';

const syntax = loadSyntax();
before(async () => {
  for (const language of ['typescript', 'python', 'go', 'ruby', 'java']) await syntax.prepare(language);
});
after(() => {
  syntax.dispose();
});

/** Reads a document in which `║⟦…⟧` is the cursor with what is put in there. */
function codeOf(marked: string, languageId = 'typescript', growing = false): JoinedCode {
  const [left = '', written = '', right = ''] = marked.split(/║⟦|⟧/);
  return { languageId, before: left, written, replaced: '', after: right, growing };
}

const verdict = (marked: string, languageId?: string, growing?: boolean): SyntaxVerdict =>
  syntax.check(codeOf(marked, languageId, growing)).verdict;

test('code that parses with the suggestion is clean, whatever it was before', () => {
  assert.equal(verdict('const a = ║⟦f(1)⟧;\n'), 'clean');
  assert.equal(verdict('f(\n  a,\n  ║⟦b,\n);⟧\n'), 'clean');
  assert.equal(verdict('def f():\n    ║⟦return 1⟧\n', 'python'), 'clean');
});

test('an error that was not there is found, and where it begins', () => {
  assert.equal(verdict('const a = ║⟦f(1⟧;\n'), 'faulty');
  assert.equal(verdict('function f() {\n  ║⟦if (a) {⟧\n}\n'), 'faulty');
  assert.equal(verdict('x = ║⟦1 +⟧\n', 'python'), 'faulty');
  const { verdict: found, soundUpTo } = syntax.check(codeOf('a();\n║⟦b();\nc(];\n⟧d();\n'));
  assert.equal(found, 'faulty');
  assert.ok(soundUpTo >= 'b();'.length, `${soundUpTo}`);
});

test('code that is half open may stay so', () => {
  assert.equal(verdict('function f() {\n  if (a) {\n    ║⟦b();⟧'), 'clean');
  assert.equal(verdict('function f() {\n  if (a) {\n    ║⟦b();⟧\n\nfunction g() {\n  c();\n}\n'), 'asBefore');
  assert.equal(verdict('f(\n  a,\n  ║⟦g(b)⟧\n\nconst c = 1;\nh();\n'), 'asBefore');
  assert.equal(verdict('f(\n  a,\n  ║⟦g(b⟧\n\nconst c = 1;\nh();\n'), 'faulty');
  assert.equal(verdict('def f(x)\n  ║⟦x + 1⟧\n', 'ruby'), 'clean');
});

test('errors elsewhere are none of the suggestion’s', () => {
  assert.equal(verdict('const broken = (1 + ;\nconst a = ║⟦1;⟧\n'), 'asBefore');
  assert.equal(verdict('const broken = (1 + ;\nconst a = ║⟦];⟧\n'), 'faulty');
});

test('where nothing would be right, nothing is said to be wrong', () => {
  assert.equal(verdict('= ) const x x ║⟦foo(⟧ } = ('), 'unclear');
});

test('a text that goes on may leave brackets open', () => {
  assert.equal(verdict('function f() {\n  ║⟦if (a) {⟧\n}\n', 'typescript', true), 'asBefore');
  assert.equal(verdict('function f() {\n  ║⟦if (a]) {⟧\n}\n', 'typescript', true), 'faulty');
});

test('languages without a grammar, and grammars that are not loaded yet, are not checked', async () => {
  assert.equal(verdict('║⟦)⟧', 'cobol'), 'unchecked');
  assert.equal(await syntax.prepare('cobol'), false);
  const own = loadSyntax();
  assert.equal(own.check(codeOf('const a = ║⟦f(⟧;\n')).verdict, 'unchecked');
  assert.equal(await own.prepare('typescript'), true);
  assert.equal(own.check(codeOf('const a = ║⟦f(⟧;\n')).verdict, 'faulty');
  own.dispose();
});

test('a folder without grammars leaves all unchecked', async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'cria-syntax-'));
  const own = loadSyntax({ folder });
  assert.equal(await own.prepare('typescript'), false);
  assert.equal(own.check(codeOf('const a = ║⟦f(⟧;\n')).verdict, 'unchecked');
  await rm(folder, { recursive: true });
});

test('a member deep inside a long class is read in its class', () => {
  const member = (number: number) => `  method${number}(): number {\n    return ${number};\n  }\n\n`;
  const methods = Array.from({ length: 400 }, (_, number) => member(number));
  const document = (written: string) =>
    `class Long {\n${methods.slice(0, 30).join('')}  last(): number {\n    ║⟦${written}⟧\n  }\n\n${methods.slice(30).join('')}}\n`;
  assert.equal(verdict(document('return this.method1();')), 'clean');
  assert.equal(verdict(document('return this.method1(;')), 'faulty');
});

test('the neighbourhood does not grow with the document', () => {
  const block = 'function f() {\n  return 1;\n}\n\n';
  const sizes = [50, 5_000].map((count) => {
    const { before: above, after: below } = neighbourhood(block.repeat(count), block.repeat(count));
    return above.length + below.length;
  });
  assert.ok((sizes[1] ?? 0) < 20_000, `${sizes[1]}`);
});

test('the neighbourhood is the cursor’s own surroundings', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (left, right) => {
      const { before: above, after: below } = neighbourhood(left, right);
      assert.ok(above.endsWith(left.slice(left.lastIndexOf('\n') + 1)));
      assert.ok(below.startsWith(/^[^\n]*/.exec(right)?.[0] ?? ''));
    }),
  );
});

const bits = fc.array(fc.constantFrom('f(', ')', '{', '}', 'a = 1;\n', 'if (b) ', '"é', '// 世界\n', '\n', ' '), {
  maxLength: 20,
});

test('a text is judged alike, whatever was parsed before it', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(bits, bits, bits), { minLength: 1, maxLength: 4 }), (codes) => {
      const all = codes.map(([left, written, right]) => ({
        ...codeOf(''),
        ...{ before: left.join(''), written: written.join(''), after: right.join('') },
      }));
      const last = all.at(-1) ?? codeOf('');
      for (const code of all) syntax.check(code);
      const warm = syntax.check(last);
      syntax.check(codeOf('class Quite { different = ║⟦1⟧; }'));
      assert.deepEqual(syntax.check(last), warm);
    }),
    { numRuns: 100 },
  );
});

test('trees are freed', () => {
  const parsed = mock.method(Parser.prototype, 'parse');
  const freed = mock.method(Tree.prototype, 'delete');
  for (let number = 0; number < 50; number++) syntax.check(codeOf(`const a${number} = ║⟦f(${number}⟧;\n`));
  assert.ok(parsed.mock.callCount() >= 50);
  assert.equal(freed.mock.callCount(), parsed.mock.callCount());
  mock.restoreAll();
});
