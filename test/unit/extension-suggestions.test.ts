import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import {
  follow,
  nothingShown,
  seenMs,
  type Following,
  type Happening,
  type Input,
  type Offer,
} from '../../extension/suggestions/lifecycle';
import { canContinue, continuesItem } from '../../extension/suggestions/selected';

const uri = 'file:///a.py';

function offer(text: string, offset = 10, id = text): Offer {
  return { id, uri, languageId: 'python', offset, text };
}

const offered = (...offers: Offer[]): Input => ({ kind: 'offered', offers });
const moved = (offset: number): Input => ({ kind: 'moved', uri, offset });
const accepted = (id: string): Input => ({ kind: 'accepted', id });

/** A change at one place; where the cursor is after it, VS Code tells next. */
function types(text: string, offset: number, removed = 0): Input[] {
  return [{ kind: 'changed', uri, changes: [{ offset, removed, text }] }, moved(offset + text.length)];
}

/** All that happens, each a second after the last. */
function run(inputs: readonly Input[], gapMs = 1000): { state: Following; happened: string[]; all: Happening[] } {
  let state = nothingShown;
  const all: Happening[] = [];
  for (const [index, input] of inputs.entries()) {
    const step = follow(state, input, index * gapMs);
    state = step.state;
    all.push(...step.happenings);
  }
  return { state, all, happened: all.map(inWords) };
}

function inWords(happening: Happening): string {
  if (happening.kind === 'ended') return `ended ${happening.outcome}`;
  const characters = happening.kind === 'partlyAccepted' ? ` ${happening.characters}` : '';
  return `${happening.kind} ${happening.offer.id}${characters}`;
}

suite('a suggestion', () => {
  test('that is accepted', () => {
    const { happened, all } = run([offered(offer('a + b')), ...types('a + b', 10), accepted('a + b')]);
    assert.deepEqual(happened, ['shown a + b', 'accepted a + b', 'ended accepted']);
    assert.deepEqual(all[1], { kind: 'accepted', offer: offer('a + b'), offset: 10, part: 5 });
  });

  test('whose edit comes in parts is accepted all the same', () => {
    const closers: Input = {
      kind: 'changed',
      uri,
      changes: [
        { offset: 10, removed: 0, text: 'a[' },
        { offset: 11, removed: 0, text: ']' },
      ],
    };
    const { happened } = run([offered(offer('a[0])')), closers, accepted('a[0])')]);
    assert.deepEqual(happened.slice(-2), ['accepted a[0])', 'ended accepted']);
  });

  test('that is accepted by words', () => {
    const { happened } = run([
      offered(offer('first second third')),
      ...types('first', 10),
      offered(offer(' second third', 15)),
      ...types(' second', 15),
      moved(3),
    ]);
    assert.deepEqual(happened, [
      'shown first second third',
      'partlyAccepted first second third 5',
      'shown  second third',
      'partlyAccepted  second third 7',
      'ended partlyAccepted',
    ]);
  });

  test('that is typed through, a part and then Tab, is one for a person', () => {
    const { happened, all } = run([
      offered(offer('a + b')),
      ...types('a', 10),
      offered(offer(' + b', 11)),
      ...types(' + b', 11),
      accepted(' + b'),
    ]);
    assert.deepEqual(happened, ['shown a + b', 'shown  + b', 'accepted  + b', 'ended accepted']);
    assert.deepEqual(all.at(-1), { kind: 'ended', outcome: 'accepted', languageId: 'python', visibleMs: 6000 });
  });

  test('that grows goes on as the same', () => {
    const { happened } = run([offered(offer('if x:')), offered(offer('if x:\n    y', 10, 'longer')), moved(2)]);
    assert.deepEqual(happened, ['shown if x:', 'shown longer', 'ignored longer', 'ended ignored']);
  });

  test('typed with its brackets and its line break is not accepted in part', () => {
    const call = offer('f(x)\n    g()');
    const inputs = [offered(call), ...types('f', 10), ...types('()', 11).slice(0, 1), moved(12)];
    assert.deepEqual(run(inputs).happened, ['shown f(x)\n    g()']);
    const over = [...types('x', 12), ...types(')', 13, 1), ...types('\n    ', 14)];
    const { happened, state } = run([...inputs, ...over]);
    assert.deepEqual(happened, ['shown f(x)\n    g()']);
    assert.equal(state.showing?.progress, 9);
  });

  test('that is typed back and forth goes on', () => {
    const back: Input = { kind: 'changed', uri, changes: [{ offset: 11, removed: 1, text: '' }] };
    const { happened, state } = run([offered(offer('abc')), ...types('a', 10), ...types('b', 11), back, moved(11)]);
    assert.deepEqual(happened, ['shown abc']);
    assert.equal(state.showing?.progress, 1);
  });

  test('that Escape takes away is rejected, every one of several', () => {
    const { happened, state } = run([offered(offer('one'), offer('two')), { kind: 'dismissed' }]);
    assert.deepEqual(happened, ['shown one', 'rejected one', 'rejected two', 'ended rejected']);
    assert.deepEqual(state, nothingShown);
  });

  test('the user leaves behind is ignored', () => {
    assert.deepEqual(run([offered(offer('x')), moved(4)]).happened.slice(1), ['ignored x', 'ended ignored']);
    assert.deepEqual(run([offered(offer('x')), { kind: 'left' }]).happened.slice(1), ['ignored x', 'ended ignored']);
    assert.deepEqual(run([offered(offer('x')), offered()]).happened.slice(1), ['ignored x', 'ended ignored']);
  });

  test('that another one takes the place of is ignored', () => {
    assert.deepEqual(run([offered(offer('x')), offered(offer('y'))]).happened, [
      'shown x',
      'ignored x',
      'ended ignored',
      'shown y',
    ]);
  });

  test('follows changes above it', () => {
    const above: Input = { kind: 'changed', uri, changes: [{ offset: 0, removed: 1, text: 'import x\n' }] };
    const { happened, all } = run([offered(offer('a + b')), above, ...types('a + b', 18), accepted('a + b')]);
    assert.deepEqual(happened, ['shown a + b', 'accepted a + b', 'ended accepted']);
    assert.ok(all[1]?.kind === 'accepted' && all[1].offset === 18);
  });

  test('does not hear of other documents', () => {
    const { state } = run([offered(offer('x')), { kind: 'changed', uri: 'file:///b', changes: [] }]);
    assert.equal(state.showing?.offers[0].id, 'x');
  });
});

