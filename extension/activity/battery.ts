import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** How long a program of the system may take to answer, in milliseconds. */
const timeoutMs = 5000;

/**
 * Whether this machine runs on its battery; null where that cannot be known, as on a machine that has none.
 * @param supplies Folder in which Linux lists power supplies.
 */
export async function onBattery(
  platform: NodeJS.Platform,
  supplies = '/sys/class/power_supply',
): Promise<boolean | null> {
  try {
    switch (platform) {
      case 'linux':
        return onBatteryOf(await linuxSupplies(supplies));
      case 'darwin':
        return fromPmset((await run('pmset', ['-g', 'batt'], { timeout: timeoutMs })).stdout);
      case 'win32':
        return fromWindows(
          (await run('powershell.exe', windowsQuery, { timeout: timeoutMs, windowsHide: true })).stdout,
        );
      default:
        return null;
    }
  } catch {
    // No such folder or program: nothing is known, and nothing is saved.
    return null;
  }
}

/** What Linux tells of one supply of power. */
export interface Supply {
  type: string;
  /** `Device` where it is the battery of a mouse or a headset. */
  scope: string;
  status: string;
  online: string;
}

/** Whether one of the machine's own batteries is discharging and no mains is connected; null without a battery. */
export function onBatteryOf(supplies: readonly Supply[]): boolean | null {
  const own = supplies.filter(({ scope }) => scope !== 'Device');
  const batteries = own.filter(({ type }) => type === 'Battery');
  if (batteries.length === 0) return null;
  const mains = own.some(({ type, online }) => type !== 'Battery' && online === '1');
  return !mains && batteries.some(({ status }) => status === 'Discharging');
}

async function linuxSupplies(folder: string): Promise<Supply[]> {
  return Promise.all(
    (await readdir(folder)).map(async (name) => {
      const read = (file: string) =>
        readFile(path.join(folder, name, file), 'utf8').then(
          (text) => text.trim(),
          () => '',
        );
      const [type, scope, status, online] = await Promise.all(['type', 'scope', 'status', 'online'].map(read));
      return { type: type ?? '', scope: scope ?? '', status: status ?? '', online: online ?? '' };
    }),
  );
}

/** Reads what `pmset -g batt` of macOS prints first: `Now drawing from 'Battery Power'`. */
export function fromPmset(printed: string): boolean | null {
  const source = /drawing from '([^']+)'/.exec(printed)?.[1];
  return source === undefined ? null : source === 'Battery Power';
}

const windowsQuery = [
  ...['-NoProfile', '-NonInteractive', '-Command'],
  '(Get-CimInstance -ClassName Win32_Battery).BatteryStatus -join ","',
];

/** Reads Windows' `BatteryStatus`, one number a battery: 1 is discharging. */
export function fromWindows(printed: string): boolean | null {
  const states = printed
    .trim()
    .split(',')
    .filter((state) => state !== '');
  return states.length === 0 ? null : states.includes('1');
}
