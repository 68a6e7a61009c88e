/**
 * Fits the coefficients of the score that decides whether a suggestion is shown:
 * `npx tsx test/bench/quality/fit.ts ROWS.jsonl`, where ROWS is what `npm run bench:quality -- --rows ROWS.jsonl` wrote.
 */
import { curveText, type Scored } from './calibration';
import { chance, crossValidated, fitLogistic, logLoss } from './logistic';
import { readRows } from './rows';

const folds = 10;

function main(): void {
  const [file] = process.argv.slice(2);
  if (file === undefined) throw new Error('Usage: npx tsx test/bench/quality/fit.ts ROWS.jsonl');
  const rows = readRows(file);
  const examples = rows.map(({ features, right }) => ({ features, right }));
  const model = fitLogistic(examples);

  const files = [...new Set(rows.map((row) => row.file))].sort();
  // A fold holds whole files, for the holes of one file are alike.
  const unseen = crossValidated(
    examples,
    rows.map((row) => files.indexOf(row.file) % folds),
  );
  const seen = examples.map(({ features }) => chance(model, features));
  const base = examples.filter(({ right }) => right).length / examples.length;
  const scored = (chances: number[]): Scored[] => chances.map((score, index) => ({ score, right: rows[index]!.right }));
  const lines = [
    `${rows.length} suggestions, ${(100 * base).toFixed(1)} % right`,
    `log loss: ${logLoss(unseen, examples).toFixed(4)} on files never seen, ${logLoss(seen, examples).toFixed(4)} on those fitted,`,
    `  ${logLoss(
      examples.map(() => base),
      examples,
    ).toFixed(4)} with one chance for all`,
    '',
    'on files never seen:',
    curveText(scored(unseen), {}),
    'weights of server/completion/score.ts:',
    '{',
    `  constant: ${model.intercept.toFixed(2)},`,
    ...Object.entries(model.weights).map(([name, weight]) => `  ${name}: ${weight.toFixed(2)},`),
    '}',
    '',
  ];
  process.stdout.write(lines.join('\n'));
}

main();
