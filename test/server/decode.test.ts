import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { textOf, utf8 } from '../../server/engine/embedded/vocabulary';
import type { Token } from '../../server/engine/engine';
import { batchesAreDear, batchesAreFree, decoder, defaultModel, healing } from '../support/decoding';
import { codeLlamaModel } from '../support/models/models';

const python = [
  'def is_prime(n):\n    if n < 2:\n        return False\n    for i in range(2, n):\n        if n % i == 0:\n' +
    '            return False\n    return True\n\n\ndef is_odd(n):\n',
  'class Stack:\n    def __init__(self):\n        self.items = []\n\n    def push(self, item):\n        self.items.append',
  'import os\n\nfor name in os.listdir("."):\n    print(',
];

type Decoder = Awaited<ReturnType<typeof decoder>>;

// The real one is slow: it has one text of each kind, the other, which writes nonsense, has all.
for (const [name, path, texts] of [
  ['the default model', () => Promise.resolve(defaultModel()), python.slice(0, 1)],
  ['a model with the vocabulary of Code Llama and random weights', () => codeLlamaModel(), python],
] as const) {
  const real = texts.length === 1;
  describe(name, () => {
    let model: Decoder;
    const encode = (text: string) => model.tokenizer.encode([{ text }]);
    const bytesOf = (tokens: readonly Token[]) =>
      tokens.map((token) => model.tokenizer.vocabulary.bytesOf(token)).join('');
    const healed = (text: string) => healing(model.tokenizer, encode(text));
    before(async () => {
      model = await decoder(await path());
    });

    for (const probabilities of [false, true]) {
      test(`drafts change nothing in what is written${probabilities ? ', with probabilities' : ''}`, async () => {
        for (const text of texts) {
          const prompt = encode(text);
          const plain = await model.run(prompt, { maxTokens: 20, probabilities });
          const right = (written: readonly Token[]) => plain.tokens.slice(written.length, written.length + 6);
          const wrongAt = (place: number) => (written: readonly Token[]) =>
            right(written).map((token, index) => (index === place ? (token === 100 ? 101 : 100) : token));
          let asked = 0;
          const drafts = {
            right,
            'right for longer than the answer': (written: readonly Token[]) => [...right(written), ...prompt],
            wrong: wrongAt(0),
            'wrong later': wrongAt(2),
            mixed: (written: readonly Token[]) => (asked++ % 3 === 0 ? [] : wrongAt(asked % 5)(written)),
            'no tokens of text': () => [model.tokenizer.vocabulary.bytesOf(0) === '' ? 0 : -1, 1_000_000],
          };
          for (const [kind, draft] of Object.entries(drafts)) {
            const drafted = await model.run(prompt, { maxTokens: 20, probabilities, draft }, { pace: batchesAreFree });
            assert.deepEqual(drafted.tokens, plain.tokens, kind);
            assert.equal(drafted.text, plain.text, kind);
            assert.equal(drafted.end.reason, plain.end.reason, kind);
            // All but the last token, which was drawn and not evaluated.
            const known = [...prompt, ...plain.tokens];
            assert.deepEqual(model.held(), known.slice(0, model.held().length), kind);
            assert.ok(known.length - model.held().length <= 1, kind);
            if (kind === 'right') {
              assert.equal(drafted.end.draftAccepted, drafted.end.drafted);
              assert.ok(drafted.calls < plain.calls / 2, `${drafted.calls} calls in place of ${plain.calls}`);
            }
            if (kind === 'wrong') assert.equal(drafted.end.draftAccepted, 0);
          }
        }
      });
    }

    test('no draft is asked for where it does not pay, or where the answer is drawn by chance', async () => {
      const draft = () => assert.fail('asked for a draft');
      const prompt = encode(python[0] ?? '');
      await model.run(prompt, { maxTokens: 8, draft }, { pace: batchesAreDear });
      await model.run(prompt, { maxTokens: 8, draft, temperature: 0.5 }, { pace: batchesAreFree });
      await model.run(prompt, { maxTokens: 8, draft, repeatPenalty: 1.2 }, { pace: batchesAreFree });
    });

    for (const pace of [batchesAreFree, batchesAreDear]) {
      const how = pace === batchesAreFree ? 'with a guess at the spelling' : 'without a guess';
      test(`the answer spells what was held back, and then goes on (${how})`, async () => {
        const whole = `${python[1]}(item)\n\n\tlimit = 1234 + size\n    # naïve 日本 😀 end\n  if (x) {\n      return `;
        const characters = Array.from(whole);
        let spelt = 0;
        for (let length = characters.length; length > 70; length -= real ? 11 : 3) {
          const { kept, spell } = healed(characters.slice(0, length).join(''));
          const run = await model.run(kept, { maxTokens: 2, spell, probabilities: true }, { pace });
          const bytes = bytesOf(run.tokens);
          assert.ok(bytes.startsWith(utf8(spell)), `${JSON.stringify(spell)} is spelt ${JSON.stringify(bytes)}`);
          assert.equal(run.tokens.some(model.isEnd), false);
          const beyond = textOf(bytes.slice(utf8(spell).length));
          if (beyond !== null) assert.equal(run.text, beyond);
          assert.deepEqual(model.held(), [...kept, ...run.tokens].slice(0, model.held().length));
          // Of a token that the model did not have in mind nothing is known.
          for (const one of run.logProbabilities) assert.ok(one === null || one <= 1e-6);
          if (spell !== '') spelt++;
        }
        assert.ok(spelt > 3);
      });
    }

    test('a guess at the spelling changes nothing', async () => {
      for (const text of ['x = pri', 'def f():\n    retu', 'a = [1, 2]\nb = a[', 'if True:\n    ']) {
        const { kept, spell } = healed(text);
        const guessed = await model.run(kept, { spell, maxTokens: 8 }, { pace: batchesAreFree });
        const plain = await model.run(kept, { spell, maxTokens: 8 }, { pace: batchesAreDear });
        assert.deepEqual(guessed.tokens, plain.tokens);
      }
    });

    test('what the model does not have in mind is spelt all the same', async () => {
      const spell = 'zqxjkvw\u0416\n\t\t%%^^';
      const run = await model.run(encode(python[0] ?? ''), { spell, maxTokens: 1 });
      assert.ok(bytesOf(run.tokens).startsWith(utf8(spell)));
    });

    test('asking for log-probabilities changes nothing', async () => {
      const prompt = encode(python[0] ?? '');
      const observed = await model.run(prompt, { maxTokens: 12, probabilities: true });
      const plain = await model.run(prompt, { maxTokens: 12 });
      assert.deepEqual(observed.tokens, plain.tokens);
      assert.ok(plain.logProbabilities.every((one) => one === null));
      assert.ok(observed.logProbabilities.every((one) => one !== null && one <= 1e-6));
    });

    test('alternatives say different things, the likeliest first', async () => {
      for (const text of ['x = pri', 'def f():\n    retu', 'return ', 'if x:\n']) {
        const { kept, spell } = healed(text);
        const { alternatives, tokens } = await model.run(kept, { maxTokens: 1, spell, alternatives: 3 });
        // Random weights have none of the few tokens in mind that could spell a word.
        if (real) assert.ok(alternatives.length >= 2);
        assert.ok(alternatives.length <= 3);
        if (alternatives.length > 0) assert.equal(alternatives[0]?.token, tokens[0]);
        assert.equal(new Set(alternatives.map(({ token }) => token)).size, alternatives.length);
        assert.equal(new Set(alternatives.map((one) => `${one.text} ${one.spell}`)).size, alternatives.length);
        assert.ok(alternatives.filter((one) => one.spell !== '').length <= 1);
        let likelihood = 0;
        for (const [index, one] of alternatives.entries()) {
          const said = bytesOf([one.token]);
          assert.equal(said + utf8(one.spell), utf8(spell) + utf8(one.text));
          assert.ok(one.logProbability <= (alternatives[index - 1]?.logProbability ?? 0));
          likelihood += Math.exp(one.logProbability);
        }
        assert.ok(likelihood <= 1 + 1e-6);
      }
    });

    test('the same seed draws the same', async () => {
      const prompt = encode(python[0] ?? '');
      const drawn = (seed: number, probabilities = false) =>
        model.run(prompt, { maxTokens: 8, temperature: 1.2, topP: 0.95, seed, probabilities });
      const once = await drawn(7);
      assert.deepEqual((await drawn(7)).tokens, once.tokens);
      assert.deepEqual((await drawn(7, true)).tokens, once.tokens);
      assert.notDeepEqual((await drawn(8)).tokens, once.tokens);
    });

    test('ends at its limits', async () => {
      const prompt = encode(python[0] ?? '');
      const { tokens } = await model.run(prompt, { maxTokens: 9 });
      assert.equal(tokens.length, 9);
      const [, , third] = tokens;
      const stopped = await model.run(prompt, { maxTokens: 9, stopTokens: [third ?? -1] });
      assert.equal(stopped.end.reason, 'stop');
      assert.deepEqual(stopped.tokens, tokens.slice(0, tokens.indexOf(third ?? -1)));
      const full = await model.run(prompt, { maxTokens: 9 }, { room: 4 });
      assert.equal(full.end.reason, 'context');
      assert.deepEqual(full.tokens, tokens.slice(0, 4));
      const draft = (written: readonly Token[]) => tokens.slice(written.length);
      const drafted = await model.run(prompt, { maxTokens: 9, draft }, { room: 4, pace: batchesAreFree });
      assert.deepEqual(drafted.tokens, full.tokens);
      assert.equal(drafted.end.reason, 'context');
    });

    test('an abort between two calls ends it, and the sequence holds what was evaluated', async () => {
      const { kept, spell } = healed(python[1] ?? '');
      const plain = await model.run(kept, { spell, maxTokens: 12 });
      const draft = (written: readonly Token[]) => plain.tokens.slice(written.length, written.length + 3).toReversed();
      for (let last = 0; last < 4; last++) {
        let calls = 0;
        const step = <T>(run: () => Promise<T>) => {
          if (calls++ === last) throw new Error('aborted');
          return run();
        };
        await assert.rejects(model.run(kept, { spell, draft }, { step, pace: batchesAreFree }), /aborted/);
        assert.deepEqual(model.held(), [...kept, ...plain.tokens].slice(0, model.held().length));
      }
    });

    test('who stops listening stops the run', async () => {
      const prompt = encode(python[0] ?? '');
      const plain = await model.run(prompt, { maxTokens: 10 });
      const draft = (written: readonly Token[]) => plain.tokens.slice(written.length, written.length + 6);
      let heard = 0;
      let calls = 0;
      const step = <T>(run: () => Promise<T>) => {
        calls++;
        return run();
      };
      for await (const event of model.events(prompt, { draft }, { step, pace: batchesAreFree })) {
        if (event.type === 'token' && ++heard === 3) break;
      }
      // One for the prompt, and one for the draft that holds the two after its first token.
      assert.equal(calls, 2);
      assert.deepEqual(model.held(), [...prompt, ...plain.tokens].slice(0, model.held().length));
    });
  });
}

