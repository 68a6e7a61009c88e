import { SingleBar } from 'cli-progress';

/** Where a step tells how it gets on. */
export interface Progress {
  say(text: string): void;
  /** Begins to count bytes: a bar where the total is known, else the count alone. */
  begin(total: number | null): void;
  update(bytes: number): void;
  end(): void;
}

const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;

/** Prints to standard output; where that is no terminal, a line every two seconds takes the place of the moving bar. */
export function printedProgress(): Progress {
  let bar: SingleBar | null = null;
  let counting: number | null = null;
  const end = () => {
    bar?.stop();
    bar = null;
  };
  return {
    say: (text) => {
      end();
      process.stdout.write(`${text}\n`);
    },
    begin: (total) => {
      end();
      counting = total;
      bar = new SingleBar({
        stream: process.stdout,
        format: total === null ? '      {size}' : '      {bar} {percentage} % of {size}',
        barCompleteChar: '█',
        barIncompleteChar: '░',
        barsize: 32,
        hideCursor: true,
        noTTYOutput: true,
        notTTYSchedule: 2000,
      });
      bar.start(total ?? 1, 0, { size: megabytes(total ?? 0) });
    },
    update: (bytes) => {
      if (counting === null) bar?.update(0, { size: megabytes(bytes) });
      else bar?.update(Math.min(bytes, counting));
    },
    end,
  };
}

const nothing = () => undefined;

/** For tests, and for callers who only want the result. */
export const silentProgress: Progress = { say: nothing, begin: nothing, update: nothing, end: nothing };
