import type { Cursor } from '../../server/completion/cursor';
import { applyFilters } from '../../server/completion/filters';
import { windowAround } from '../../server/completion/window';
import { loadSyntax } from '../../server/syntax';

/** Milliseconds that the filters and the syntax check take for one suggestion in a document of so many lines. */
export interface PostProcessing {
  lines: number;
  p50Ms: number;
  p95Ms: number;
}

const documentLines = [100, 1_000, 10_000];
/** As many as somebody types in a few minutes; as many again before them let the machine compile what it runs. */
const keyPresses = 300;

/**
 * Types statements in the middle of documents of three sizes, with a suggestion after each key: most are right, every
 * third has an error and is cut back. The window is cut before the time is taken, since that is the prompt's work.
 */
export async function measurePostProcessing(): Promise<PostProcessing[]> {
  const syntax = loadSyntax();
  await syntax.prepare('typescript');
  const results = documentLines.map((lines) => {
    const times: number[] = [];
    for (let press = 0; press < 2 * keyPresses; press++) {
      const { at, text } = pressAt(lines, press);
      const place = { ...windowAround(at, { prefix: 4_600, suffix: 1_500 }), languageId: 'typescript' };
      const began = performance.now();
      applyFilters({ text, replaced: 0 }, place, { syntax });
      if (press >= keyPresses) times.push(performance.now() - began);
    }
    times.sort((one, other) => one - other);
    return { lines, p50Ms: percentile(times, 0.5), p95Ms: percentile(times, 0.95) };
  });
  syntax.dispose();
  return results;
}

const statement = 'const found = values.filter((value) => value.size > limit);';
const body = `\n  for (const value of found) {\n    total += value.size;\n  }\n  return total;`;
const wrongBody = `\n  for (const value of found {\n    total += value.size;\n  }`;

/** The document with so many characters of a statement typed, and what a model may say there. */
function pressAt(lines: number, press: number): { at: Cursor; text: string } {
  const half = functions(lines / 2);
  const typed = `export function sum${Math.floor(press / statement.length)}(values: Value[], limit: number) {\n  let total = 0;\n  `;
  const column = press % statement.length;
  const left = half + typed + statement.slice(0, column);
  const text = statement.slice(column) + (press % 3 === 0 ? wrongBody : body);
  const position = { line: left.split('\n').length - 1, character: column + 2 };
  const whole = { text: `${left}\n}\n\n${half}`, offset: left.length, position };
  return {
    at: { uri: 'file:///bench.ts', languageId: 'typescript', version: press, workspaceFolders: [], ...whole },
    text,
  };
}

/** Functions of ten lines each. */
function functions(lines: number): string {
  return Array.from({ length: Math.round(lines / 10) }, (_, number) => {
    const name = `check${number}`;
    return `/** Whether all of them are larger. */
export function ${name}(values: readonly Value[], limit = ${number}): boolean {
  const large = new Map<string, Value>();
  for (const [key, value] of values.entries()) {
    if (value.size <= limit) return false;
    large.set(\`\${key} \${value.name}\`, { ...value, size: value.size - limit });
  }
  return [...large.values()].every(({ size }) => size > 0);
}
`;
  }).join('\n');
}

function percentile(sorted: number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
