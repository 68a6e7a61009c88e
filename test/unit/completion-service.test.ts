import assert from 'node:assert/strict';
import { test } from 'node:test';
import { suggestionId } from '../../server/completion/service';
import { tokenOf } from '../support/fake-engine';
import { bench, gate, turn, type BenchOptions } from './completion-bench';
import { cursorAt } from './completion-notation';

/** A run that waits in the middle, and what lets it go on. */
function waiting(tokens: string[], before: number, more: BenchOptions = {}) {
  const { until, open } = gate();
  const [, ...later] = more.scripts ?? [];
  const made = bench({ ...more, scripts: [{ tokens, waits: { before, until } }, ...later, { tokens: ['other'] }] });
  const written = async (count: number) => {
    while (made.engine.calls.decoded < count) await turn();
  };
  return { ...made, open, written };
}

/** Lets others run until something holds. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await turn();
}

const twoLines = ['one', '(1);', '\n', 'two', '(2);'];

test('the first line is shown while the rest is being written, and grows without a change', async () => {
  const { texts, traces, grown, open } = waiting(twoLines, 3, { followsSuggestions: true });
  assert.deepEqual(await texts('x;\n\n║\n'), ['one(1);']);
  assert.match(traces[0]?.reason ?? '', /first line/);
  assert.equal(grown.length, 0);
  open();
  await until(() => grown.length > 0);
  assert.equal(grown[0]?.offset, 4);
  assert.deepEqual(await texts('x;\n\n║\n'), ['one(1);\ntwo(2);']);
  assert.equal(traces[1]?.source, 'cached');
});

test('a client that does not follow suggestions gets all at once', async () => {
  const { texts, grown, open } = waiting(twoLines, 3);
  const asked = texts('x;\n\n║\n');
  await turn();
  open();
  assert.deepEqual(await asked, ['one(1);\ntwo(2);']);
  assert.equal(grown.length, 0);
});

test('where nothing comes after the first line, it does not grow', async () => {
  const { texts, grown, open, service } = waiting(['one', '(1);', '\n', '\n'], 3, { followsSuggestions: true });
  assert.deepEqual(await texts('x;\n║\n'), ['one(1);']);
  open();
  for (let turns = 0; turns < 10; turns++) await turn();
  assert.equal(grown.length, 0);
  service.forget();
});

test('a newer request joins the run that writes what was typed', async () => {
  const { texts, traces, engine, open, written } = waiting(['left', ' + ', 'right;'], 1);
  const first = texts('return ║\n}');
  await written(1);
  const second = texts('return le║\n}');
  await assert.rejects(first);
  open();
  assert.deepEqual(await second, ['ft + right;']);
  assert.equal(engine.calls.prompts.length, 1);
  assert.deepEqual(
    traces.map(({ outcome, source }) => [outcome, source]),
    [
      ['cancelled', 'computed'],
      ['shown', 'joined'],
    ],
  );
});

test('a run that was cancelled goes on for somebody who types what it writes', async () => {
  const caller = new AbortController();
  const { texts, service, engine, open, written } = waiting(['left', ' + ', 'right;'], 1);
  const first = texts('return ║\n}', 'automatic', {}, caller.signal);
  await written(1);
  caller.abort(new Error('the client cancelled'));
  await assert.rejects(first);
  service.changed(cursorAt('return l║\n}'));
  open();
  assert.deepEqual(await texts('return l║\n}'), ['eft + right;']);
  assert.equal(engine.calls.prompts.length, 1);
});

test('a run that says something else than what was typed ends at once', async () => {
  const { texts, engine, service, open, written } = waiting(['left', ' + ', 'right;'], 1);
  const first = texts('return ║\n}');
  await written(1);
  service.changed(cursorAt('return x║\n}'));
  await assert.rejects(first, /something else was typed/);
  open();
  assert.deepEqual(await texts('return x║\n}'), ['other']);
  assert.equal(engine.calls.decoded, 2, 'one of the first run, one of the second');
});

test('a run that comes to say something else than what was typed gives way to a new one', async () => {
  const { texts, traces, open, written } = waiting(['le', 'ft;'], 1);
  const first = texts('return ║\n}');
  await written(1);
  const second = texts('return lem║\n}');
  await assert.rejects(first);
  open();
  assert.deepEqual(await second, ['other']);
  assert.equal(traces.at(-1)?.source, 'computed');
});

test('who asks by hand gets up to three distinct candidates from one prompt', async () => {
  const alternatives = ['left', 'right', 'middle', 'right'].map((text, n) => ({
    ...{ token: tokenOf(text) + (n === 3 ? 1 : 0), text, spell: '', logProbability: -n },
  }));
  const { complete, engine, traces } = bench({
    scripts: [
      { tokens: ['left', ';'], alternatives },
      { tokens: [';'] },
      { tokens: [''], end: 'length' },
      { tokens: [';'] },
    ],
  });
  const { judged, id } = await complete('return ║\n}', 'manual');
  assert.deepEqual(
    judged.map(({ draft }) => draft.text),
    ['left;', 'right;'],
    'half a line and what was said before are no candidates',
  );
  const [prompt = [], ...others] = engine.calls.prompts;
  assert.equal(engine.calls.options[0]?.alternatives, 4);
  assert.deepEqual(others[0], [...prompt, tokenOf('right')]);
  assert.equal(traces[0]?.candidates, 2);
  assert.equal(suggestionId(id, 0), id);
  assert.notEqual(suggestionId(id, 1), id);
});

test('what is on the screen stays the first of the candidates that somebody asks for', async () => {
  const { texts } = bench({ scripts: [{ tokens: ['left;'] }, { tokens: ['right;'] }], followsSuggestions: true });
  assert.deepEqual(await texts('return ║\n}'), ['left;']);
  assert.deepEqual(await texts('return l║\n}', 'manual'), ['eft;', 'right;']);
});

test('a suggestion that was rejected is shown at its place only to somebody who asks', async () => {
  const { complete, texts, service, traces } = bench({ scripts: [{ tokens: ['left;'] }] });
  const { id } = await complete('return ║\n}');
  service.suggestion({ id, kind: 'ignored' });
  assert.deepEqual(await texts('return ║\n}'), ['left;']);
  service.suggestion({ id, kind: 'rejected' });
  assert.deepEqual(await texts('return ║\n}'), []);
  assert.equal(traces.at(-1)?.reason, 'it was rejected here before');
  assert.deepEqual(await texts('yield ║\n}'), ['left;'], 'another place');
  assert.deepEqual(await texts('return ║\n}', 'manual'), ['left;']);
});

test('without focus and on battery only somebody who asks is answered', async () => {
  const { texts, service, traces, engine } = bench({ scripts: [{ tokens: ['left;'] }] });
  service.activity({ focused: false, savingPower: false });
  assert.deepEqual(await texts('return ║\n}'), []);
  assert.match(traces[0]?.reason ?? '', /focus/);
  service.activity({ focused: true, savingPower: true });
  assert.deepEqual(await texts('return ║\n}'), []);
  assert.match(traces[1]?.reason ?? '', /power/);
  assert.equal(engine.calls.prompts.length, 0);
  assert.deepEqual(await texts('return ║\n}', 'manual'), ['left;']);
});

test('where somebody arrives the prompt is evaluated ahead, unless the machine is to be left in peace', async () => {
  const { service, engine, warmUps, settings } = bench({ scripts: [{ tokens: ['left;'] }] });
  const arrive = async (marked: string, facts = {}) => {
    const told = warmUps.length;
    service.arrived(cursorAt(marked, facts));
    while (warmUps.length === told) await turn();
    return engine.calls.warmed.length;
  };
  assert.equal(await arrive('return ║\n}'), 1);
  assert.equal(await arrive('KEY=║', { uri: 'file:///project/.env' }), 1, 'a secret file');
  service.activity({ focused: false, savingPower: false });
  assert.equal(await arrive('return ║\n}'), 1, 'no focus');
  service.activity({ focused: true, savingPower: false, trusted: false });
  assert.equal(await arrive('return ║\n}'), 1, 'not trusted');
  service.activity({ focused: true, savingPower: false, trusted: true });
  settings.completion.automatic = false;
  assert.equal(await arrive('return ║\n}'), 1, 'automatic suggestions are off');
  settings.completion.automatic = true;
  assert.equal(await arrive('return ║\n}'), 2);
});

test('what is evaluated goes to disk only where that is allowed', async () => {
  const kept = async (options: BenchOptions) => {
    const { texts, engine } = bench({ scripts: [{ tokens: ['left;'] }], ...options });
    await texts('return ║\n}', 'manual', { uri: 'untitled:Untitled-1' });
    return engine.calls.options[0]?.keep;
  };
  assert.equal(await kept({}), 'disk');
  assert.equal(await kept({ trusted: false }), 'memory');
  assert.equal(await kept({ settings: (s) => (s.promptCache.disk = false) }), 'memory');
});
