import { execFileSync } from 'node:child_process';
import fs from 'node:fs';

export interface Process {
  pid: number;
  parent: number;
  /** Program and arguments, joined with spaces. */
  command: string;
}

/** All processes of this machine: from /proc where there is one, else from `ps`. */
export function processes(): Process[] {
  return hasProc() ? fromProc() : fromPs();
}

/** The processes that `root` started, and theirs, parents first; without `root` itself. */
export function descendants(root: number): Process[] {
  const all = processes();
  const found: Process[] = [];
  for (let parents = [root]; parents.length > 0;) {
    const children = all.filter((process) => parents.includes(process.parent));
    found.push(...children);
    parents = children.map((process) => process.pid);
  }
  return found;
}

/** Whether it still runs. A zombie, which only waits for its parent to read its exit code, does not. */
export function isAlive(pid: number): boolean {
  return processes().some((process) => process.pid === pid);
}

/**
 * Bytes of memory that a process holds now.
 * @throws Error when it has ended.
 */
export function residentBytes(pid: number): number {
  const kilobytes = hasProc()
    ? /VmRSS:\s*(\d+) kB/.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
    : execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' }).trim();
  return Number(kilobytes) * 1024;
}

/** Ends a process at once, as a crash does. One that is already gone is left at that. */
export function killNow(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function hasProc(): boolean {
  return fs.existsSync('/proc/self/stat');
}

function fromProc(): Process[] {
  const found: Process[] = [];
  for (const name of fs.readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      // The second field is the program in parentheses, and may itself hold spaces and parentheses.
      const stat = fs.readFileSync(`/proc/${name}/stat`, 'utf8');
      const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      if (state === 'Z') continue;
      const command = fs.readFileSync(`/proc/${name}/cmdline`, 'utf8').split('\0').join(' ').trim();
      found.push({ pid: Number(name), parent: Number(parent), command });
    } catch (error) {
      // It ended between the listing and the reading.
      const code = (error as NodeJS.ErrnoException).code;
      if (code !== 'ENOENT' && code !== 'ESRCH') throw error;
    }
  }
  return found;
}

function fromPs(): Process[] {
  const table = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,state=,args='], { encoding: 'utf8' });
  return [...table.matchAll(/^\s*(\d+)\s+(\d+)\s+([^Z\s]\S*)\s+(.*)$/gm)].map(([, pid, parent, , command]) => ({
    pid: Number(pid),
    parent: Number(parent),
    command: command ?? '',
  }));
}
