/** Gets everything that the tests need and runs them. `npm test`; the way in is scripts/test.mjs. */
import path from 'node:path';
import { parseArgs } from 'node:util';
import { runScript, WrongOption } from './setup/main';
import { printedProgress } from './setup/progress';
import { runSteps } from './setup/step';
import { kinds, stepsFor, testFiles, type Kind } from './testing/kinds';
import { runKind } from './testing/run';

const usage = `Usage: npm test [-- OPTIONS]

Runs all tests, after building and fetching what they need.

  --only KINDS      some kinds, with commas: ${kinds.map(({ name }) => name).join(', ')}
  --filter PATTERN  tests whose name matches the regular expression
  --help            this text

Exits with 0 when all passed, 1 when one failed, 64 when an option is wrong.
`;

runScript(usage, async () => {
  const { values } = parseArgs({
    options: { only: { type: 'string' }, filter: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
  });
  if (values.help === true) {
    process.stdout.write(usage);
    return;
  }
  const chosen = chosenKinds(values.only);
  await runSteps(stepsFor(chosen), printedProgress());
  const { passed, failed } = await runAll(chosen, values.filter);
  process.stdout.write(`${passed} passed, ${failed} failed\n`);
  process.exitCode = failed === 0 ? 0 : 1;
});

async function runAll(
  chosen: readonly Kind[],
  filter: string | undefined,
): Promise<{ passed: number; failed: number }> {
  const total = { passed: 0, failed: 0 };
  const summary: string[] = [];
  for (const kind of chosen) {
    process.stdout.write(`\n${kind.heading}\n${'─'.repeat(kind.heading.length)}\n`);
    const files = await testFiles(path.resolve(__dirname, '../test'), kind);
    const begun = performance.now();
    const result = await runKind(kind, files, filter);
    // A filter may leave a kind without tests; a kind that never has any is a set-up that tests nothing.
    if (result.passed + result.failed === 0 && filter === undefined) {
      result.failed++;
      result.failures.push(`There are no tests in test/${kind.name}.`);
    }
    total.passed += result.passed;
    total.failed += result.failed;
    const seconds = ((performance.now() - begun) / 1000).toFixed(0);
    const skipped = result.skipped > 0 && filter === undefined ? `, ${result.skipped} skipped` : '';
    summary.push(`${kind.heading}: ${result.passed} passed, ${result.failed} failed${skipped}, ${seconds} s`);
    summary.push(...result.failures.map((failure) => `  failed: ${failure}`));
  }
  if (total.passed + total.failed === 0) {
    total.failed++;
    summary.push(`No test has a name that matches "${filter ?? ''}".`);
  }
  process.stdout.write(`\n${summary.join('\n')}\n`);
  return total;
}

function chosenKinds(only: string | undefined): Kind[] {
  if (only === undefined) return [...kinds];
  return only.split(',').map((name) => {
    const kind = kinds.find((candidate) => candidate.name === name.trim());
    if (!kind) throw new WrongOption(`There is no kind of tests "${name}".`);
    return kind;
  });
}