test('log-probabilities are those of the model, a little too high where it is not sure', async () => {
  const model = await decoder(defaultModel());
  const prompt = model.tokenizer.encode([{ text: python[2] ?? '' }]);
  const greedy = await model.run(prompt, { maxTokens: 1, probabilities: true });
  const [likeliest] = greedy.tokens;
  // A token that is drawn at a temperature of 1 comes with its share of all tokens.
  for (let seed = 0; seed < 100; seed++) {
    const drawn = await model.run(prompt, { maxTokens: 1, probabilities: true, temperature: 1, seed });
    if (drawn.tokens[0] !== likeliest) continue;
    const difference = (greedy.logProbabilities[0] ?? NaN) - (drawn.logProbabilities[0] ?? NaN);
    assert.ok(difference > -1e-3 && difference < 0.3, String(difference));
    return;
  }
  assert.fail('the likeliest token was never drawn');
});

test('words go on from where somebody stopped typing', async () => {
  const model = await decoder(defaultModel());
  for (const [typed, word] of [
    ['def add(a, b):\n    retu', 'return '],
    ['for i in range(10):\n    pri', 'print('],
    ['import numpy as np\nx = np.ara', 'arange('],
    ['class A:\n    def __ini', '__init__('],
  ] as const) {
    const { kept, spell } = healing(model.tokenizer, model.tokenizer.encode([{ text: typed }]));
    const { text } = await model.run(kept, { spell, maxTokens: 4 });
    assert.ok((typed + text).includes(word), `${JSON.stringify(typed)} goes on with ${JSON.stringify(text)}`);
  }
});
