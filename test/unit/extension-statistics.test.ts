import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { lengthOf, piecesAfter, piecesAfterAll, type Pieces } from '../../extension/statistics/kept';
import { keptAfterMs, Recorder } from '../../extension/statistics/recorder';
import { readStatistics, StatisticsStore } from '../../extension/statistics/store';
import type { Happening } from '../../extension/suggestions/lifecycle';
import type { CompletionTrace } from '../../shared/protocol';
import {
  added,
  dayName,
  latencyBounds,
  latencyOf,
  merged,
  noCounts,
  noStatistics,
  quantile,
  share,
  total,
  type Counts,
  type Days,
} from '../../shared/statistics';

suite('times', () => {
  test('are told to about a fifth', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 6, max: 9999, noNaN: true }), { minLength: 1 }), (times) => {
        const latency = times
          .map(latencyOf)
          .reduce((sum, one) => added({ ...noCounts(), latency: sum }, { latency: one }).latency, []);
        const median = [...times].sort((a, b) => a - b)[Math.ceil(times.length / 2) - 1]!;
        const found = quantile(latency, 0.5)!;
        assert.ok(found >= median / 1.5 && found <= median * 1.5, `${found} for ${median}`);
      }),
    );
  });
  test('that are none have no median, and those without end have the last bound', () => {
    assert.equal(quantile([], 0.5), null);
    assert.equal(quantile(latencyOf(1e9), 0.95), latencyBounds.at(-1));
    assert.equal(share(0, 0), null);
  });
});

suite('sums', () => {
  const counts = (more: Partial<Counts>) => added(noCounts(), more);
  const days: Days = {
    '2025-03-30': { python: counts({ shown: 1, latency: [1] }), go: counts({ shown: 2 }) },
    '2025-03-31': { python: counts({ shown: 4, latency: [0, 1] }) },
  };
  test('are over days and languages', () => {
    assert.equal(total(Object.values(days), null).shown, 7);
    assert.deepEqual(total(Object.values(days), 'python'), counts({ shown: 5, latency: [1, 1] }));
    assert.deepEqual(total([], null), noCounts());
  });
  test('of two windows are one', () => {
    assert.equal(merged(days, { '2025-03-31': { go: counts({ shown: 9 }) } })['2025-03-31']?.go?.shown, 9);
    assert.equal(total(Object.values(merged(days, days)), null).shown, 14);
  });
  test('know the calendar', () => {
    assert.equal(dayName(new Date(2025, 2, 1), 1), '2025-02-28');
    assert.equal(dayName(new Date(2025, 2, 30, 23), 0), '2025-03-30');
  });
});

suite('accepted text', () => {
  const at = (start: number, end: number) => ({ start, end });
  test('is followed through what is written and deleted around it', () => {
    const cases: [Pieces, Parameters<typeof piecesAfter>[1], Pieces][] = [
      [[at(5, 9)], { offset: 0, removed: 1, text: 'abc' }, [at(7, 11)]],
      [[at(5, 9)], { offset: 9, removed: 2, text: 'x' }, [at(5, 9)]],
      [[at(5, 9)], { offset: 7, removed: 0, text: 'xx' }, [at(5, 7), at(9, 11)]],
      [[at(5, 9)], { offset: 6, removed: 1, text: '' }, [at(5, 6), at(6, 8)]],
      [[at(5, 9)], { offset: 3, removed: 3, text: '' }, [at(3, 6)]],
      [[at(5, 9)], { offset: 5, removed: 4, text: 'same' }, []],
    ];
    for (const [before, change, after] of cases) assert.deepEqual(piecesAfter(before, change), after);
  });

  test('is counted as a document shows it', () => {
    // Accepted units are `x`; whatever is written besides is not.
    const change = fc.record({ offset: fc.nat(30), removed: fc.nat(6), text: fc.constantFrom('', 'a', 'bcd') });
    fc.assert(
      fc.property(fc.array(change), (changes) => {
        let text = '..........xxxxxxxxxx..........';
        let pieces: Pieces = [at(10, 20)];
        for (const { offset, removed, text: written } of changes) {
          const place = Math.min(offset, text.length);
          const length = Math.min(removed, text.length - place);
          text = text.slice(0, place) + written + text.slice(place + length);
          pieces = piecesAfter(pieces, { offset: place, removed: length, text: written });
        }
        assert.equal(lengthOf(pieces), text.replaceAll(/[^x]/g, '').length);
        assert.ok(pieces.every(({ start, end }) => /^x+$/.test(text.slice(start, end))));
      }),
    );
  });

  test('is followed through changes at several places at once, in whatever order', () => {
    const changes = [
      { offset: 0, removed: 0, text: 'ab' },
      { offset: 6, removed: 1, text: '' },
    ];
    assert.deepEqual(piecesAfterAll([at(5, 9)], changes), piecesAfterAll([at(5, 9)], changes.toReversed()));
  });
});

/** A recorder whose clock is run by hand, and what it counted, all languages together. */
function recording(counting = true) {
  let counts = noCounts();
  const timers: { ms: number; run: () => void }[] = [];
  const recorder = new Recorder({
    counting: () => counting,
    count: (_, more) => (counts = added(counts, more)),
    after: (ms, run) => {
      timers.push({ ms, run });
      return () => undefined;
    },
  });
  return { recorder, timers, counts: () => counts };
}

