import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import fc from 'fast-check';
import { allowedNext, leftToSpell, longestNext, onlyNext, spells } from '../../server/engine/embedded/healing';
import type { Tokenizer } from '../../server/engine/embedded/tokenizer';
import { textOf, textStream, utf8, Vocabulary } from '../../server/engine/embedded/vocabulary';
import { defaultModel, healing, vocabularyAlone } from '../support/decoding';
import { codeLlamaModel } from '../support/models/models';

const [normal, unknown, control, userDefined, unused, byte] = [1, 2, 3, 4, 5, 6];

describe('the bytes of a token', () => {
  const bytes = (kind: 'bpe' | 'spm' | 'plain', text: string, type: number | undefined) =>
    new Vocabulary({ kind, texts: [text], types: type === undefined ? [] : [type], reserved: new Set() }).bytesOf(0);

  test('byte-level vocabularies spell bytes as printable characters', () => {
    assert.equal(bytes('bpe', 'Ġreturn', normal), ' return');
    assert.equal(bytes('bpe', 'Ċĉ', normal), '\n\t');
    assert.equal(bytes('bpe', 'æĹ¥', normal), utf8('日'));
    assert.equal(bytes('bpe', 'ġ', undefined), '\x7f');
  });

  test('SentencePiece has a mark for the space, and tokens of one byte', () => {
    assert.equal(bytes('spm', '▁▁if', normal), '  if');
    assert.equal(bytes('spm', '<0x0A>', byte), '\n');
    assert.equal(bytes('spm', '<0xE6>', byte), '\xe6');
    assert.equal(bytes('spm', '日', normal), utf8('日'));
  });

  test('other kinds, and tokens that somebody added, are as they are', () => {
    assert.equal(bytes('plain', '▁é', normal), utf8('▁é'));
    assert.equal(bytes('bpe', '<tool call>', userDefined), '<tool call>');
  });

  test('tokens that are no text have none', () => {
    for (const type of [unknown, control, unused]) assert.equal(bytes('bpe', '<|im_end|>', type), '');
    const reserved = new Vocabulary({ kind: 'spm', texts: ['▁<MID>'], types: [normal], reserved: new Set([0]) });
    assert.equal(reserved.bytesOf(0), '');
    assert.equal(reserved.bytesOf(7), '');
    assert.deepEqual(reserved.beginningWith(''), []);
  });
});

describe('the index', () => {
  const texts = ['r', 're', 'ret', 'return', 'returns', 'x', '<0x72>', '</s>', 'rest'];
  const types = texts.map((text) => (text === '</s>' ? control : text.startsWith('<0x') ? byte : normal));
  const vocabulary = new Vocabulary({ kind: 'spm', texts, types, reserved: new Set() });
  const named = (tokens: readonly number[]) => tokens.map((token) => texts[token]);

  test('tokens that begin with bytes', () => {
    assert.deepEqual(named(vocabulary.beginningWith('ret')), ['ret', 'return', 'returns']);
    assert.deepEqual(named(vocabulary.beginningWith('r')), ['r', '<0x72>', 're', 'rest', 'ret', 'return', 'returns']);
    assert.deepEqual(vocabulary.beginningWith('ra'), []);
    assert.equal(vocabulary.beginningWith('').length, texts.length - 1);
  });

  test('tokens that bytes begin with', () => {
    assert.deepEqual(named(vocabulary.startsOf('retry')), ['r', '<0x72>', 're', 'ret']);
    assert.deepEqual(vocabulary.startsOf('y'), []);
  });

  test('whether more than the bytes can come', () => {
    assert.equal(vocabulary.hasLonger('return'), true);
    assert.equal(vocabulary.hasLonger('returns'), false);
    assert.equal(vocabulary.hasLonger('x'), false);
    assert.equal(vocabulary.hasLonger('r'), true);
  });

  test('what may come next', () => {
    assert.deepEqual(named(allowedNext('retu', vocabulary)), ['r', '<0x72>', 're', 'ret', 'return', 'returns']);
    assert.equal(onlyNext('retu', vocabulary), null);
    assert.equal(onlyNext('x', vocabulary), texts.indexOf('x'));
    assert.equal(onlyNext('xyz', vocabulary), texts.indexOf('x'));
    assert.equal(onlyNext('y', vocabulary), null);
    assert.equal(longestNext('retry', vocabulary), texts.indexOf('ret'));
  });
});

test('text comes out of bytes when a character is whole', () => {
  const stream = textStream();
  const parts = Array.from(utf8('\u{feff}é😀!')).map(stream);
  assert.deepEqual(parts, ['', '', '\u{feff}', '', 'é', '', '', '', '😀', '!']);
  assert.equal(textOf('\xe6\x97'), null);
  assert.equal(textOf(utf8('\u{feff}日')), '\u{feff}日');
});

const code = fc.constantFrom(
  ...[
    'def f(a, b):\n',
    '    ',
    '\t',
    ' ',
    '\n',
    '\n\n',
    'return',
    ' self.',
    'print("',
    '");',
    '}',
    '日本',
    '😀',
    'é',
    '7',
  ],
  ...['   ', '=> {\n  ', '// ', '\r\n', '<|im_end|>', '</s>', ' <MID>', '\0'],
);
const text = fc
  .array(fc.oneof({ arbitrary: code, weight: 4 }, fc.string({ unit: 'binary', maxLength: 6 })), { maxLength: 12 })
  .map((parts) => parts.join(''));