suite('a suggestion that typing contradicts', () => {
  const typed = (text: string) => Array.from(text, (key, index) => types(key, 10 + index)).flat();
  test('is rejected when the user goes on', () => {
    assert.deepEqual(run([offered(offer('a + b')), ...typed('zzzzzzzz')]).happened, ['shown a + b']);
    const meant = ['shown a + b', 'rejected a + b', 'ended rejected'];
    assert.deepEqual(run([offered(offer('a + b')), ...typed('zzzzzzzzz')]).happened, meant);
    assert.deepEqual(run([offered(offer('a + b')), ...typed('zz'), ...types('\n', 12)]).happened, meant);
    assert.deepEqual(run([offered(offer('a + b')), ...typed('zz'), moved(40)]).happened, meant);
    assert.deepEqual(run([offered(offer('a + b')), ...typed('zz'), { kind: 'left' }]).happened, meant);
  });

  test('is not rejected when the user takes that back', () => {
    const back: Input = { kind: 'changed', uri, changes: [{ offset: 10, removed: 1, text: '' }] };
    const again = offered(offer('a + b', 10, 'again'));
    assert.deepEqual(run([offered(offer('a + b')), ...typed('z'), back, moved(10), again]).happened, [
      'shown a + b',
      'ignored a + b',
      'ended ignored',
      'shown again',
    ]);
  });

  test('is not rejected when there was no time to read it', () => {
    const { happened } = run([offered(offer('a + b')), ...typed('z')], seenMs / 2);
    assert.deepEqual(happened, ['shown a + b', 'ignored a + b', 'ended ignored']);
  });
});

suite('whatever the editor tells', () => {
  const change = fc.record({
    offset: fc.nat(20),
    removed: fc.nat(3),
    text: fc.constantFrom('', 'a', 'b', 'ab', '()', '\n', 'aba'),
  });
  const input = fc.oneof(
    fc
      .array(fc.tuple(fc.constantFrom('ab', 'aba', 'b()', 'a\nb'), fc.nat(20)), { maxLength: 3 })
      .map((offers) => offered(...offers.map(([text, offset], index) => offer(text, offset, `${text}${index}`)))),
    fc.array(change, { minLength: 1, maxLength: 2 }).map((changes): Input => ({ kind: 'changed', uri, changes })),
    fc.nat(20).map(moved),
    fc.constantFrom('ab0', 'aba0', 'b()1').map(accepted),
    fc.constantFrom<Input>({ kind: 'dismissed' }, { kind: 'left' }),
  );

  test('what was shown ends once, and no part is longer than the text', () => {
    fc.assert(
      fc.property(fc.array(input, { maxLength: 30 }), (inputs) => {
        const { all, state } = run([...inputs, { kind: 'left' }]);
        assert.deepEqual(state, nothingShown);
        const ended = all.filter(({ kind }) => kind === 'ended').length;
        const shown = all.filter(({ kind }) => kind === 'shown').length;
        assert.ok(ended <= shown);
        assert.equal(ended === 0, shown === 0);
        for (const happening of all) {
          if (happening.kind !== 'accepted' && happening.kind !== 'partlyAccepted') continue;
          assert.ok(happening.part >= 0 && happening.part <= happening.offer.text.length);
        }
      }),
    );
  });
});

suite('a suggestion beside the list of completions', () => {
  test('has to begin with the selected item', () => {
    const item = { typed: 'con', text: 'console' };
    assert.ok(canContinue(item));
    assert.ok(continuesItem(item, 'sole.log(x)'));
    assert.ok(!continuesItem(item, 'st x = 1'));
    assert.ok(!canContinue({ typed: 'cns', text: 'console' }));
  });
});