suite('the recorder', () => {
  const offer = { id: 's', uri: 'file:///a', languageId: 'python', offset: 10, text: 'a + b' };
  const accepted: Happening = { kind: 'accepted', offer, offset: 12, part: 3 };
  const ended = (outcome: Extract<Happening, { kind: 'ended' }>['outcome'], visibleMs: number): Happening => ({
    ...{ kind: 'ended', outcome, languageId: 'python', visibleMs },
  });

  test('counts what could be seen, by its end', () => {
    const { recorder, counts } = recording();
    recorder.happened(ended('ignored', 100));
    recorder.happened(ended('ignored', 2000));
    recorder.happened(ended('rejected', 2000));
    recorder.happened(ended('accepted', 100));
    recorder.happened(ended('partlyAccepted', 300));
    const { shown, rejected, accepted: taken, partlyAccepted } = counts();
    assert.deepEqual(
      { shown, rejected, taken, partlyAccepted },
      { shown: 4, rejected: 1, taken: 1, partlyAccepted: 1 },
    );
  });

  test('looks after half a minute what is still there', () => {
    const { recorder, timers, counts } = recording();
    recorder.happened(accepted);
    assert.equal(timers[0]?.ms, keptAfterMs);
    recorder.changed('file:///a', [{ offset: 13, removed: 1, text: 'x' }]);
    recorder.changed('file:///b', [{ offset: 0, removed: 99, text: '' }]);
    timers[0].run();
    const { acceptedCharacters, checkedCharacters, keptCharacters } = counts();
    assert.deepEqual([acceptedCharacters, checkedCharacters, keptCharacters], [3, 3, 2]);
  });

  test('counts tokens once', () => {
    const { recorder, counts } = recording();
    const figures = { promptTokens: 100, reusedTokens: 90, generatedTokens: 7, promptMs: 1, decodeMs: 1 };
    const trace = { languageId: 'python', outcome: 'shown', figures } as CompletionTrace;
    recorder.traced(trace);
    recorder.traced({ ...trace, source: 'cached' });
    const { requests, cacheHits, reusedTokens, evaluatedTokens, generatedTokens } = counts();
    assert.deepEqual([requests, cacheHits, reusedTokens, evaluatedTokens, generatedTokens], [2, 1, 90, 10, 7]);
  });

  test('counts nothing where the user does not want it', () => {
    const { recorder, timers, counts } = recording(false);
    recorder.happened(accepted);
    recorder.happened(ended('accepted', 1000));
    recorder.offered('python', 10);
    assert.deepEqual([counts(), timers], [noCounts(), []]);
  });
});

/** VS Code's storage, whose values other windows may change. */
class Storage {
  value: unknown;
  fails = false;
  get(): unknown {
    return this.value;
  }
  update(_: string, value: unknown): Promise<void> {
    if (this.fails) return Promise.reject(new Error('full'));
    this.value = structuredClone(value);
    return Promise.resolve();
  }
}

suite('the store of statistics', () => {
  const now = () => new Date(2025, 2, 31);
  const open = (storage: Storage, errors: unknown[] = []) =>
    new StatisticsStore(storage, now, (error) => errors.push(error));

  test('adds up what several windows counted', async () => {
    const storage = new Storage();
    const [one, other] = [open(storage), open(storage)];
    one.count('python', { shown: 1 });
    other.count('python', { shown: 2 });
    await one.flush();
    await other.flush();
    await other.flush();
    assert.equal(one.days['2025-03-31']?.python?.shown, 3);
  });

  test('forgets days that are long over, and all of it when asked', async () => {
    const storage = new Storage();
    const old = { '2024-12-31': { python: noCounts() }, '2025-01-01': { python: noCounts() } };
    storage.value = { version: 1, days: old };
    const store = open(storage);
    store.count('python', { shown: 1 });
    await store.flush();
    assert.deepEqual(Object.keys(store.days), ['2025-01-01', '2025-03-31']);
    store.count('python', { shown: 1 });
    await store.reset();
    assert.deepEqual(store.days, {});
  });

  test('keeps what could not be written for the next time', async () => {
    const storage = new Storage();
    const errors: unknown[] = [];
    const store = open(storage, errors);
    store.count('python', { shown: 1 });
    storage.fails = true;
    await store.flush();
    assert.equal(errors.length, 1);
    storage.fails = false;
    await store.flush();
    assert.equal(total(Object.values(readStatistics(storage.value).days), null).shown, 1);
  });

  test('stays small with very many languages', () => {
    const store = open(new Storage());
    for (let index = 0; index < 100; index++) store.count(`language${index}`, { shown: 1 });
    const languages = store.days['2025-03-31'] ?? {};
    assert.equal(Object.keys(languages).length, 21);
    assert.equal(languages.other?.shown, 80);
  });

  test('does not count on what another version wrote', () => {
    for (const value of [undefined, null, 'x', { version: 2, days: {} }, { version: 1 }]) {
      assert.deepEqual(readStatistics(value), noStatistics);
    }
  });
});
