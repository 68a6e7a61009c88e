import { readFileSync } from 'node:fs';
import path from 'node:path';
import { bareLoop } from './bare-loop';
import { median } from './statistics';

/** Long enough that chunks of the prompt count, short enough that a CPU does it in seconds. */
const promptTokens = 1024;
const sizes = [512, 32, 64, 128, 256];

/** Why the scheduler's chunks are no smaller than they are (server/engine/embedded): the prompt rate by chunk size. */
export async function compareChunks(modelPath: string): Promise<string> {
  const bare = await bareLoop({ modelPath, threads: 1, contextSize: 4096 });
  const source = readFileSync(path.join(__dirname, 'keystrokes', 'sources', 'util.js.txt'), 'utf8');
  const rates = new Map<number, number[]>(sizes.map((size) => [size, []]));
  for (let round = 0; round < 3; round++) {
    for (const size of sizes) rates.get(size)?.push(await bare.chunked(source, promptTokens, size));
  }
  await bare.dispose();
  const whole = median(rates.get(512) ?? []);
  const lines = [...rates].map(([size, measured]) => {
    const rate = median(measured);
    return `chunks of ${size} tokens: ${rate.toFixed(1)} tokens a second, ratio ${(rate / whole).toFixed(3)}\n`;
  });
  return lines.join('');
}
