import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { Workspace } from '../support/workspace';

/** Lines of code whose names come from a small set, so that files are alike, import and repeat each other. */
const name = fc.constantFrom('addItem', 'cart', 'voucher', 'total', 'owner', 'checkout', 'größe');
const line = fc.oneof(
  fc.tuple(name, name, name).map(([a, b, c]) => `const ${a} = ${b}(${c});`),
  fc.tuple(name, name).map(([a, b]) => `export function ${a}(${b}: string): void {\n  return ${b};\n}`),
  fc
    .tuple(name, fc.constantFrom('a', 'b', 'c', '.env', 'secret/d'))
    .map(([a, file]) => `import { ${a} } from './${file}';`),
  fc.constantFrom('', '}', '😀\r', 'x'.repeat(2000)),
);
const code = fc.array(line, { maxLength: 60 }).map((lines) => lines.join('\n'));
/** Marks the text that must never be seen. */
const secret = code.map(
  (text) => text.replace(/[aeou]/g, (vowel) => `${vowel}SECRET`) + '\nconst totalSECRET = cart(voucher, owner);',
);

type Step =
  | { do: 'type'; path: string; at: number; lines: number; text: string }
  | { do: 'show'; path: string; at: number }
  | { do: 'save' | 'idle' | 'ask' | 'define'; path: string };

const path = fc.constantFrom('a.ts', 'b.ts', 'c.ts', '.env', 'secret/d.ts', 'file:///elsewhere/e.ts');
const typing = fc.record({ do: fc.constant('type' as const), path, at: fc.nat(60), lines: fc.nat(3), text: code });
const steps = fc.array(
  fc.oneof<fc.Arbitrary<Step>[]>(
    typing,
    fc.record({ do: fc.constant('show' as const), path, at: fc.nat(60) }),
    fc.record({ do: fc.constantFrom('save', 'idle', 'ask', 'define'), path }),
  ),
  { maxLength: 15 },
);

/** So small that not all has room. */
const budget = 600;

interface Texts {
  open: [string, string, string];
  hidden: [string, string, string];
}

const texts = fc.record({ open: fc.tuple(code, code, code), hidden: fc.tuple(secret, secret, secret) });

function workspaceOf({ open: [a, b, c], hidden: [env, d, e] }: Texts): Workspace {
  const workspace = new Workspace({ 'a.ts': a, 'b.ts': b, 'c.ts': c }, { budget });
  workspace.settings.completion.exclude.push('secret/**');
  workspace.open('.env', env, 'typescript');
  workspace.open('secret/d.ts', d);
  workspace.open('file:///elsewhere/e.ts', e);
  return workspace;
}

function isHidden(of: string): boolean {
  return !['a.ts', 'b.ts', 'c.ts'].includes(of);
}

function take(workspace: Workspace, step: Step): void {
  const { path: at } = step;
  if (step.do === 'type') typeAt(workspace, step);
  else if (step.do === 'show') workspace.show(at, step.at);
  else if (step.do === 'save') workspace.context.saved(workspace.uri(at));
  else if (step.do === 'idle') workspace.context.idle();
  else if (step.do === 'ask') workspace.snippets(at);
  else {
    const snippets = ['b.ts', '.env', 'secret/d.ts'].map((from) => ({
      ...{ uri: workspace.uri(from), languageId: 'typescript', startLine: 3 },
      text: `export const total = cart${isHidden(from) ? 'SECRET' : ''};`,
    }));
    workspace.context.defined({ uri: workspace.uri(at), snippets });
  }
}

function typeAt(workspace: Workspace, { path: at, at: line, lines, text }: Extract<Step, { do: 'type' }>): void {
  const last = workspace.documents.get(workspace.uri(at))!.lineCount;
  const from = Math.min(line, last - 1);
  workspace.type(
    at,
    from,
    Math.min(from + lines, last),
    isHidden(at) ? `${text}\nconst cartSECRET = voucher;\n` : text,
  );
}

