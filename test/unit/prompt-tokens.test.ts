import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import fc from 'fast-check';
import { readSettings } from '../../shared/settings';
import { defaultModel } from '../../scripts/setup/model';
import { WindowAnchors } from '../../server/completion/anchors';
import type { Cursor } from '../../server/completion/cursor';
import { fittedPrompt } from '../../server/completion/prompt';
import { LlamaDevices } from '../../server/engine/embedded/devices';
import type { Token } from '../../server/engine/engine';
import type { LoadedModel } from '../../server/host';
import { loadModel } from '../../server/load';
import { Passages } from '../../server/prompt/passages';
import { codeText, documentAndCursor } from '../support/code-text';
import { codeLlamaModel } from '../support/models/models';
import { cursorAt } from './completion-notation';

const devices = new LlamaDevices(() => undefined);
const quiet = { onProgress: () => undefined, onBusy: () => undefined, log: () => undefined };
const load = (file: string): Promise<LoadedModel> => {
  const { settings } = readSettings({ engine: { device: 'cpu', contextSize: 2048, threads: 1 } });
  return loadModel(settings, file, devices, quiet, null, new AbortController().signal);
};

/** A file of so many lines, as people write them. */
const linesOfCode = (count: number) =>
  Array.from({ length: count / 5 }, (_, n) => [
    `def area_${n}(shape, scale=${n}):`,
    '    """Area of a shape."""',
    `    if shape.kind == "k${n}":`,
  ])
    .map((head, n) => [...head, `        return shape.width * scale + ${n}`, ''].join('\n'))
    .join('\n');

for (const [name, file] of [
  ['the default model', () => defaultModel()],
  ['Code Llama', () => codeLlamaModel()],
] as const) {
  describe(name, () => {
    let model: LoadedModel;
    before(async () => {
      model = await load(await file());
    });
    after(() => model.engine.dispose());

    test('a passage in parts has the tokens that it has as a whole', async () => {
      const passages = new Passages();
      await fc.assert(
        fc.asyncProperty(codeText, fc.boolean(), async (text, goesOn) => {
          const parts = await passages.encode(model.engine, text, goesOn);
          const whole = text === '' ? [] : await model.engine.tokenize([goesOn ? { continued: text } : { text }]);
          assert.deepEqual(parts, whole);
        }),
        { numRuns: 2000 },
      );
    });

    test('a passage is cut into parts', async () => {
      const lines = linesOfCode(100);
      let longest = 0;
      const { engine } = model;
      const counting = {
        facts: engine.facts,
        tokenize: async (parts: Parameters<typeof engine.tokenize>[0]) => {
          const tokens = await engine.tokenize(parts);
          longest = Math.max(longest, tokens.length);
          return tokens;
        },
      };
      const passages = new Passages();
      await passages.encode(counting, 'warm', true);
      longest = 0;
      await passages.encode(counting, lines, true);
      assert.ok(longest < 40, `${longest} tokens in one part`);
    });

    test('what the prompt leaves out and what it holds are the text before the cursor', async () => {
      await fc.assert(
        fc.asyncProperty(documentAndCursor, async (place) => {
          const { engine, infill } = model;
          const at = { ...cursorAt('║'), ...place };
          const options = { maxTokens: 96, snippets: [], path: null, anchors: new WindowAnchors() };
          const { tokens, spell, window } = await fittedPrompt(at, engine, infill, options);
          assert(infill.order === 'spm');
          const middle = tokens.indexOf(infill.tokens.middle);
          assert.equal(tokens.indexOf(infill.tokens.middle, middle + 1), -1, 'text never becomes a marker');
          const text = (await engine.detokenize(tokens.slice(middle + 1))) + spell;
          assert.equal(withoutAddedSpace(text, window.prefix), await spelt(model, window.prefix));
          const suffix = await engine.detokenize(tokens.slice(tokens.indexOf(infill.tokens.suffix) + 1, middle));
          assert.equal(suffix, await spelt(model, window.suffix));
        }),
        { numRuns: 300 },
      );
    });

    test('a key press in the middle of 10,000 lines changes the cursor’s own tokens only', async () => {
      const { engine, infill } = model;
      const anchors = new WindowAnchors();
      const options = { maxTokens: 96, snippets: [], path: 'src/area.py', anchors };
      let at = cursorAt(`${linesOfCode(5000)}\n║\n${linesOfCode(5000)}`, { languageId: 'python' });
      let prompt = await fittedPrompt(at, engine, infill, options);
      const changed: number[] = [];
      let moves = 0;
      for (const key of 'def volume(shape, depth):\n    return area_4(shape) * depth\n\n') {
        anchors.changed(at.uri, [{ range: { start: at.position, end: at.position }, text: key }]);
        at = typed(at, key);
        const next = await fittedPrompt(at, engine, infill, options);
        if (next.window.start === prompt.window.start)
          changed.push(next.tokens.length - common(prompt.tokens, next.tokens));
        else moves++;
        prompt = next;
      }
      changed.sort((one, other) => one - other);
      assert.equal(moves, 0);
      assert.ok((changed.at(-1) ?? 0) <= 8, `at most ${String(changed.at(-1))} tokens`);
      assert.ok((changed[Math.floor(changed.length / 2)] ?? 0) <= 2, `${String(changed)} tokens`);
    });
  });
}

test('Code Llama’s published example, where nothing is held back', async () => {
  const { engine, infill } = await load(await codeLlamaModel());
  try {
    assert(infill.order === 'spm');
    const at = cursorAt('def remove_non_ascii(s: str) -> str:\n    """ ║\n    return result\n', {
      languageId: 'python',
    });
    const prefix = '822 3349 29918 5464 29918 294 18869 29898 29879 29901 851 29897 1599 851 29901 13 1678 9995 29871';
    const suffix = '13 1678 736 1121 13';
    const whole = {
      ...engine,
      holdBack: (tokens: readonly Token[]) => Promise.resolve({ kept: [...tokens], spell: '' }),
    };
    for (const [support, expected] of [
      [infill, `1 32007 32008 ${suffix} 32009 ${prefix}`],
      [{ ...infill, order: 'psm' }, `1 32007 ${prefix} 32008 ${suffix} 32009`],
      [{ order: 'none', why: '' }, `1 ${prefix}`],
    ] as const) {
      const options = { maxTokens: 96, snippets: [], path: null, anchors: new WindowAnchors() };
      assert.equal((await fittedPrompt(at, whole, support, options)).tokens.join(' '), expected);
    }
  } finally {
    await engine.dispose();
  }
});

/** A text as the vocabulary can spell it: the default model's lacks bytes of characters that nobody has assigned. */
async function spelt({ engine }: LoadedModel, text: string): Promise<string> {
  return text === '' ? '' : engine.detokenize(await engine.tokenize([{ continued: text }]));
}

function typed(at: Cursor, key: string): Cursor {
  const text = at.text.slice(0, at.offset) + key + at.text.slice(at.offset);
  const offset = at.offset + key.length;
  const line = key === '\n' ? at.position.line + 1 : at.position.line;
  return { ...at, text, offset, position: { line, character: key === '\n' ? 0 : at.position.character + 1 } };
}

function common(one: readonly Token[], other: readonly Token[]): number {
  const first = one.findIndex((token, index) => token !== other[index]);
  return first < 0 ? one.length : first;
}

/** SentencePiece puts a space before a text. */
function withoutAddedSpace(text: string, wanted: string): string {
  return text.length > wanted.length && text.startsWith(' ') ? text.slice(1) : text;
}
