import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { outlineOf } from '../../server/context/outline';
import { signaturesOf } from '../../server/context/signatures';

/** The outline of a text for a document that imports these names. */
function outline(
  languageId: string,
  text: string,
  names: string[] = [],
  used: string[] = [],
  onlyUsed = false,
): string {
  return outlineOf(signaturesOf(languageId, text.split('\n')), names, new Set(used), onlyUsed);
}

describe('outlines', () => {
  test('TypeScript: heads of what is exported, types whole', () => {
    const text = `import { x } from './x';
/** Sums up. */
export async function total(items: Item[], rate = { vat: 19 }): Promise<number> {
  function inner() {}
  return items.length;
}
function hidden() {}
export interface Item {
  name: string;
  price: number;
}
export class Cart extends Base<Item> {
  #items: Item[] = [];
  private secret = 1;
  constructor(readonly owner: string) {
    super();
  }
  /** Adds. */
  add(item: Item, count = 1): void {
    if (count > 1) this.add(item);
  }
  get size(): number {
    return 0;
  }
}
export const twice = (x: number): number => x * 2;
export const limits = { most: 3 };
`;
    assert.equal(
      outline('typescript', text),
      `export async function total(items: Item[], rate = { vat: 19 }): Promise<number>;
export interface Item {
  name: string;
  price: number;
}
export class Cart extends Base<Item> {
  constructor(readonly owner: string);
  add(item: Item, count = 1): void;
  get size(): number;
}
export const twice = (x: number): number => ...;
export const limits = { most: 3 };`,
    );
    assert.equal(outline('typescript', text, ['limits']), 'export const limits = { most: 3 };');
    assert.match(outline('typescript', text, ['Cart']), /^export class Cart.*\n {2}constructor[^]*\n}$/);
  });

  test('JavaScript without exports', () => {
    const text = "const fs = require('fs');\nfunction add(a, b) {\n  return a + b;\n}\nmodule.exports = { add };\n";
    assert.equal(outline('javascript', text), 'function add(a, b);');
  });

  test('Python', () => {
    const text = `"""Carts."""
import os
LIMIT: int = 10

def total(
    items: list[Item],
    rate: float = 0.19,
) -> float:
    """Sums up."""
    return 0.0

@dataclass
class Cart(Base):
    """Holds things."""
    owner: str

    def __init__(self, owner: str):
        self.owner = owner

    def _hidden(self): ...

    async def add(self, item: Item) -> None:
        for x in item:
            print(x)
`;
    assert.equal(
      outline('python', text),
      `LIMIT: int = 10
def total(
    items: list[Item],
    rate: float = 0.19,
) -> float: ...
class Cart(Base):
    owner: str
    def __init__(self, owner: str): ...
    async def add(self, item: Item) -> None: ...`,
    );
  });

  test('Go', () => {
    const text =
      'package cart\n\n// Cart holds.\ntype Cart struct {\n\tOwner string\n}\n\nfunc New(owner string) (*Cart, error) {\n\treturn nil, nil\n}\n\nfunc (c *Cart) Add(item Item) {\n\tif true {\n\t}\n}\n';
    assert.equal(
      outline('go', text),
      'type Cart struct {\n\tOwner string\n}\nfunc New(owner string) (*Cart, error)\nfunc (c *Cart) Add(item Item)',
    );
    assert.equal(outline('go', text, [], ['New'], true), 'func New(owner string) (*Cart, error)');
    assert.equal(outline('go', text, [], [], true), '', 'a file beside counts for what is used of it only');
  });

  test('Rust', () => {
    const text = `use std::fmt;
pub struct Cart {
    pub owner: String,
}
impl Cart {
    pub fn new(owner: &str) -> Self {
        Self { owner: owner.into() }
    }
}
impl<'a> fmt::Display for Cart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.owner)
    }
}
fn hidden() {}
pub fn total<T>(items: &[T]) -> f64
where
    T: Into<f64>,
{
    0.0
}
`;
    assert.equal(
      outline('rust', text),
      `pub struct Cart {
    pub owner: String,
}
impl Cart {
    pub fn new(owner: &str) -> Self;
}
impl<'a> fmt::Display for Cart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result;
}
pub fn total<T>(items: &[T]) -> f64
where
    T: Into<f64>,;`,
    );
  });

  test('Java', () => {
    const text = `package shop;
public class Cart<T> extends Base {
    private final int n = 3;
    public Cart(int n) {
        this.n = n;
    }
    @Override
    public List<T> all(Map<String, T> by) throws IOException {
        return find(by);
    }
    private void hidden() {}
    enum Kind { A, B }
}
`;
    assert.equal(
      outline('java', text),
      `public class Cart<T> extends Base {
    public Cart(int n);
    public List<T> all(Map<String, T> by) throws IOException;
    enum Kind { A, B }
}`,
    );
  });

  test('C and C++', () => {
    const text =
      '#pragma once\n#define LIMIT 3\nstruct Item { double price; };\nclass Cart {\n public:\n  explicit Cart(int n);\n  virtual double total() const = 0;\n private:\n  int n_;\n};\nstatic inline int add(int a, int b)\n{\n  return a + b;\n}\n';
    assert.equal(
      outline('cpp', text),
      '#define LIMIT 3\nstruct Item { double price; };\nclass Cart {\n  explicit Cart(int n);\n  virtual double total() const = 0;\n}\nstatic inline int add(int a, int b);',
    );
  });

  test('Ruby, C#, Kotlin and PHP', () => {
    assert.equal(
      outline(
        'ruby',
        'module Shop\n  class Cart < Base\n    def initialize(owner)\n      @o = owner\n    end\n  end\nend\n',
      ),
      'module Shop\n  class Cart < Base\n    def initialize(owner)',
    );
    assert.equal(
      outline(
        'csharp',
        'namespace Shop;\npublic class Cart\n{\n    public int Add(Item item)\n    {\n        return 1;\n    }\n}\n',
      ),
      'public class Cart {\n    public int Add(Item item);\n}',
    );
    assert.equal(
      outline(
        'kotlin',
        'class Cart(val owner: String) {\n    fun add(item: Item): Int {\n        return 1\n    }\n}\n',
      ),
      'class Cart(val owner: String) {\n    fun add(item: Item): Int\n}',
    );
    assert.equal(
      outline(
        'php',
        '<?php\nclass Cart\n{\n    public function add(Item $item): int\n    {\n        return 1;\n    }\n}\n',
      ),
      'class Cart {\n    public function add(Item $item): int;\n}',
    );
  });

  test('what is used stands there where not everything has room', () => {
    const text = Array.from({ length: 100 }, (_, n) => `export function helper${n}(value: string): string {\n}`).join(
      '\n',
    );
    const found = outline('typescript', text, [], ['helper93']);
    assert.ok(found.length <= 900);
    assert.match(found, /helper93\(/);
    assert.match(found, /helper0\(/);
    assert.doesNotMatch(found, /helper80\(/);
  });

  test('text that is no code has no outline and does no harm', () => {
    for (const text of [
      '',
      '\0\u0001\u0002',
      '{{{{((((',
      'x'.repeat(20_000),
      `a${'*'.repeat(250)}`,
      '}\n}\n)\n',
      '"\'`\n`',
    ]) {
      assert.equal(outline('typescript', text), '');
      assert.equal(outline('python', text), '');
      assert.equal(outline('cpp', text), '');
    }
  });
});
