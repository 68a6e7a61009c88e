import assert from 'node:assert/strict';
import { editorSuite } from '../support/editor/session';
import type { Workbench } from '../support/editor/workbench';

const functions = `def add(first, second):
    return first + second


def subtract(first, second):
    return first - second


`;

/** Two classes of one pattern: the model writes the second one's constructor, in several lines. */
const classes = `class Point:
    def __init__(self, x, y):
        self.x = x
        self.y = y


class Box:
    def __init__(self, width, height, depth):`;

const routes = `app.get('/one', (req, res) => {
  res.send('one');
});

app.get('/two', (req, res) => {
  res.send('two');
});

`;

const calls = `def double(number):
    return multiply(number, 2)


def triple(number):
    return multiply(number, 3)


def quadruple(number):
    return `;

const severalLines = (ghost: string) => ghost.trim().includes('\n');

/** Milliseconds between a person's keys, in turns; the end of a word takes longer. */
const rhythm = [60, 40, 85, 50, 105, 55];

/** Types key by key as a person does, without a look at what is suggested. */
async function typeByHand({ page }: Workbench, text: string): Promise<void> {
  for (let index = 0; index < text.length; index++) {
    const key = text.charAt(index);
    const delay = /\s/.test(key) ? 140 : (rhythm[index % rhythm.length] ?? 0);
    await page.keyboard.type(key, { delay });
  }
}

/** Presses Tab, and checks that exactly what was shown stands where it was shown. Returns the text after it. */
async function acceptAt(workbench: Workbench, before: string, ghost: string, after = ''): Promise<string> {
  await workbench.press('Tab');
  const text = before + ghost + after;
  await workbench.waitForText(text);
  return text;
}

/** Types what is suggested, key by key; each must leave the rest. Returns the rest after `typed`, which may have grown. */
async function typeThrough(workbench: Workbench, ghost: string, typed: string): Promise<string> {
  assert.ok(ghost.startsWith(typed), `${JSON.stringify(ghost)} begins with ${JSON.stringify(typed)}`);
  let rest = ghost;
  for (const key of typed) {
    await workbench.type(key);
    const left = rest.slice(1);
    rest = await workbench.waitForGhostText((now) => now.startsWith(left));
  }
  return rest;
}

function count(text: string, part: string): number {
  return text.split(part).length - 1;
}

/** So long that a busy machine, too, has the time to suggest something. */
const settings = { 'cria.completion.timeBudget': 10_000 };

