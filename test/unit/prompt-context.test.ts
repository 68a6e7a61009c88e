import assert from 'node:assert/strict';
import { test } from 'node:test';
import { commented } from '../../server/prompt/comments';
import { followingLinesComment, pathComment, snippetText } from '../../server/prompt/context';

test('a path is a comment of the document’s own language', () => {
  assert.equal(pathComment('src/a.ts', 'typescript'), '// src/a.ts\n');
  assert.equal(pathComment('pkg/mod.py', 'python'), '# pkg/mod.py\n');
  assert.equal(pathComment('a.css', 'css'), '/* a.css */\n');
  assert.equal(pathComment('q.sql', 'sql'), '-- q.sql\n');
  assert.equal(pathComment('index.html', 'html'), '<!-- index.html -->\n');
});

test('a language without comments, and a document without a path, have none', () => {
  assert.equal(pathComment('a.json', 'json'), '');
  assert.equal(pathComment(null, 'python'), '');
  assert.equal(pathComment('a\nb.py', 'python'), '');
});

test('text cannot end the comment that it stands in', () => {
  assert.equal(commented('a */ b\nc', 'css'), '/* a  b */\n/* c */');
  assert.equal(commented('a\n\nb', 'python'), '# a\n#\n# b');
});

test('a snippet is a file under its path', () => {
  const snippet = { path: 'src/b.go', languageId: 'go', text: 'func B() {\n}', why: 'similar' as const };
  assert.equal(snippetText(snippet), '// src/b.go\nfunc B() {\n}\n\n');
});

test('what stands below is shown as a few lines of comment', () => {
  assert.equal(followingLinesComment('\n  b()\n\nc()', 'go'), '// Below:\n//   b()\n// c()\n');
  assert.equal(followingLinesComment('\n\n', 'go'), '');
  assert.equal(followingLinesComment('\nx\n'.repeat(20), 'go').split('\n').length, 10);
});
