import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { PagePost, readPageMessage, webLink } from '../../extension/chat/page';
import { isUserMessage, messages } from '../../extension/messages';
import { codeToExplain, coveredLines, isAttachment, type Selected } from '../../extension/selection';
import type { ChatHeader, ToPage } from '../../shared/chat';
import { pageHtml } from '../../shared/page';

const header: ChatHeader = { model: '', state: 'ready' };

suite('a message of the page', () => {
  test('is taken as the protocol says', () => {
    const good = [
      { type: 'ready' },
      { type: 'send', text: 'a' },
      { type: 'stop' },
      { type: 'newChat' },
      { type: 'retry', messageId: 'm' },
      { type: 'copy', text: '' },
      { type: 'openAttachment', messageId: 'm', index: 0 },
      { type: 'openLink', href: 'https://example.org' },
      { type: 'remedy', remedy: 'showLog' },
    ];
    for (const message of good) assert.deepEqual(readPageMessage({ ...message, extra: 1 }), message);
  });
  test('is refused otherwise', () => {
    const bad = [
      null,
      'ready',
      {},
      { type: 'eval' },
      { type: 'send' },
      { type: 'send', text: 1 },
      { type: 'retry' },
      { type: 'openAttachment', messageId: 'm', index: 0.5 },
      { type: 'remedy', remedy: 'workbench.action.quit' },
    ];
    for (const message of bad) assert.equal(readPageMessage(message), null);
  });
});

suite('what is posted to the page', () => {
  const setUp = () => {
    const posted: ToPage[] = [];
    return { posted, post: new PagePost((message) => posted.push(message)) };
  };
  const delta = (text: string, messageId = 'm'): ToPage => ({ type: 'delta', messageId, text });
  test('deltas are joined', (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const { posted, post } = setUp();
    post.send(delta('a'));
    post.send(delta('b'));
    assert.deepEqual(posted, []);
    t.mock.timers.tick(30);
    assert.deepEqual(posted, [delta('ab')]);
  });
  test('nothing overtakes them', (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const { posted, post } = setUp();
    post.send(delta('a'));
    post.send(delta('b', 'n'));
    post.send({ type: 'header', header });
    assert.deepEqual(posted, [delta('a'), delta('b', 'n'), { type: 'header', header }]);
    t.mock.timers.tick(100);
    assert.equal(posted.length, 3);
  });
  test('a whole session makes them needless', (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const { posted, post } = setUp();
    post.send(delta('a'));
    post.send({ type: 'session', session: { id: 's', messages: [] }, header });
    t.mock.timers.tick(100);
    assert.deepEqual(
      posted.map(({ type }) => type),
      ['session'],
    );
  });
});

suite('the page itself', () => {
  test('allows its own script and style and nothing else', () => {
    const html = pageHtml({
      title: 'Cria',
      scriptUri: 'vs:/chat.js',
      styleUri: 'vs:/chat.css',
      cspSource: 'vs:',
      nonce: 'abc',
      language: 'en',
    });
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1] ?? '';
    assert.match(policy, /^default-src 'none'; style-src vs:; script-src 'nonce-abc'/);
    assert.doesNotMatch(policy, /unsafe|https?:|\*/);
    assert.match(html, /<script nonce="abc" src="vs:\/chat\.js"><\/script>/);
    assert.doesNotMatch(html, /<style|style=| on\w+=/);
  });
  test('only web addresses leave the editor', () => {
    assert.equal(webLink('https://example.org/a?b#c'), 'https://example.org/a?b#c');
    assert.equal(webLink('http://example.org'), 'http://example.org/');
    for (const href of ['file:///etc/passwd', 'command:workbench.action.quit', 'vscode://x', 'a.py', '']) {
      assert.equal(webLink(href), null, href);
    }
  });
  test('a user message is told from other data', () => {
    assert.equal(isUserMessage(messages.turnedOff()), true);
    assert.equal(isUserMessage({ text: 'a', nextStep: 'b', remedy: 'format the disk' }), false);
    assert.equal(isUserMessage(undefined), false);
  });
});

suite('the code to explain', () => {
  const document: Selected['document'] = {
    path: 'a.py',
    uri: 'file:///w/a.py',
    languageId: 'python',
    lines: ['def add(a, b):', '    return a + b', '', 'x = 1'],
  };
  const at = (line: number, character: number) => ({ line, character });
  const block = { name: 'function add', startLine: 0, endLine: 1 };
  test('is the selection, with its lines and what is around it', () => {
    assert.deepEqual(codeToExplain({ document, start: at(0, 4), end: at(1, 10) }, block), {
      path: 'a.py',
      uri: 'file:///w/a.py',
      languageId: 'python',
      startLine: 0,
      endLine: 1,
      enclosing: 'function add',
      text: 'add(a, b):\n    return',
    });
  });
  test('does not count a line of which nothing is selected', () => {
    assert.deepEqual(coveredLines({ start: at(0, 0), end: at(2, 0) }), { startLine: 0, endLine: 1 });
    assert.deepEqual(coveredLines({ start: at(1, 0), end: at(1, 0) }), { startLine: 1, endLine: 1 });
  });
  test('is the enclosing function without a selection, or with one of blanks only', () => {
    for (const end of [at(1, 0), at(1, 4)]) {
      const code = codeToExplain({ document, start: at(1, 0), end }, block);
      assert.ok(isAttachment(code));
      assert.deepEqual([code.startLine, code.endLine, code.text], [0, 1, 'def add(a, b):\n    return a + b']);
    }
  });
  test('is a hint where there is none', () => {
    assert.deepEqual(codeToExplain({ document, start: at(3, 0), end: at(3, 0) }, null), messages.noFunctionHere());
    const empty = { ...document, lines: ['', '  '] };
    assert.deepEqual(
      codeToExplain({ document: empty, start: at(0, 0), end: at(1, 2) }, null),
      messages.emptyFile('a.py'),
    );
  });
});
