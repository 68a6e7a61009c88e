import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RecordingEditor } from '../bench/keystrokes/editor';
import {
  applied,
  recording,
  replayed,
  sourceLines,
  type Keystroke,
  type Recording,
} from '../bench/keystrokes/keystrokes';

test('a key press is applied to lines', () => {
  assert.deepEqual(applied(['ab', 'cd'], { range: [0, 1, 0, 1], text: 'x' }), ['axb', 'cd']);
  assert.deepEqual(applied(['ab', 'cd'], { range: [0, 1, 0, 1], text: '\n  ' }), ['a', '  b', 'cd']);
  assert.deepEqual(applied(['ab', 'cd', 'ef'], { range: [0, 1, 2, 1], text: '' }), ['af']);
});

/** What an editor records, and its lines afterwards. */
function recorded(lines: string[], edit: (editor: RecordingEditor) => void): { strokes: Keystroke[]; lines: string[] } {
  const strokes: Keystroke[] = [];
  const editor = new RecordingEditor(0, lines, '  ', (stroke) => {
    strokes.push(stroke);
  });
  edit(editor);
  return { strokes, lines: [...editor.lines] };
}

test('the recording editor closes brackets and types over its own closers', () => {
  const { strokes, lines } = recorded(['f'], (editor) => {
    editor.goTo('switch', 0);
    editor.type('(', true);
    editor.type('a', false);
    editor.type(')', false);
  });
  assert.deepEqual(lines, ['f(a)']);
  assert.deepEqual(
    strokes.map((stroke) => ('text' in stroke ? stroke.text : stroke.kind)),
    ['switch', '()', 'a', ')'],
  );
  assert.deepEqual(strokes.at(-1)?.at, [0, 4]);
});

test('Enter indents behind an opening bracket; Backspace goes back a level', () => {
  const deeper = recorded(['if (a) {', '}'], (editor) => {
    editor.goTo('jump', 0);
    editor.enter('  ');
  });
  assert.deepEqual(deeper.lines, ['if (a) {', '  ', '}']);
  const back = recorded(['  return a', ''], (editor) => {
    editor.goTo('jump', 0);
    editor.enter('');
  });
  assert.deepEqual(back.lines, ['  return a', '', '']);
  assert.deepEqual(
    back.strokes.map(({ kind }) => kind),
    ['jump', 'enter', 'delete'],
  );
});

test('the cursor going elsewhere marks the key press after it, and nothing else', () => {
  const made: Recording = {
    about: '',
    files: [{ source: 'scheduler.ts.txt', languageId: 'typescript', missing: [[0, 1]] }],
    keystrokes: [
      { kind: 'switch', file: 0, at: [0, 0] },
      { kind: 'type', file: 0, range: [0, 0, 0, 0], text: 'a', at: [0, 1] },
      { kind: 'type', file: 0, range: [0, 1, 0, 1], text: 'b', at: [0, 2] },
      { kind: 'jump', file: 0, at: [1, 0] },
      { kind: 'delete', file: 0, range: [0, 0, 0, 2], text: '', at: [0, 0] },
    ],
  };
  const presses = [...replayed(made)];
  assert.deepEqual(
    presses.map(({ first }) => first),
    ['switch', null, 'jump'],
  );
  assert.ok(presses[1]?.lines[0]?.startsWith('ab'));
  assert.deepEqual(presses[2]?.lines, sourceLines('scheduler.ts.txt').slice(2));
  assert.equal([...replayed(made, 2)].length, 2);
});

for (const name of ['typing', 'session']) {
  test(`the recording "${name}" writes its sources as they are, with deletions and Enter`, () => {
    const made = recording(name);
    const texts = new Map<number, readonly string[]>();
    const kinds = new Set<string>();
    for (const { press, lines } of replayed(made)) {
      texts.set(press.file, lines);
      kinds.add(press.kind);
      const [line, character] = press.at;
      assert.ok(character <= (lines[line]?.length ?? -1), `the cursor is outside of line ${line}`);
    }
    for (const [index, { source }] of made.files.entries()) assert.deepEqual(texts.get(index), sourceLines(source));
    assert.deepEqual(kinds, new Set(['enter', 'type', 'delete']));
  });
}

test('the session has jumps and switches in files of very different sizes', () => {
  const { files, keystrokes } = recording('session');
  assert.ok(keystrokes.filter(({ kind }) => kind === 'jump').length >= 2);
  assert.ok(keystrokes.filter(({ kind }) => kind === 'switch').length >= 4);
  const sizes = files.map(({ source }) => sourceLines(source).length);
  assert.ok(Math.max(...sizes) > 1500 && Math.min(...sizes) < 150, String(sizes));
});
