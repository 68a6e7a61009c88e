import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { definitionText, namesAt } from '../../extension/context/names';
import { ContextTeller } from '../../extension/context/teller';
import { methods, type Definitions, type ShownEditors } from '../../shared/protocol';

/** A teller whose clock and editor a test moves by hand. */
function setUp() {
  const told: [string, unknown][] = [];
  const editor = {
    shown: {
      active: { uri: 'a', position: { line: 0, character: 0 } },
      visible: ['a'],
      sources: ['a'],
    } as ShownEditors | null,
    definitions: { uri: 'a', snippets: [] } as Definitions | null,
    usable: [] as readonly string[],
    /** What the lookup of definitions waits for. */
    found: Promise.resolve(),
  };
  let waiting: (() => void) | null = null;
  const teller = new ContextTeller({
    notify: (method, params) => told.push([method, params]),
    editors: () => Promise.resolve(editor.shown),
    definitions: async (sources) => {
      editor.usable = sources;
      await editor.found;
      return editor.definitions;
    },
    after: (_, run) => {
      waiting = run;
      return () => (waiting = null);
    },
  });
  return {
    teller,
    editor,
    /** Lets the cursor rest, and gives what the server was told since. */
    rest: async () => {
      told.length = 0;
      waiting?.();
      waiting = null;
      for (let turn = 0; turn < 10; turn++) await Promise.resolve();
      return told.map(([method]) => method);
    },
    told,
  };
}

describe('what the server is told of the editors', () => {
  test('the editors and the definitions once, until they change', async () => {
    const { teller, editor, rest, told } = setUp();
    teller.moved();
    assert.deepEqual(await rest(), [methods.editors, methods.definitions]);
    assert.deepEqual(told[0]?.[1], editor.shown);
    assert.deepEqual(editor.usable, ['a']);
    teller.moved();
    assert.deepEqual(await rest(), []);
    editor.definitions = { uri: 'a', snippets: [{ uri: 'b', languageId: 'c', startLine: 1, text: 'd' }] };
    teller.moved();
    assert.deepEqual(await rest(), [methods.definitions]);
  });

  test('a few lines of the cursor are no news, another place, editor or source is', async () => {
    const { teller, editor, rest } = setUp();
    const shown = async (now: ShownEditors) => {
      editor.shown = now;
      teller.moved();
      return (await rest()).includes(methods.editors);
    };
    const at = (line: number, uri = 'a') => ({ uri, position: { line, character: 0 } });
    assert.ok(await shown({ active: at(0), visible: ['a'], sources: ['a'] }));
    assert.ok(!(await shown({ active: at(5), visible: ['a'], sources: ['a'] })));
    assert.ok(await shown({ active: at(40), visible: ['a'], sources: ['a'] }));
    assert.ok(await shown({ active: at(40, 'b'), visible: ['a'], sources: ['a'] }));
    assert.ok(await shown({ active: at(40, 'b'), visible: ['a', 'b'], sources: ['a'] }));
    assert.ok(await shown({ active: at(40, 'b'), visible: ['b', 'a'], sources: [] }));
    assert.ok(!(await shown({ active: at(40, 'b'), visible: ['a', 'b'], sources: [] })));
    assert.ok(await shown({ active: null, visible: ['a', 'b'], sources: [] }));
  });

  test('nothing where nothing may be told, and everything to a new server', async () => {
    const { teller, editor, rest } = setUp();
    const { shown } = editor;
    editor.shown = null;
    teller.moved();
    assert.deepEqual(await rest(), []);
    editor.shown = shown;
    teller.moved();
    await rest();
    teller.connected();
    assert.deepEqual(await rest(), [methods.editors, methods.definitions]);
  });

  test('what is found after the cursor went on is of no use', async () => {
    const { teller, editor, rest, told } = setUp();
    let find: () => void = () => undefined;
    editor.found = new Promise((resolve) => (find = resolve));
    teller.moved();
    assert.deepEqual(await rest(), [methods.editors]);
    teller.moved();
    find();
    for (let turn = 0; turn < 10; turn++) await Promise.resolve();
    assert.deepEqual(
      told.map(([method]) => method),
      [methods.editors],
    );
    teller.dispose();
    assert.deepEqual(await rest(), []);
  });
});

describe('names and definitions', () => {
  test('the names at and before a cursor, nearest first, without keywords', () => {
    const names = (marked: string) => {
      const character = marked.indexOf('║');
      const line = marked.replace('║', '');
      return namesAt(line, character).map((start) => /[\p{L}_$][\p{L}\p{N}_$]*/u.exec(line.slice(start))?.[0]);
    };
    assert.deepEqual(names('const total = cart.price(item, ║'), ['item', 'price', 'cart']);
    assert.deepEqual(names('return größe║n(x);'), ['größen']);
    assert.deepEqual(names('foo(foo, foo║)'), ['foo']);
    assert.deepEqual(names('║later(1)'), ['later']);
    assert.deepEqual(names('  ║'), []);
    assert.deepEqual(names('if (x && 42║'), []);
  });

  test('a definition is its function, cut where it is long, or its line', () => {
    assert.equal(definitionText(['function a() {', '  b();', '}', '', 'c();']), 'function a() {\n  b();\n}');
    assert.equal(definitionText(['def a():', '    b()', 'c()']), 'def a():\n    b()');
    assert.equal(definitionText(['const a = 1;', 'const b = 2;']), 'const a = 1;');
    const long = ['function a() {', ...Array.from({ length: 50 }, (_, n) => `  b(${n});`), '}'];
    assert.equal(definitionText(long).split('\n').length, 20);
    assert.equal(definitionText([]), '');
  });
});
