import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Workspace } from '../support/workspace';

const cart = `export interface Item {
  name: string;
  price: number;
}

export function addItem(items: Item[], item: Item): Item[] {
  return [...items, item];
}

export function removeItem(items: Item[], name: string): Item[] {
  return items.filter((item) => item.name !== name);
}
`;
const main = "import { addItem } from './cart';\n\nconst items = addItem([], \n";

/** A shop that a person works on in `main.ts`. */
function shop(more: Record<string, string> = {}, tools: ConstructorParameters<typeof Workspace>[1] = {}): Workspace {
  const workspace = new Workspace({ 'main.ts': main, 'cart.ts': cart, ...more }, tools);
  workspace.show('main.ts', 2);
  return workspace;
}

/** Lines of code that share names with each other and with nothing else. */
const voucher = (from: number) =>
  Array.from({ length: 24 }, (_, n) => `applyVoucher(basket${n % 6}, voucherCode${n % 4}, ${from + n});`).join('\n');

describe('imports', () => {
  test('the signatures of the names that are imported', () => {
    assert.deepEqual(shop().texts('main.ts', 'import'), {
      'cart.ts': 'export function addItem(items: Item[], item: Item): Item[];',
    });
  });

  test('in other languages, and across a family', () => {
    const workspace = new Workspace({
      'shop/main.py': 'from shop.cart import add\n\nadd(\n',
      'shop/cart.py': 'def add(items, item):\n    return items + [item]\n',
      'src/main.rs': 'use crate::cart::add;\nfn main() {\n    add(\n}\n',
      'src/cart.rs': 'pub fn add(items: &[u8], item: u8) -> Vec<u8> {\n    vec![]\n}\n',
      'cmd/main.go': 'package main\n\nimport "example.com/shop/cart"\n\nfunc main() {\n\tcart.Add(\n}\n',
      'cart/cart.go': 'package cart\n\nfunc Add(items []int, item int) []int {\n\treturn nil\n}\n',
      'com/shop/Main.java': 'import com.shop.cart.Cart;\nclass Main {\n    Cart cart;\n}\n',
      'com/shop/cart/Cart.java': 'public class Cart {\n    public int add(int item) {\n        return 1;\n    }\n}\n',
      'main.js': "const { add } = require('./typed');\nadd(\n",
      'typed.ts': 'export function add(item: number): number {\n  return item;\n}\n',
    });
    const texts = (path: string) => {
      workspace.show(path, 2);
      return workspace.texts(path, 'import');
    };
    assert.deepEqual(texts('shop/main.py'), { 'shop/cart.py': 'def add(items, item): ...' });
    assert.deepEqual(texts('src/main.rs'), { 'src/cart.rs': 'pub fn add(items: &[u8], item: u8) -> Vec<u8>;' });
    assert.deepEqual(texts('cmd/main.go'), { 'cart/cart.go': 'func Add(items []int, item int) []int' });
    assert.deepEqual(texts('com/shop/Main.java'), {
      'com/shop/cart/Cart.java': 'public class Cart {\n    public int add(int item);\n}',
    });
    assert.deepEqual(texts('main.js'), { 'typed.ts': 'export function add(item: number): number;' });
  });

  test('files of the same folder where a language sees them, for what is used of them', () => {
    const workspace = new Workspace({
      'shop/main.go': 'package shop\n\nfunc total() int {\n\treturn price(\n}\n',
      'shop/price.go': 'package shop\n\nfunc price(of Item) int {\n\treturn 1\n}\n\nfunc unused() {\n}\n',
      'other/price.go': 'package other\n\nfunc price() {\n}\n',
    });
    workspace.show('shop/main.go', 3);
    assert.deepEqual(workspace.texts('shop/main.go', 'import'), { 'shop/price.go': 'func price(of Item) int' });
  });

  test('of documents that are open only', () => {
    const workspace = shop();
    workspace.close('cart.ts');
    workspace.rest();
    assert.deepEqual(workspace.snippets('main.ts'), []);
  });
});

