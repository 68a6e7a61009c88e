import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { format, resolveConfig } from 'prettier';
import { RecordingEditor } from './editor';
import { linesOf, sourceLines, type Keystroke, type RecordedFile, type Recording } from './keystrokes';

/**
 * Makes the recordings beside this file: `npx tsx test/bench/keystrokes/record.ts`. Passages of real sources are taken out
 * and typed again, with slips of the finger. The same input always gives the same keystrokes.
 */
interface Passage {
  source: string;
  languageId: string;
  /** First and last line as editors count them, from one. */
  lines: readonly [number, number];
}

const util = { source: 'util.js.txt', languageId: 'javascript' };
const writer = { source: 'gguf_writer.py.txt', languageId: 'python' };
const scheduler = { source: 'scheduler.ts.txt', languageId: 'typescript' };

const recordings: { name: string; about: string; passages: Passage[] }[] = [
  {
    name: 'typing',
    about: 'A function is typed in the middle of a file of 1,500 lines.',
    passages: [{ ...util, lines: [692, 703] }],
  },
  {
    name: 'session',
    about: 'Functions are typed in three files, with jumps and switches between them.',
    passages: [
      { ...util, lines: [712, 715] },
      { ...writer, lines: [282, 284] },
      { ...writer, lines: [323, 326] },
      { ...scheduler, lines: [95, 97] },
      { ...util, lines: [1342, 1346] },
      { ...util, lines: [1085, 1088] },
      { ...writer, lines: [288, 289] },
    ],
  },
];

/** One slip in so many letters. */
const slipEvery = 40;

function record({ about, passages }: { about: string; passages: readonly Passage[] }): Recording {
  const files: RecordedFile[] = [];
  for (const { source, languageId, lines } of passages) {
    const missing = [lines[0] - 1, lines[1] - 1] as const;
    const known = files.findIndex((file) => file.source === source);
    if (known < 0) files.push({ source, languageId, missing: [missing] });
    else files[known] = { source, languageId, missing: [...(files[known]?.missing ?? []), missing].sort(ascending) };
  }
  const keystrokes: Keystroke[] = [];
  const editors = files.map(
    (file, index) =>
      new RecordingEditor(index, linesOf(file), file.languageId === 'python' ? '    ' : '  ', (stroke) => {
        keystrokes.push(stroke);
      }),
  );
  const written = files.map((): (readonly [number, number])[] => []);
  let slips = 0;
  let last = -1;
  for (const { source, lines } of passages) {
    const index = files.findIndex((file) => file.source === source);
    const [file, editor, done] = [files[index]!, editors[index]!, written[index]!];
    const [first, end] = [lines[0] - 1, lines[1] - 1];
    // Passages above this one that are still to be written leave the line higher up.
    const waiting = file.missing.filter((range) => range[0] < first && !done.some((other) => other[0] === range[0]));
    const above = waiting.reduce((sum, [from, to]) => sum + to - from + 1, 0);
    editor.goTo(index === last ? 'jump' : 'switch', first - 1 - above);
    for (const line of sourceLines(source).slice(first, end + 1)) {
      const indentation = /^\s*/.exec(line)?.[0] ?? '';
      editor.enter(indentation);
      for (let at = indentation.length; at < line.length; at++) {
        const letter = line[at] ?? '';
        if (/[a-z]/.test(letter) && ++slips % slipEvery === 0) {
          editor.type('q', false);
          editor.backspace();
        }
        editor.type(letter, closerFollows(line, at));
      }
    }
    done.push([first, end]);
    last = index;
  }
  for (const [index, { source }] of files.entries()) {
    if (editors[index]?.lines.join('\n') !== sourceLines(source).join('\n'))
      throw new Error(`${source} came out otherwise.`);
  }
  return { about, files, keystrokes };
}

const ascending = (one: readonly [number, number], other: readonly [number, number]) => one[0] - other[0];

/** Whether the bracket at a place has its closer at once behind matching brackets of the same line. */
function closerFollows(line: string, at: number): boolean {
  const pairs: Record<string, string> = { '(': ')', '[': ']', '{': '}' };
  const expected: string[] = [];
  for (const character of line.slice(at)) {
    const closer = pairs[character];
    if (closer !== undefined) expected.push(closer);
    else if (/[)\]}]/.test(character)) {
      if (expected.pop() !== character) return false;
      if (expected.length === 0) return true;
    }
  }
  return false;
}

/** Writes the recordings as prettier leaves them, for the linter reads them too. */
async function write(): Promise<void> {
  for (const { name, ...plan } of recordings) {
    const made = record(plan);
    const file = path.join(__dirname, `${name}.json`);
    const style = (await resolveConfig(file)) ?? {};
    writeFileSync(file, await format(JSON.stringify(made), { ...style, filepath: file }));
    process.stdout.write(`${name}: ${made.keystrokes.length} keystrokes\n`);
  }
}

void write();