/** A text up to a cursor that may stand anywhere between two characters. */
const upToCursor = fc.tuple(text, fc.nat()).map(([all, at]) => {
  const characters = Array.from(all);
  return characters.slice(0, characters.length === 0 ? 0 : (at % characters.length) + 1).join('');
});

for (const [name, path] of [
  ['the default model', () => Promise.resolve(defaultModel())],
  ['Code Llama', () => codeLlamaModel()],
] as const) {
  describe(`the vocabulary of ${name}`, () => {
    let tokenizer: Tokenizer;
    let vocabulary: Vocabulary;
    const bytesOf = (tokens: readonly number[]) => tokens.map((token) => vocabulary.bytesOf(token)).join('');
    const encode = (from: string) => tokenizer.encode([{ text: from }]);
    /** The default model has no token for some bytes that only characters which nobody uses are made of. */
    const spellable = (whole: string) => Array.from(utf8(whole)).every((one) => vocabulary.startsOf(one).length > 0);
    before(async () => {
      tokenizer = await vocabularyAlone(await path());
      vocabulary = tokenizer.vocabulary;
    });

    test('each token has the bytes that llama.cpp says', () => {
      const all = vocabulary.beginningWith('');
      assert.ok(all.length > 30_000);
      const wrong = all.filter(
        (token) => Buffer.from(vocabulary.bytesOf(token), 'latin1').toString() !== tokenizer.decode([token]),
      );
      assert.deepEqual(wrong, []);
    });

    test('a text is the bytes of its tokens', () => {
      fc.assert(
        fc.property(text, (whole) => {
          fc.pre(spellable(whole));
          assert.ok(bytesOf(encode(whole)).endsWith(utf8(whole)));
        }),
      );
    });

    test('what is kept and what is to be spelt are the text, whatever the text and the cursor', () => {
      fc.assert(
        fc.property(upToCursor, (before) => {
          const tokens = encode(before);
          const { kept, spell } = healing(tokenizer, tokens);
          // A token that ends with white space may be cut.
          const whole = /[ \t]$/.test(before) ? kept.slice(0, tokens.length - 1) : kept;
          assert.deepEqual(tokens.slice(0, whole.length), whole);
          assert.ok(kept.length > 0 || tokens.length === 0);
          assert.equal(bytesOf(kept) + utf8(spell), bytesOf(tokens));
          assert.ok(spell.isWellFormed());
          if (/\s$/.test(spell)) assert.ok(spell.endsWith('\n') || spell.length === 1);
          if (spell !== '') assert.ok(vocabulary.hasLonger(utf8(spell)));
        }),
      );
    });

    test('what may come next is all that spells', () => {
      const all = vocabulary.beginningWith('');
      fc.assert(
        fc.property(upToCursor, fc.integer({ min: 1, max: 6 }), (before, length) => {
          const spell = utf8(before).slice(-length);
          fc.pre(spell !== '');
          const expected = all.filter((token) => spells(vocabulary.bytesOf(token), spell));
          assert.deepEqual(
            allowedNext(spell, vocabulary).toSorted((a, b) => a - b),
            expected.toSorted((a, b) => a - b),
          );
          assert.equal(onlyNext(spell, vocabulary), expected.length === 1 ? expected[0] : null);
        }),
        { numRuns: 50 },
      );
    });

    test('any text can be spelt, token by token', () => {
      fc.assert(
        fc.property(text, (whole) => {
          fc.pre(spellable(whole));
          let left = utf8(whole);
          for (let token: number | null; left !== ''; left = leftToSpell(vocabulary.bytesOf(token), left)) {
            token = longestNext(left, vocabulary);
            if (token === null) assert.fail(`nothing spells ${JSON.stringify(left)}`);
          }
        }),
      );
    });
  });
}

describe('token healing', () => {
  const held = (tokenizer: Tokenizer, before: string) => healing(tokenizer, tokenizer.encode([{ text: before }])).spell;

  test('the default model', async () => {
    const tokenizer = await vocabularyAlone(defaultModel());
    for (const [before, spell] of [
      ['def f():\n    retu', ' retu'],
      ['x = pri', ' pri'],
      ['x = print(', '('],
      // A line break and the indentation after it may be one token, which the model writes.
      ['if x:\n', '\n'],
      ['if x:\n    ', ' '],
      ['if x:\n\t', '\t'],
      ['return ', ' '],
      // Digits are tokens of one digit each.
      ['a = 123', ''],
      ['x', ''],
      ['', ''],
    ] as const) {
      assert.equal(held(tokenizer, before), spell, JSON.stringify(before));
    }
  });

  test('SentencePiece, where a line break joins with nothing', async () => {
    const tokenizer = await vocabularyAlone(await codeLlamaModel());
    for (const [before, spell] of [
      ['def f():\n    retu', ' retu'],
      ['x = pri', ' pri'],
      ['if x:\n', ''],
      ['if x:\n    ', ' '],
      ['if x:\n\t', ''],
      ['return ', ' '],
      ["s = '日本", ''],
    ] as const) {
      assert.equal(held(tokenizer, before), spell, JSON.stringify(before));
    }
  });

  test('special tokens are never held back', async () => {
    const tokenizer = await vocabularyAlone(defaultModel());
    const tokens = tokenizer.encode([{ markup: 'a<|im_end|>' }, { text: 'x' }]);
    assert.deepEqual(healing(tokenizer, tokens), { kept: tokens.slice(0, -1), spell: 'x' });
    assert.deepEqual(healing(tokenizer, tokens.slice(0, -1)), { kept: tokens.slice(0, -1), spell: '' });
  });
});
