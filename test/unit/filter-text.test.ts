import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyFilters } from '../../server/completion/filters';
import { blank } from '../../server/completion/filters/blank';
import { controlTokens } from '../../server/completion/filters/control-tokens';
import { indentation } from '../../server/completion/filters/indentation';
import { leadingBlankLines } from '../../server/completion/filters/leading-blank-lines';
import { trailingWhiteSpace } from '../../server/completion/filters/trailing-white-space';
import { cuts, keeps, placeOf } from './completion-notation';

test('control tokens end the text', () => {
  cuts(controlTokens, 'return ║', '⟦a + b <EOT>⟧', '⟦a + b⟧');
  cuts(controlTokens, 'return ║', '⟦a<|endoftext|>import os⟧', '⟦a⟧', 'python');
  cuts(controlTokens, 'return ║', '⟦a<｜fim▁end｜>b⟧', '⟦a⟧');
  cuts(controlTokens, 'return ║', '⟦<fim_middle>a⟧', '⟦⟧', 'go');
  cuts(controlTokens, 'return ║', '⟦a [/INST] Sure⟧', '⟦a ⟧');
});

test('code that looks like a control token stays', () => {
  keeps(controlTokens, 'usage: cp ║', '⟦<filename> <target>⟧', 'markdown');
  keeps(controlTokens, '<s>old║', '⟦</s>⟧', 'html');
  keeps(controlTokens, 'let v: Vec<║', '⟦PRE>>();⟧', 'rust');
  keeps(controlTokens, 'const eot = "<EOT>";\nconst all = [║', '⟦"<EOT>"⟧');
});

test('blank lines before the text go where the cursor has a blank line', () => {
  cuts(leadingBlankLines, 'x = 1\n\n║', '⟦\n\ndef f():⟧', '⟦def f():⟧', 'python');
  cuts(leadingBlankLines, 'def f():\n    ║', '⟦\n    return 1⟧', '⟦return 1⟧', 'python');
  keeps(leadingBlankLines, 'def f():║', '⟦\n    return 1⟧', 'python');
  keeps(leadingBlankLines, 'def f():\n    ║', '⟦\ndef g():⟧', 'python');
});

test('indentation beyond the block goes, from all lines', () => {
  cuts(indentation, 'def f():\n    x = 1\n    ║', '⟦    y = 2\n        return x⟧', '⟦y = 2\n    return x⟧', 'python');
  cuts(indentation, 'def f():\n    ║', '⟦    return 1⟧', '⟦return 1⟧', 'python');
  cuts(indentation, 'fn f() {\n  let a = 1;\n  ║\n}', '⟦  a⟧', '⟦a⟧', 'rust');
});

test('indentation of a new block and of free texts stays', () => {
  keeps(indentation, 'def f():\n║', '⟦    return 1⟧', 'python');
  keeps(indentation, 'def f():\n  ║', '⟦  return 1⟧', 'python');
  keeps(indentation, 'def f():\n   ║', '⟦return 1⟧', 'python');
  keeps(indentation, 'all: build\n║', '⟦build:\n\tcc a.c⟧', 'makefile');
  keeps(indentation, 'all:\n║', '⟦\tcc a.c⟧', 'makefile');
  keeps(indentation, '- Äpfel\n║', '⟦  - Boskoop⟧', 'markdown');
  keeps(indentation, 'jobs:\n  test:\n  ║', '⟦  runs-on: x⟧', 'yaml');
});

test('white space at the end goes, other scripts’ spaces stay', () => {
  cuts(trailingWhiteSpace, '║', '⟦a = 1  \n\t⟧', '⟦a = 1⟧', 'python');
  keeps(trailingWhiteSpace, '// ║', '⟦你好\u3000⟧');
  keeps(trailingWhiteSpace, '/**\n ║', '⟦*\n */⟧');
});

test('a text of white space is dropped', () => {
  cuts(blank, '║', '⟦ \n\t⟧', '⟦⟧');
  keeps(blank, '// ║', '⟦é⟧');
});

test('the trace learns which filters changed the text and which one dropped it', () => {
  const place = placeOf('x = ║', 'python');
  assert.deepEqual(applyFilters({ text: '1 <EOT>', replaced: 0 }, place), {
    draft: { text: '1', replaced: 0 },
    changedBy: ['control tokens'],
    steps: [{ filter: 'control tokens', before: '1 <EOT>', after: '1' }],
    syntax: 'unchecked',
  });
  assert.deepEqual(applyFilters({ text: ' \n', replaced: 0 }, place).steps, [
    { filter: 'trailing white space', before: ' \n', after: '' },
  ]);
  assert.equal(applyFilters({ text: '', replaced: 0 }, place).draft, null);
});