describe('whatever is opened, typed and shown', () => {
  test('snippets keep within the budget, say nothing twice and hold nothing that is hidden', () => {
    fc.assert(
      fc.property(texts, steps, (all, taken) => {
        const workspace = workspaceOf(all);
        for (const step of taken) {
          take(workspace, step);
          for (const of of ['a.ts', 'b.ts', 'secret/d.ts']) {
            const snippets = workspace.snippets(of);
            assert.ok(snippets.reduce((sum, { text }) => sum + text.length, 0) <= budget);
            assert.equal(new Set(snippets.map(({ text }) => text)).size, snippets.length);
            for (const { text, path: from } of snippets) {
              assert.ok(!text.includes('SECRET') && !isHidden(from), `${from} in ${of}`);
              assert.ok(!text.includes('\r') && !text.endsWith('\n') && text.trim() !== '');
            }
          }
        }
      }),
      { numRuns: 150 },
    );
  });

  test('after a quiet point no snippet stands in the document itself', () => {
    fc.assert(
      fc.property(texts, steps, (all, taken) => {
        const workspace = workspaceOf(all);
        for (const step of taken) take(workspace, step);
        workspace.show('b.ts', 0);
        workspace.show('a.ts', 0);
        const near = workspace.documents.get(workspace.uri('a.ts'))!.getText().replace(/\r\n?/g, '\n');
        const window = near.split('\n').slice(0, 90).join('\n');
        for (const { text } of workspace.snippets('a.ts')) assert.ok(!window.includes(text), text);
      }),
      { numRuns: 150 },
    );
  });

  test('snippets are the same array between quiet points', () => {
    fc.assert(
      fc.property(texts, steps, fc.array(typing, { minLength: 1, maxLength: 10 }), (all, taken, typed) => {
        const workspace = workspaceOf(all);
        for (const step of taken) take(workspace, step);
        workspace.show('a.ts', 3);
        const before = workspace.snippets('a.ts');
        for (const step of typed) {
          take(workspace, step);
          assert.equal(workspace.snippets('a.ts'), before);
        }
        workspace.show('a.ts', 5);
        take(workspace, { do: 'define', path: 'a.ts' });
        assert.equal(workspace.snippets('a.ts'), before, 'moving in the same document is no quiet point');
      }),
      { numRuns: 150 },
    );
  });

  test('a quiet point that changes nothing gives the same array', () => {
    fc.assert(
      fc.property(texts, steps, (all, taken) => {
        const workspace = workspaceOf(all);
        for (const step of taken) take(workspace, step);
        workspace.show('a.ts', 3);
        workspace.rest();
        const before = workspace.snippets('a.ts');
        workspace.rest();
        assert.equal(workspace.snippets('a.ts'), before);
        workspace.context.saved(workspace.uri('b.ts'));
        assert.equal(workspace.snippets('a.ts'), before);
      }),
      { numRuns: 100 },
    );
  });
});

describe('the cost of a key press', () => {
  const big = Array.from({ length: 50_000 }, (_, n) => `const value${n} = compute${n % 97}(cart, ${n});`).join('\n');

  function typedIn(lines: number) {
    const text = big.split('\n').slice(0, lines).join('\n');
    const workspace = new Workspace({ 'a.ts': text, 'b.ts': 'const value1 = compute1(cart, 1);\n'.repeat(100) });
    workspace.settings.completion.maxFileSize = 102_400;
    workspace.show('a.ts', lines / 2);
    workspace.rest();
    workspace.snippets('a.ts');
    workspace.read.clear();
    for (let key = 0; key < 20; key++) {
      workspace.type('a.ts', lines / 2, lines / 2 + 1, `const value${key} = compute(\n`);
      workspace.snippets('a.ts');
    }
    const whileTyping = new Map(workspace.read);
    workspace.context.idle();
    return { whileTyping, atRest: workspace.read };
  }

  test('nothing is read while keys are pressed, and at rest as much of a large file as of a small one', () => {
    const small = typedIn(1000);
    const large = typedIn(50_000);
    assert.equal(small.whileTyping.size + large.whileTyping.size, 0);
    // Numbers of five digits are longer than those of three.
    assert.ok(large.atRest.get('a.ts')! <= small.atRest.get('a.ts')! * 1.2);
    assert.equal(large.atRest.get('b.ts'), small.atRest.get('b.ts'));
  });
});
