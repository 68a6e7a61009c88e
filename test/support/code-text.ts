import fc from 'fast-check';

/** What code is made of, and what breaks programs that read it. */
const pieces = [
  ...['\n', '\n', '\n\n', ' ', '  ', '    ', '\t', 'a', 'bar', 'return', ';', '{', '}', '(', ')', '"', "'s", '//', '#'],
  ...[
    '_x',
    '1',
    '23',
    '=',
    '+',
    '-',
    '<',
    '.',
    'é',
    '你',
    '😀',
    '👩‍👩‍👧',
    '\u0301',
    '\u00a0',
    '\u3000',
    '\u0085',
    '\u200b',
  ],
  ...['\0', '\u001c', '$', '`', '@', '%', '\u2028', '\uFEFF', 'ﷺ', '٣', 'ª', '<s>', ' <MID>', '<|im_end|>', '\f', '\v'],
];

/** The default model has no tokens for the bytes of the planes from U+40000 on, which hold nothing; llama.cpp drops them. */
function speakable(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(/[\u{40000}-\u{10FFFF}]/gu, '');
}

/** Arbitrary text with LF line endings: mostly code, some of it hostile, some of it any characters at all. */
export const codeText = fc.oneof(
  { weight: 3, arbitrary: fc.array(fc.constantFrom(...pieces), { maxLength: 80 }).map((parts) => parts.join('')) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }).map(speakable) },
);

/** A document with one kind of line ending, with or without a byte order mark, and the cursor in it. */
export const documentAndCursor = fc
  .record({
    text: fc.oneof(
      { weight: 5, arbitrary: codeText },
      { weight: 2, arbitrary: fc.array(codeText, { minLength: 10, maxLength: 30 }).map((parts) => parts.join('\n')) },
      { weight: 1, arbitrary: codeText.map((text) => text.repeat(200).slice(0, 20_000)) },
    ),
    ending: fc.constantFrom('\n', '\r\n', '\r'),
    mark: fc.constantFrom('', '\uFEFF'),
    at: fc.double({ min: 0, max: 1, noNaN: true }),
  })
  .map(({ text, ending, mark, at }) => {
    const document = mark + text.replaceAll('\n', ending);
    const offset = Math.max(mark.length, Math.floor(document.length * at));
    return { text: document, offset, position: positionAt(document, offset) };
  });

/** Zero-based line and UTF-16 character of an offset, as editors count them. */
export function positionAt(text: string, offset: number): { line: number; character: number } {
  const lines = text.slice(0, offset).split(/\r\n|\r|\n/);
  // A cursor between CR and LF stands on the line that they end.
  if (text[offset - 1] === '\r' && text[offset] === '\n') {
    return { line: lines.length - 2, character: (lines.at(-2)?.length ?? 0) + 1 };
  }
  return { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 };
}
