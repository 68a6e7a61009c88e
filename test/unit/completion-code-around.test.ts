import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { codeAround } from '../../server/completion/code-around';

test('a small document is seen whole, with LF and without its byte order mark', () => {
  const text = '\uFEFFa\r\nb\r\nc';
  assert.deepEqual(codeAround({ text, offset: 5 }), { before: 'a\nb', after: '\nc' });
});

test('a large one is cut at whole lines', () => {
  const line = `${'x'.repeat(99)}\n`;
  const text = line.repeat(1000);
  const { before, after } = codeAround({ text, offset: 50_050 });
  assert.equal(before.length % 100, 50);
  assert.ok(before.length <= 8000 && after.length <= 8000 && after.endsWith('x'));
});

test('put together it is a part of the document, whatever that is', () => {
  const texts = fc.array(fc.constantFrom('a', '\n', '\r\n', '𝛼', ' '.repeat(3000)), { maxLength: 60 });
  fc.assert(
    fc.property(texts, fc.nat(), (parts, place) => {
      const text = parts.join('');
      const { before, after } = codeAround({ text, offset: place % (text.length + 1) });
      assert.ok(text.replaceAll('\r\n', '\n').includes(before + after));
    }),
  );
});