editorSuite('typing', { settings }, (test) => {
  test('a whole function against live suggestions: the file holds what was typed and accepted', async ({
    workbench,
  }) => {
    await workbench.openFile('function.py', functions);
    await typeByHand(workbench, 'def multiply(first, second):\n');
    let text = `${functions}def multiply(first, second):\n    `;
    await workbench.waitForText(text);
    await workbench.waitForGhostText();

    await typeByHand(workbench, 'product = first * second\nreturn ');
    text += 'product = first * second\n    return ';
    await workbench.waitForText(text);
    text = await acceptAt(workbench, text, await workbench.waitForGhostText());

    await typeByHand(workbench, '\n\n');
    await workbench.press('Home');
    await typeByHand(workbench, 'def divide(first, second):\n');
    text = `${text}\n\ndef divide(first, second):\n    `;
    await workbench.waitForGhostText();
    await typeByHand(workbench, 'quotient = first / second\nreturn quotient');
    text += 'quotient = first / second\n    return quotient';
    assert.equal((await workbench.savedText('function.py')).trimEnd(), text);
  });

  test('Enter goes through a suggestion of several lines', async ({ workbench }) => {
    await workbench.openFile('enter.py', classes);
    await workbench.type('\n');
    const before = `${classes}\n        `;
    const ghost = await workbench.waitForGhostText(severalLines);
    const first = ghost.slice(0, ghost.indexOf('\n'));
    const rest = await typeThrough(workbench, ghost, first);
    await workbench.press('Enter');
    // The editor indents the new line: what is suggested goes on behind that.
    const second = await workbench.waitForGhostText((now) => now === rest.trimStart());
    const text = await acceptAt(workbench, `${before}${first}\n        `, second);
    assert.equal(await workbench.savedText('enter.py'), text);
  });

  test('a bracket that the editor closed is not closed again', async ({ workbench }) => {
    await workbench.openFile('call.py', `${functions}one = add(1, 2)\ntwo = add(2, 3)\nthree = add(3, 4)\n`);
    await typeByHand(workbench, 'four = add(');
    const ghost = await workbench.waitForGhostText();
    assert.match(await workbench.text(), /\nfour = add\(\)$/, 'the editor closed it');
    await workbench.press('Tab');
    await workbench.waitForNoGhostText();
    const saved = await workbench.savedText('call.py');
    assert.match(saved, /\nfour = add\([^()]+\)$/m, ghost);
    assert.equal(count(saved, ')'), count(saved, '('), saved);
  });

  test('nor one of a suggestion that is typed through', async ({ workbench }) => {
    await workbench.openFile('through.py', calls.trimEnd());
    await typeByHand(workbench, ' ');
    const ghost = await workbench.waitForGhostText((now) => /^\w+\(\w/.test(now));
    const name = ghost.slice(0, ghost.indexOf('('));
    await typeThrough(workbench, ghost, name);
    await workbench.type('(');
    await workbench.waitForText(`${calls}${name}()`);
    await workbench.waitForGhostText((now) => now !== ghost && /^\w/.test(now));
    await workbench.press('Tab');
    await workbench.waitForNoGhostText();
    const saved = await workbench.savedText('through.py');
    assert.ok(saved.startsWith(calls + ghost), `${JSON.stringify(saved)} begins with ${JSON.stringify(ghost)}`);
    assert.equal(count(saved, ')'), count(saved, '('), saved);
  });

  test('nor a block and its call', async ({ workbench }) => {
    await workbench.openFile('routes.js', routes);
    await typeByHand(workbench, "app.get('/three', (req, res) => {\n");
    const before = `${routes}app.get('/three', (req, res) => {\n  `;
    const after = '\n})';
    await workbench.waitForText(before + after);
    const text = await acceptAt(workbench, before, await workbench.waitForGhostText(), after);
    assert.equal(await workbench.savedText('routes.js'), text);
  });

  test('after an undo suggestions still fit', async ({ workbench }) => {
    await workbench.openFile('undo.py', classes);
    await workbench.type('\n');
    const before = `${classes}\n        `;
    const ghost = await workbench.waitForGhostText(severalLines);
    await acceptAt(workbench, before, ghost);
    await workbench.press('Control+Z');
    await workbench.waitForText(before);
    await typeByHand(workbench, 'self.height = ');
    const text = `${before}self.height = `;
    await acceptAt(workbench, text, await workbench.waitForGhostText());
    await workbench.press('Control+Z');
    await workbench.waitForText(text);
  });

  test('Alt+] cycles through different suggestions, and Tab takes the one that is shown', async ({ workbench }) => {
    await workbench.changeSettings({ 'cria.completion.automatic': false });
    const before = 'import math\n\n\ndef area(radius):\n    return ';
    await workbench.openFile('cycle.py', before);
    await workbench.press('Alt+Backslash');
    const first = await workbench.waitForGhostText();
    await workbench.press('Alt+BracketRight');
    const second = await workbench.waitForGhostText((now) => now !== first);
    await workbench.press('Alt+BracketRight');
    const third = await workbench.waitForGhostText((now) => now !== second);
    await workbench.press('Alt+BracketLeft');
    await workbench.waitForGhostText((now) => now === second);
    if (third !== first) {
      await workbench.press('Alt+BracketRight', 'Alt+BracketRight');
      await workbench.waitForGhostText((now) => now === first);
      await workbench.press('Alt+BracketRight');
      await workbench.waitForGhostText((now) => now === second);
    }
    await acceptAt(workbench, before, second);
  });

  test('word by word, a line, and the rest are together the suggestion', async ({ workbench }) => {
    await workbench.openFile('parts.py', classes);
    await workbench.type('\n');
    const before = `${classes}\n        `;
    const ghost = await workbench.waitForGhostText(severalLines);
    let rest = ghost;
    // The line ends with its line break, so that the word after it is the indentation: there Tab would indent.
    for (const key of ['Control+ArrowRight', 'Control+ArrowRight', 'Control+Alt+ArrowRight', 'Control+ArrowRight']) {
      const last = rest;
      await workbench.press(key);
      rest = await workbench.waitForGhostText((now) => now !== last);
    }
    const accepted = ghost.slice(0, ghost.length - rest.length);
    assert.match(accepted, /^.+\n +$/);
    assert.equal(accepted + rest, ghost);
    await workbench.waitForText(before + accepted);
    await acceptAt(workbench, before, ghost);
    assert.equal(await workbench.savedText('parts.py'), before + ghost);
  });

  test('two editors side by side: each gets what belongs to it', async ({ workbench }) => {
    const fruits = 'fruits = []\nfruits.append("apple")\nfruits.append("pear")\n';
    const tools = 'tools = set()\ntools.add("hammer")\ntools.add("saw")\n';
    await workbench.openFile('fruits.py', fruits);
    await typeByHand(workbench, 'fr');
    await workbench.waitForGhostText((now) => now.startsWith('uits.append('));

    await workbench.command('View: Split Editor Right');
    await workbench.openFile('tools.py', tools);
    await typeByHand(workbench, 'to');
    const tool = await workbench.waitForGhostText((now) => now.startsWith('ols.add('));
    await acceptAt(workbench, `${tools}to`, tool);

    await workbench.press('Control+1');
    await workbench.waitForText(`${fruits}fr`);
    await typeByHand(workbench, 'ui');
    const rest = await workbench.waitForGhostText((now) => now.startsWith('ts.append('));
    await acceptAt(workbench, `${fruits}frui`, rest);
    assert.equal(await workbench.savedText('fruits.py'), `${fruits}frui${rest}`);

    await workbench.press('Control+2');
    await workbench.waitForText(`${tools}to${tool}`);
    assert.equal(await workbench.savedText('tools.py'), `${tools}to${tool}`);
    await workbench.command('View: Join All Editor Groups');
  });

  test('in the middle of 50,000 lines', async ({ workbench }) => {
    await workbench.changeSettings({ 'cria.completion.maxFileSize': 4096 });
    const lines = Array.from({ length: 50_000 }, (_, index) => {
      const number = String(index).padStart(5, '0');
      return [`def scale_by_${number}(measured_value):`, `    return measured_value * ${number}`, ''][index % 3];
    });
    // The line that is typed into is one of the empty ones.
    const middle = 25_001 - (25_001 % 3);
    assert.equal(lines[middle - 1], '');
    await workbench.openFile('large.py', lines.join('\n'));
    await workbench.press('Control+G');
    await workbench.quickInput.locator('input').first().fill(`:${middle}`);
    await workbench.press('Enter');
    await workbench.quickInput.waitFor({ state: 'hidden' });
    await typeByHand(workbench, 'def scale_by_24999(measured_value):\nreturn ');
    const ghost = await workbench.waitForGhostText((now) => now.startsWith('measured_value * '));
    await workbench.press('Tab');
    await workbench.waitForNoGhostText();
    lines[middle - 1] = `def scale_by_24999(measured_value):\n    return ${ghost}`;
    assert.equal(await workbench.savedText('large.py'), lines.join('\n'));
  });
});
