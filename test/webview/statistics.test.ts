import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { added, dayName, noCounts, withCounts, type Days, type ToStatisticsPage } from '../../shared/statistics';
import { openStatisticsHouse, themes, type House, type StatisticsPage } from '../support/page/harness';
import { lowContrasts } from '../support/page/contrast';

const results = path.resolve(import.meta.dirname, '../results/page');
const today = '2025-03-31';

/** Thirty days of three languages that look like somebody's. */
function someDays(): Days {
  let days: Days = {};
  for (let before = 0; before < 30; before++) {
    const day = dayName(new Date(2025, 2, 31), before);
    // Nobody writes at the weekend, and every second day there is some Go.
    if (before % 7 > 4) continue;
    const shown = 40 + ((before * 13) % 25);
    const counts = {
      ...{ shown, accepted: Math.round(shown * 0.35), partlyAccepted: 5, rejected: 6 },
      ...{ acceptedCharacters: 900, checkedCharacters: 880, keptCharacters: 760 },
      latency: [0, 2, 9, 14, 12, 6, 3, 5, 9, 14, 22, 17, 8, 3, 1],
      ...{ requests: 160, cacheHits: 70, reusedTokens: 91_000, evaluatedTokens: 1_800, generatedTokens: 3_100 },
    };
    days = withCounts(days, day, 'python', counts);
    days = withCounts(days, day, 'typescriptreact', added(noCounts(), { ...counts, shown: 20, accepted: 4 }));
    if (before % 2 === 0) days = withCounts(days, day, 'go', { shown: 9, accepted: 2, latency: [0, 0, 1] });
  }
  return days;
}

const statistics = (days: Days, counting = true): ToStatisticsPage => ({ type: 'statistics', days, today, counting });

const scenes: Record<string, ToStatisticsPage> = {
  full: statistics(someDays()),
  empty: statistics({}),
  off: statistics(withCounts({}, today, 'python', { shown: 1, accepted: 1, latency: [0, 0, 1] }), false),
};

describe('the page with the statistics', () => {
  let house: House<StatisticsPage>;
  let opened: StatisticsPage;

  before(async () => {
    await mkdir(results, { recursive: true });
    house = await openStatisticsHouse();
  });
  after(() => house.close());

  const picture = async (name: string) => {
    const file = path.join(results, `statistics-${name}.png`);
    await opened.page.screenshot({ path: file, animations: 'disabled', fullPage: true });
  };
  const end = async () => {
    assert.deepEqual(await opened.complaints(), []);
    await opened.close();
  };
  const tile = (name: string) => opened.page.locator('.tile', { hasText: name }).locator('.value').innerText();

  for (const theme of Object.keys(themes) as (keyof typeof themes)[]) {
    for (const [name, scene] of Object.entries(scenes)) {
      test(`${theme}, ${name}: every text can be read`, async () => {
        opened = await house.open({ theme, width: 920, height: 800 });
        await opened.deliver(scene);
        await picture(`${theme}-${name}`);
        assert.deepEqual(await lowContrasts(opened.page), []);
        await end();
      });
    }
  }

  for (const width of [240, 420]) {
    test(`${width} pixels: nothing sticks out`, async () => {
      opened = await house.open({ width, height: 800 });
      await opened.deliver(scenes.full!);
      for (const summary of await opened.page.locator('summary').all()) await summary.click();
      await picture(`width-${width}`);
      const wide = await opened.page.evaluate(() => {
        const parts = [...document.querySelectorAll('body *:not(.table *, .unseen, svg *, option)')];
        return parts
          .filter((part) => part.checkVisibility() && part.getBoundingClientRect().right > innerWidth + 0.5)
          .map((part) => `${part.tagName}.${part.getAttribute('class') ?? ''}`);
      });
      assert.deepEqual(wide, []);
      await end();
    });
  }

  test('with forced colours', async () => {
    opened = await house.open({ theme: 'contrast', forcedColors: 'active', width: 920 });
    await opened.deliver(scenes.full!);
    await picture('forced-colors');
    await end();
  });

  test('it adds up what was counted', async () => {
    opened = await house.open({ width: 920 });
    const days = withCounts({}, today, 'python', {
      ...{ shown: 8, accepted: 2, partlyAccepted: 1, checkedCharacters: 10, keptCharacters: 9 },
      ...{ latency: [0, 0, 0, 4], requests: 10, cacheHits: 4, reusedTokens: 95, evaluatedTokens: 5 },
    });
    await opened.deliver(statistics(withCounts(days, '2025-03-02', 'go', { shown: 1 })));
    assert.equal(await tile('Shown'), '9');
    assert.equal(await tile('Accepted'), '22 %');
    assert.equal(await tile('Kept after'), '90 %');
    assert.equal(await tile('Median time'), '12 ms');
    assert.equal(await tile('Prompt reused'), '95 %');
    assert.equal(await tile('Known already'), '40 %');
    await end();
  });

  test('a period and a language can be chosen by the keyboard, and stay chosen', async () => {
    opened = await house.open({ width: 920 });
    const { page } = opened;
    await opened.deliver(scenes.full!);
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate(() => document.activeElement?.id), 'period');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Tab');
    await page.getByRole('combobox', { name: 'Language' }).selectOption('go');
    const said = await page.getByRole('status').innerText();
    assert.match(said, /^Last 7 days, go: 27 suggestions shown, 6 accepted\.$/);
    await opened.deliver(scenes.full!);
    assert.equal(await page.getByRole('status').innerText(), said);
    await opened.reload();
    await opened.deliver(scenes.full!);
    assert.equal(await page.getByRole('status').innerText(), said);
    await end();
  });

  test('each picture has a sentence and a table', async () => {
    opened = await house.open({ width: 920 });
    const { page } = opened;
    await opened.deliver(scenes.full!);
    const byDay = page.locator('figure', { hasText: 'Suggestions by day' });
    assert.match((await byDay.getByRole('img').getAttribute('aria-label'))!, /2025-03-02 to 2025-03-31: Accepted \d/);
    await byDay.locator('summary').focus();
    await page.keyboard.press('Enter');
    const table = byDay.getByRole('table', { name: 'Suggestions by day' });
    assert.equal(await table.getByRole('row').count(), 31);
    await opened.deliver(scenes.full!);
    assert.ok(await table.isVisible(), 'an open table stays open when new numbers come');
    await end();
  });

  test('the reset asks the extension', async () => {
    opened = await house.open({ width: 920 });
    await opened.deliver(scenes.full!);
    await opened.page.getByRole('button', { name: 'Reset' }).click();
    await opened.waitFor('reset');
    await opened.deliver(scenes.empty!);
    await opened.page.getByText('Nothing was counted yet.').waitFor();
    await end();
  });

  test('it says that counting is turned off, and where to turn it on', async () => {
    opened = await house.open({ width: 920 });
    await opened.deliver(scenes.off!);
    await opened.page.getByText('Counting is turned off.').waitFor();
    await opened.page.getByRole('button', { name: 'Open Settings' }).click();
    await opened.waitFor('openSettings');
    await end();
  });
});
