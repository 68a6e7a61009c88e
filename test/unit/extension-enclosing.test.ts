import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { enclosingBlock, enclosingSymbol, type Symbol } from '../../extension/enclosing';

/**
 * Where the cursor `║` stands, the block must have this name and run from the line with `⟦` to the line with `⟧`.
 * Without these marks there must be none.
 */
function block(name: string | null, marked: string): void {
  const lines = marked.split('\n');
  const find = (mark: string) => lines.findIndex((line) => line.includes(mark));
  const cursor = find('║');
  const expected = name === null ? null : { name, startLine: find('⟦'), endLine: find('⟧') };
  const text = lines.map((line) => line.replaceAll(/[║⟦⟧]/g, ''));
  assert.deepEqual(enclosingBlock(text, cursor, cursor), expected);
}

suite('the enclosing function or class, told from the text', () => {
  test('Python: a function', () =>
    block('function add', 'import os\n\n⟦def add(a, b):\n    c = a + b║\n\n    return c⟧\n\nprint(add(1, 2))\n'));
  test('Python: a method of a class, and its async sibling', () => {
    block(
      'function area',
      'class Box:\n    size = 1\n\n    ⟦def area(self) -> int:\n        """A: b."""\n        return║ self.size⟧\n\n    async def grow(self):\n        pass\n',
    );
    block(
      'function grow',
      'class Box:\n    def area(self):\n        return 1\n\n    ⟦async def grow(self):\n        await x()║⟧\n',
    );
  });
  test('Python: a class, between its methods', () =>
    block('class Box', '⟦class Box(Base):\n    a = 1║\n\n    def area(self):\n        return 1⟧\n\nx = 1\n'));
  test('Python: parameters over several lines', () =>
    block('function add', '⟦def add(\n    a: int,\n    b: dict = {},\n) -> int:\n    return a║⟧\nx = 1\n'));
  test('Python: the cursor in the head', () => block('function f', '⟦def f(x):║\n    return x⟧\n'));
  test('Python: outside of all', () => {
    block(null, 'def f(x):\n    return x\n\nprint(f(1))║\n');
    block(null, 'for x in y:\n    print(x)║\n');
  });

  test('TypeScript: a function, with braces in texts and comments', () =>
    block(
      'function f',
      "⟦export async function f(a: { b: string } = { b: '}' }): Promise<void> {\n  // }\n  const s = '}';║\n}⟧\nf();\n",
    ));
  test('TypeScript: an arrow function', () =>
    block('function add', '⟦export const add = (a: number, b: number): number => {\n  return a + b;║\n};⟧\n'));
  test('TypeScript: a method among control flow', () =>
    block(
      'function run',
      'class A {\n  ⟦async run(x: number): Promise<void> {\n    if (x > 1) {\n      for (const y of z) {\n        call(y);║\n      }\n    }\n  }⟧\n}\n',
    ));
  test('TypeScript: a class', () =>
    block('class A', '⟦export class A extends B {\n  x = 1;║\n  run() {\n    return;\n  }\n}⟧\n'));
  test('TypeScript: calls with a callback declare nothing', () => block(null, "test('x', () => {\n  y();║\n});\n"));

  test('C: the brace on a line of its own', () =>
    block(
      'function main',
      '#include <stdio.h>\n\n⟦int main(int argc, char **argv)\n{\n  while (argc--) {\n    puts("}");║\n  }\n  return 0;\n}⟧\n',
    ));
  test('C: parameters over several lines, and a pointer as result', () =>
    block(
      'function find',
      '⟦static const char *find(const char *text,\n                        char c) {\n  return║ text;\n}⟧\n',
    ));
  test('C: a prototype has no block', () => block(null, 'int f(int x);\nint y = 1;║\nint g(void) {\n  return 1;\n}\n'));
  test('C: a struct', () => block('struct point', '⟦struct point {\n  int x;║\n  int y;\n};⟧\n'));

  test('Go: a function and a method with a receiver', () => {
    block('function Add', 'package a\n\n⟦func Add(a, b int) (int, error) {\n\treturn a + b, nil║\n}⟧\n');
    block('function Area', '⟦func (b *Box) Area() int {\n\tif b == nil {\n\t\treturn 0║\n\t}\n\treturn 1\n}⟧\n');
  });
  test('Go: a struct', () => block('struct Box', '⟦type Box struct {\n\tsize int║\n}⟧\n'));

  test('Ruby: a method in a class in a module', () => {
    const source =
      'module Shop\n  class Box\n    ⟦def full?(n)\n      return true if n > 1║\n    end⟧\n\n    X = 1\n  end\nend\n';
    block('function full?', source);
  });
  test('Ruby: a class', () => block('class Box', '⟦class Box < Base\n  X = 1║\n  def a\n    1\n  end\nend⟧\nputs 1\n'));

  test('Rust and Java', () => {
    block(
      'function add',
      'impl A {\n    ⟦pub fn add<T>(&self, a: T) -> T\n    where\n        T: Clone,\n    {\n        a║\n    }⟧\n}\n',
    );
    block(
      'function size',
      'class A {\n    ⟦public static int size(List<String> x) throws IOException {\n        return x.size();║\n    }⟧\n}\n',
    );
  });

  test('a selection of several lines needs a block that holds them all', () => {
    const lines = ['class A:', '    def f(self):', '        return 1', '    def g(self):', '        return 2'];
    assert.equal(enclosingBlock(lines, 2, 4)?.name, 'class A');
    assert.equal(enclosingBlock(lines, 4, 4)?.name, 'function g');
  });
  test('an empty document and lines out of range', () => {
    assert.equal(enclosingBlock([], 0, 0), null);
    assert.equal(enclosingBlock([''], 7, 9), null);
  });
});

suite('the enclosing symbol', () => {
  const symbol = (name: string, kind: number, startLine: number, endLine: number, children: Symbol[] = []): Symbol => ({
    name,
    kind,
    startLine,
    endLine,
    children,
  });
  const tree = [
    symbol('shop', 1, 0, 99, [
      symbol('Box', 4, 2, 20, [symbol('area', 5, 4, 8, [symbol('x', 12, 5, 5)]), symbol('size', 7, 9, 9)]),
    ]),
    symbol('main', 11, 30, 40),
  ];
  test('is the smallest function or class', () => {
    assert.deepEqual(enclosingSymbol(tree, 5, 5), { name: 'method area', startLine: 4, endLine: 8 });
    assert.deepEqual(enclosingSymbol(tree, 9, 9), { name: 'class Box', startLine: 2, endLine: 20 });
    assert.equal(enclosingSymbol(tree, 7, 12)?.name, 'class Box');
  });
  test('is nothing outside of them', () => {
    assert.equal(enclosingSymbol(tree, 25, 25), null);
    assert.equal(enclosingSymbol(tree, 35, 41), null);
    assert.equal(enclosingSymbol([], 0, 0), null);
  });
});