describe('recent and similar places', () => {
  test('what was edited elsewhere, as whole lines, merged, and moved by later edits', () => {
    const lines = Array.from({ length: 60 }, (_, n) => `export const addItem${n} = items${n};`);
    const workspace = shop({ 'list.ts': lines.join('\n') });
    workspace.type('list.ts', 40, 41, 'export const addItem = items.first;\n');
    workspace.type('list.ts', 42, 43, 'export const items = addItem.last;\n');
    workspace.type('list.ts', 0, 0, '// one line more\n');
    workspace.rest();
    const recent = workspace.snippets('main.ts').filter(({ why }) => why === 'recent');
    const edited = recent.find(({ text }) => text.includes('items.first'));
    assert.ok(edited);
    assert.deepEqual(edited.text.split('\n'), [
      ...lines.slice(37, 40),
      'export const addItem = items.first;',
      lines[41],
      'export const items = addItem.last;',
      ...lines.slice(43, 47),
    ]);
  });

  test('similar code, and not what stands in the window already', () => {
    const workspace = shop({ 'voucher.ts': `${'// other things\n'.repeat(40)}${voucher(100)}`, 'copy.ts': voucher(0) });
    workspace.type('main.ts', 2, 3, voucher(0));
    workspace.rest();
    assert.deepEqual(Object.keys(workspace.texts('main.ts', 'similar')), ['voucher.ts']);
  });

  test('only of the same family of languages', () => {
    const workspace = shop({ 'notes.md': voucher(100), 'voucher.py': voucher(200), 'voucher.js': voucher(300) });
    workspace.type('main.ts', 2, 3, voucher(0));
    workspace.rest();
    assert.deepEqual(Object.keys(workspace.texts('main.ts', 'similar')), ['voucher.js']);
  });

  test('a place that was visited counts where it has to do with the cursor', () => {
    const workspace = shop({
      'visited.ts': 'export const items = [addItem, Item];',
      'idle.ts': 'export const zebra = 1;',
    });
    workspace.show('visited.ts', 0);
    workspace.show('idle.ts', 0);
    workspace.show('main.ts', 2);
    assert.deepEqual(Object.keys(workspace.texts('main.ts', 'recent')), ['visited.ts']);
  });
});

describe('definitions', () => {
  const push = (workspace: Workspace, path: string, text: string) => {
    const snippets = [{ uri: workspace.uri(path), languageId: 'typescript', startLine: 0, text }];
    workspace.context.defined({ uri: workspace.uri('main.ts'), snippets });
    workspace.rest();
  };

  test('of open documents, at the next quiet point, with LF', () => {
    const workspace = shop({ 'zebra.ts': 'export const zebra = 1;\n' });
    const before = workspace.snippets('main.ts');
    workspace.context.defined({
      uri: workspace.uri('main.ts'),
      snippets: [
        { uri: workspace.uri('zebra.ts'), languageId: 'typescript', startLine: 0, text: 'function zebra(\r\n) {}\r\n' },
      ],
    });
    assert.equal(workspace.snippets('main.ts'), before);
    workspace.rest();
    assert.deepEqual(workspace.texts('main.ts', 'definition'), { 'zebra.ts': 'function zebra(\n) {}' });
  });

  test('never of secret files or such that are not open', () => {
    const workspace = shop({ '.env': 'PASSWORD=1' });
    push(workspace, '.env', 'PASSWORD_OF_ENV=1');
    assert.deepEqual(workspace.texts('main.ts', 'definition'), {});
    push(workspace, 'closed.ts', 'export const closed = 1;');
    assert.deepEqual(workspace.texts('main.ts', 'definition'), {});
  });
});

describe('what must not be used', () => {
  test('is gone at once when the settings, the folders or the client say so', () => {
    let folders = ['file:///work/shop'];
    const workspace = shop({}, { folders: () => folders });
    assert.equal(workspace.snippets('main.ts').length, 1);
    folders = ['file:///work/other'];
    assert.deepEqual(workspace.snippets('main.ts'), []);
    folders = ['file:///work/shop'];
    assert.equal(workspace.snippets('main.ts').length, 1);
    workspace.settings.completion.exclude = ['cart.ts'];
    assert.deepEqual(workspace.snippets('main.ts'), []);
    workspace.settings.completion.exclude = [];
    workspace.settings.completion.repositoryContext = false;
    assert.deepEqual(workspace.snippets('main.ts'), []);
    workspace.settings.completion.repositoryContext = true;
    assert.equal(workspace.snippets('main.ts').length, 1);
    workspace.show('main.ts', 2, ['main.ts']);
    assert.deepEqual(workspace.snippets('main.ts'), []);
  });

  test('a client that tells sources is waited for', () => {
    const workspace = new Workspace({ 'main.ts': main, 'cart.ts': cart }, { tellsSources: true });
    workspace.show('main.ts', 2);
    assert.deepEqual(workspace.snippets('main.ts'), []);
    assert.deepEqual([...workspace.read.keys()], ['main.ts'], 'nothing else was read');
    workspace.show('main.ts', 2, ['cart.ts']);
    workspace.rest();
    assert.equal(workspace.snippets('main.ts').length, 1);
  });

  test('an untitled document gets context and gives none', () => {
    const workspace = new Workspace({ 'cart.ts': cart });
    workspace.open('untitled:Untitled-1', voucher(0), 'typescript');
    workspace.open('main.ts', voucher(100));
    workspace.rest();
    workspace.show('untitled:Untitled-1', 10);
    assert.deepEqual(Object.keys(workspace.texts('untitled:Untitled-1', 'similar')), ['main.ts']);
    workspace.show('main.ts', 10);
    assert.deepEqual(workspace.snippets('main.ts'), []);
  });

  test('forgetting leaves nothing of what was done', () => {
    const workspace = shop({ 'list.ts': 'addItem(items);' });
    workspace.type('list.ts', 0, 0, 'addItem(items, Item);\n');
    workspace.rest();
    assert.ok('list.ts' in workspace.texts('main.ts', 'recent'));
    workspace.context.forget();
    workspace.rest();
    assert.deepEqual(workspace.texts('main.ts', 'recent'), {});
  });
});
