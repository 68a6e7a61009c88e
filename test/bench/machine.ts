import os from 'node:os';

/** What the figures depend on besides the programs. */
export interface Machine {
  /** As `Intel(R) Xeon(R), 2 cores, 24 GB, linux x64, Node 20.20.0`. */
  kind: string;
  /** The day, as 2026-01-31. */
  date: string;
}

export function thisMachine(now = new Date()): Machine {
  const cpus = os.cpus();
  const model = (cpus[0]?.model ?? 'unknown processor').replace(/\s+/g, ' ').trim();
  const gigabytes = Math.round(os.totalmem() / 2 ** 30);
  return {
    kind: `${model}, ${cpus.length} cores, ${gigabytes} GB, ${process.platform} ${process.arch}, Node ${process.versions.node}`,
    date: now.toISOString().slice(0, 10),
  };
}
