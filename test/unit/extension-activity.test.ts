import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { suite, test } from 'node:test';
import { ActivityWatch, batteryMs, type Saver } from '../../extension/activity/activity';
import { fromPmset, fromWindows, onBattery, onBatteryOf, type Supply } from '../../extension/activity/battery';
import type { Activity } from '../../shared/protocol';

interface Options {
  saver?: Saver;
  pauseUnfocused?: number;
  battery?: boolean | null;
  focused?: boolean;
}

/** A watch whose clocks are run by hand. */
function watch({ saver = 'off', pauseUnfocused = 120, battery = null, focused = true }: Options = {}) {
  const settings = { saver, pauseUnfocused };
  const sent: Activity[] = [];
  const timers: { ms: number; run: () => void; repeats: boolean }[] = [];
  const machine = { battery };
  const clock = (repeats: boolean) => (ms: number, run: () => void) => {
    const timer = { ms, run, repeats };
    timers.push(timer);
    return () => {
      timers.splice(timers.indexOf(timer), 1);
    };
  };
  const made = new ActivityWatch(
    {
      send: (activity) => sent.push(activity),
      settings: () => settings,
      onBattery: () => Promise.resolve(machine.battery),
      after: clock(false),
      every: clock(true),
    },
    focused,
    true,
  );
  return { watch: made, sent, timers, settings, machine };
}

/** Lets what was promised come. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

suite('the activity of a window', () => {
  test('goes on for a while without the focus, then rests', () => {
    const { watch: activity, sent, timers } = watch();
    activity.focusChanged(false);
    assert.deepEqual(sent, []);
    assert.equal(timers[0]?.ms, 120_000);
    timers[0].run();
    assert.deepEqual(sent, [{ focused: false, savingPower: false, trusted: true }]);
    activity.focusChanged(true);
    assert.deepEqual(sent[1], { focused: true, savingPower: false, trusted: true });
  });

  test('does not rest when the focus is back in time, or with 0 seconds', () => {
    const back = watch();
    back.watch.focusChanged(false);
    back.watch.focusChanged(true);
    assert.deepEqual(back.timers, []);
    const never = watch({ pauseUnfocused: 0 });
    never.watch.focusChanged(false);
    assert.deepEqual([never.timers, never.sent], [[], []]);
  });

  test('of a window that opened in the background rests after its grace', () => {
    const { timers, sent } = watch({ focused: false });
    timers[0]?.run();
    assert.equal(sent[0]?.focused, false);
  });

  test('saves power by setting', () => {
    const { watch: activity, sent, settings } = watch({ saver: 'on' });
    assert.equal(activity.now.savingPower, true);
    settings.saver = 'off';
    activity.settingsChanged();
    assert.deepEqual(sent, [{ focused: true, savingPower: false, trusted: true }]);
  });

  test('looks at the battery only when asked to, and seldom', async () => {
    const off = watch({ battery: true });
    assert.deepEqual(off.timers, []);
    const { watch: activity, sent, timers, machine } = watch({ saver: 'onBattery', battery: true });
    await settled();
    assert.equal(sent.at(-1)?.savingPower, true);
    assert.deepEqual(
      timers.map(({ ms, repeats }) => ({ ms, repeats })),
      [{ ms: batteryMs, repeats: true }],
    );
    machine.battery = false;
    timers[0]?.run();
    await settled();
    assert.equal(sent.at(-1)?.savingPower, false);
    activity.focusChanged(false);
    assert.ok(!timers.some(({ repeats }) => repeats), 'not in the background');
    activity.dispose();
    assert.deepEqual(timers, []);
  });

  test('tells of trust', () => {
    const { watch: activity, sent } = watch();
    activity.trustGranted();
    assert.deepEqual(sent, [], 'it was trusted before');
  });
});

suite('the battery', () => {
  const supply = (type: string, more: Partial<Supply> = {}): Supply => ({
    ...{ type, scope: '', status: '', online: '' },
    ...more,
  });
  const discharging = supply('Battery', { status: 'Discharging' });

  test('of Linux', () => {
    assert.equal(onBatteryOf([]), null);
    assert.equal(onBatteryOf([discharging, supply('Mains', { online: '0' })]), true);
    assert.equal(onBatteryOf([discharging, supply('Mains', { online: '1' })]), false);
    assert.equal(onBatteryOf([discharging, supply('USB', { online: '1' })]), false);
    assert.equal(onBatteryOf([supply('Battery', { status: 'Full' })]), false);
    assert.equal(onBatteryOf([supply('Battery', { status: 'Discharging', scope: 'Device' })]), null, 'a mouse');
  });

  test('of Linux, read from its files', async () => {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'cria-power-'));
    try {
      await mkdir(path.join(folder, 'BAT0'));
      await writeFile(path.join(folder, 'BAT0', 'type'), 'Battery\n');
      await writeFile(path.join(folder, 'BAT0', 'status'), 'Discharging\n');
      assert.equal(await onBattery('linux', folder), true);
    } finally {
      await rm(folder, { recursive: true });
    }
    assert.equal(await onBattery('linux', folder), null);
    assert.equal(await onBattery('aix'), null);
  });

  test('of macOS', () => {
    assert.equal(fromPmset("Now drawing from 'Battery Power'\n -InternalBattery-0 (id=1)\t57%; discharging"), true);
    assert.equal(fromPmset("Now drawing from 'AC Power'\n"), false);
    assert.equal(fromPmset(''), null);
  });

  test('of Windows', () => {
    assert.equal(fromWindows('1\r\n'), true);
    assert.equal(fromWindows('2,1\r\n'), true);
    assert.equal(fromWindows('2\r\n'), false);
    assert.equal(fromWindows('\r\n'), null);
  });
});
