import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { importsOf } from '../../server/context/imports';
import { linksTo } from '../../server/context/links';

/**
 * Which of these paths a line imports, with the names that it takes from them.
 * @param path Path of the document in which the line stands.
 */
function imports(languageId: string, path: string, text: string, paths: string[]): Record<string, string[]> {
  const links = importsOf(languageId, text, path);
  return Object.fromEntries(
    paths.flatMap((other) => {
      const meant = links.filter((link) => linksTo(link, other));
      const names = meant.some((link) => link.names.length === 0) ? [] : meant.flatMap((link) => link.names);
      return meant.length === 0 ? [] : [[other, names]];
    }),
  );
}

describe('what a line imports', () => {
  test('TypeScript', () => {
    const paths = ['/w/src/cart.ts', '/w/src/index.ts', '/w/src/ui/index.tsx', '/w/lib/cart.ts', '/w/src/cart.test.ts'];
    const of = (text: string) => imports('typescript', '/w/src/main.ts', text, paths);
    assert.deepEqual(of("import { Cart, type Item as I } from './cart';"), { '/w/src/cart.ts': ['Cart', 'Item'] });
    assert.deepEqual(of("import {\n  Cart,\n  total,\n} from './cart.js';"), { '/w/src/cart.ts': ['Cart', 'total'] });
    assert.deepEqual(of("import type { Cart } from './cart';"), { '/w/src/cart.ts': ['Cart'] });
    assert.deepEqual(of("import cart, { Cart } from './cart';"), { '/w/src/cart.ts': [] });
    assert.deepEqual(of("import * as cart from '../lib/cart';"), { '/w/lib/cart.ts': [] });
    assert.deepEqual(of("export * from './ui';"), { '/w/src/ui/index.tsx': [] });
    assert.deepEqual(of("import { x } from '.';"), { '/w/src/index.ts': ['x'] });
    assert.deepEqual(of("const cart = require('./cart');"), { '/w/src/cart.ts': [] });
    assert.deepEqual(of("const cart = await import('./cart');"), { '/w/src/cart.ts': [] });
    assert.deepEqual(of("import { Cart } from '@/lib/cart';"), { '/w/lib/cart.ts': ['Cart'] });
    assert.deepEqual(of("import fs from 'fs';\nimport { cart } from 'cart';"), {}, 'packages are not in the workspace');
    assert.deepEqual(of("const text = 'from ./cart';"), {});
  });

  test('Python', () => {
    const paths = ['/w/shop/cart.py', '/w/shop/__init__.py', '/w/shop/ui/cart.py', '/w/tests/cart.py'];
    const of = (text: string) => imports('python', '/w/shop/main.py', text, paths);
    assert.deepEqual(of('from .cart import Cart, total as t'), { '/w/shop/cart.py': ['Cart', 'total'] });
    assert.deepEqual(of('from shop.cart import (\n    Cart,  # the cart\n    total,\n)'), {
      '/w/shop/cart.py': ['Cart', 'total'],
    });
    assert.deepEqual(of('from . import cart'), { '/w/shop/cart.py': [], '/w/shop/__init__.py': ['cart'] });
    assert.deepEqual(of('from shop.ui import cart'), { '/w/shop/ui/cart.py': [] });
    assert.deepEqual(of('import os, shop.ui.cart as c'), { '/w/shop/ui/cart.py': [] });
    assert.deepEqual(of('import cart'), { '/w/shop/cart.py': [] });
    assert.deepEqual(of('from ..tests.cart import x'), { '/w/tests/cart.py': ['x'] });
    assert.deepEqual(of('import os\nimport sys'), {});
  });

  test('Go', () => {
    const paths = ['/w/internal/cart/cart.go', '/w/internal/cart/item.go', '/w/http/http.go'];
    const of = (text: string) => Object.keys(imports('go', '/w/main.go', text, paths));
    assert.deepEqual(of('import "example.com/shop/internal/cart"'), paths.slice(0, 2));
    assert.deepEqual(of('import (\n\t"net/http"\n\tc "example.com/shop/internal/cart"\n)'), paths.slice(0, 2));
    assert.deepEqual(of('import "fmt"'), []);
  });

  test('Rust', () => {
    const paths = ['/w/src/cart.rs', '/w/src/store/mod.rs', '/w/src/store/disk.rs', '/w/price-list/src/lib.rs'];
    const of = (text: string, from = '/w/src/main.rs') => imports('rust', from, text, paths);
    assert.deepEqual(of('mod cart;'), { '/w/src/cart.rs': [] });
    assert.deepEqual(of('use crate::cart::Cart;'), { '/w/src/cart.rs': ['Cart'] });
    assert.deepEqual(of('use crate::cart::{self, Cart, total as t};'), { '/w/src/cart.rs': ['Cart', 'total', 't'] });
    assert.deepEqual(of('use crate::store::disk::*;'), { '/w/src/store/disk.rs': [] });
    assert.deepEqual(of('use super::Store;', '/w/src/store/disk.rs'), { '/w/src/store/mod.rs': ['Store'] });
    assert.deepEqual(of('use super::cart::Cart;', '/w/src/store.rs'), { '/w/src/cart.rs': ['Cart'] });
    assert.deepEqual(of('pub use price_list::Price;'), { '/w/price-list/src/lib.rs': ['Price'] });
    assert.deepEqual(of('use std::fmt::Display;'), {});
  });

  test('Java, Kotlin and C#', () => {
    const java = '/w/src/com/shop/cart/Cart.java';
    const of = (text: string) => imports('java', '/w/src/com/shop/Main.java', text, [java]);
    assert.deepEqual(of('import com.shop.cart.Cart;'), { [java]: [] });
    assert.deepEqual(of('import com.shop.cart.*;'), { [java]: [] });
    assert.deepEqual(of('import static com.shop.cart.Cart.total;'), { [java]: ['total'] });
    assert.deepEqual(of('import java.util.List;'), {});
    const kotlin = '/w/com/shop/cart/Things.kt';
    assert.deepEqual(imports('kotlin', '/w/Main.kt', 'import com.shop.cart.Cart', [kotlin]), { [kotlin]: ['Cart'] });
    const csharp = '/w/Shop/Carts/Cart.cs';
    assert.deepEqual(imports('csharp', '/w/Main.cs', 'using Shop.Carts;', [csharp]), { [csharp]: [] });
    assert.deepEqual(imports('csharp', '/w/Main.cs', 'using System.Carts;', [csharp]), {});
  });

  test('C, Ruby, PHP, Lua and SCSS', () => {
    const one = (languageId: string, text: string, path: string, from: string) =>
      Object.keys(imports(languageId, from, text, [path, '/w/other/none.x'])).length === 1;
    assert.ok(one('cpp', '#include "cart.h"', '/w/src/cart.h', '/w/src/main.cpp'));
    assert.ok(one('c', '#  include <shop/cart.h>', '/w/include/shop/cart.h', '/w/src/main.c'));
    assert.ok(!one('c', '#include <stdio.h>', '/w/include/stdio/x.h', '/w/src/main.c'));
    assert.ok(one('ruby', "require_relative 'shop/cart'", '/w/shop/cart.rb', '/w/main.rb'));
    assert.ok(one('php', 'use App\\Shop\\Cart;', '/w/src/Shop/Cart.php', '/w/main.php'));
    assert.ok(one('php', "require_once __DIR__ . '/shop/cart.php';", '/w/shop/cart.php', '/w/main.php'));
    assert.ok(one('lua', 'local cart = require("shop.cart")', '/w/lua/shop/cart.lua', '/w/main.lua'));
    assert.ok(one('scss', "@use 'colors';", '/w/_colors.scss', '/w/main.scss'));
  });

  test('a language without rules imports nothing', () => {
    assert.deepEqual(importsOf('markdown', 'import x from "./y"', '/w/a.md'), []);
  });
});
