/**
 * A reporter of node:test that writes one JSON object a line: what passed, what failed, what was skipped.
 * It is a plain module because node:test loads it in a process of its own.
 */
export default async function* countingReporter(source) {
  for await (const { type, data } of source) {
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    // A suite is no test, and neither is a file that ends well; one that throws or takes too long has failed.
    if (data.details.type === 'suite' || (data.name === data.file && type === 'test:pass')) continue;
    // A test with subtests fails with them; they are counted themselves.
    if (data.details.error?.failureType === 'subtestsFailed') continue;
    const outcome = data.skip !== undefined ? 'skipped' : type === 'test:pass' ? 'passed' : 'failed';
    yield `${JSON.stringify({ outcome, name: data.name, file: data.file })}\n`;
  }
}
