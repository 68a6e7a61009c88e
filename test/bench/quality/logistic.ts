/** One suggestion: its features by name, and what came of it. */
export interface Example {
  features: Readonly<Record<string, number>>;
  right: boolean;
}

/** Chance = 1 / (1 + e^-(intercept + Σ weight · feature)). */
export interface LogisticModel {
  intercept: number;
  weights: Record<string, number>;
}

export interface FitOptions {
  /** Strength of the pull of weights (of features in units of their own spread) to zero. */
  ridge?: number;
  steps?: number;
}

export function chance({ intercept, weights }: LogisticModel, features: Example['features']): number {
  let sum = intercept;
  for (const [name, weight] of Object.entries(weights)) sum += weight * (features[name] ?? 0);
  return 1 / (1 + Math.exp(-sum));
}

/**
 * The logistic regression of `right` on the features, by Newton's method on features in units of their spread, with a
 * ridge that keeps weights finite where the examples can be told apart without a fault. A feature that never changes
 * gets no weight.
 * @throws Error where there is no example.
 */
export function fitLogistic(examples: readonly Example[], { ridge = 1, steps = 25 }: FitOptions = {}): LogisticModel {
  if (examples.length === 0) throw new Error('There is nothing to fit.');
  const names = [...new Set(examples.flatMap(({ features }) => Object.keys(features)))].sort();
  const scales = names.map((name) => scaleOf(examples.map(({ features }) => features[name] ?? 0)));
  const used = names.map((name, index) => ({ name, ...scales[index]! })).filter(({ spread }) => spread > 0);
  const rows = examples.map(({ features, right }) => ({
    x: [1, ...used.map(({ name, mean, spread }) => ((features[name] ?? 0) - mean) / spread)],
    y: right ? 1 : 0,
  }));
  const size = used.length + 1;
  let beta: number[] = Array.from({ length: size }, () => 0);
  for (let step = 0; step < steps; step++) {
    const gradient = beta.map((value, index) => (index === 0 ? 0 : -ridge * value));
    const hessian = beta.map((_, row) => beta.map((__, column) => (row === column ? (row === 0 ? 1e-9 : ridge) : 0)));
    for (const { x, y } of rows) {
      const p = 1 / (1 + Math.exp(-dot(beta, x)));
      for (let row = 0; row < size; row++) {
        gradient[row]! += (y - p) * x[row]!;
        for (let column = 0; column < size; column++) hessian[row]![column]! += p * (1 - p) * x[row]! * x[column]!;
      }
    }
    const change = solved(hessian, gradient);
    beta = beta.map((value, index) => value + change[index]!);
    if (Math.max(...change.map(Math.abs)) < 1e-8) break;
  }
  const weights = Object.fromEntries(used.map(({ name, spread }, index) => [name, beta[index + 1]! / spread]));
  const shift = used.reduce((sum, { mean, spread }, index) => sum + (beta[index + 1]! * mean) / spread, 0);
  return { intercept: beta[0]! - shift, weights };
}

/** Each example's chance by a model that was fitted without its fold: what the model is worth on what it never saw. */
export function crossValidated(
  examples: readonly Example[],
  folds: readonly number[],
  options: FitOptions = {},
): number[] {
  const models = new Map(
    [...new Set(folds)].map((fold) => [
      fold,
      fitLogistic(
        examples.filter((_, index) => folds[index] !== fold),
        options,
      ),
    ]),
  );
  return examples.map(({ features }, index) => chance(models.get(folds[index]!)!, features));
}

/** Mean surprise, in nats: less is better. */
export const logLoss = (chances: readonly number[], examples: readonly Example[]): number =>
  -chances.reduce((sum, p, index) => {
    const sure = Math.min(1 - 1e-9, Math.max(1e-9, p));
    return sum + Math.log(examples[index]!.right ? sure : 1 - sure);
  }, 0) / examples.length;

function scaleOf(values: readonly number[]): { mean: number; spread: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const spread = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
  return { mean, spread: spread < 1e-12 ? 0 : spread };
}

const dot = (a: readonly number[], b: readonly number[]) => a.reduce((sum, value, index) => sum + value * b[index]!, 0);

/** Solves a · x = b by elimination with pivots; the matrix is changed. */
function solved(a: number[][], b: readonly number[]): number[] {
  const size = b.length;
  const rows = a.map((row, index) => [...row, b[index]!]);
  for (let column = 0; column < size; column++) {
    let pivot = column;
    for (let row = column + 1; row < size; row++) {
      if (Math.abs(rows[row]![column]!) > Math.abs(rows[pivot]![column]!)) pivot = row;
    }
    [rows[column], rows[pivot]] = [rows[pivot]!, rows[column]!];
    for (let row = 0; row < size; row++) {
      if (row === column) continue;
      const factor = rows[row]![column]! / rows[column]![column]!;
      for (let at = column; at <= size; at++) rows[row]![at]! -= factor * rows[column]![at]!;
    }
  }
  return rows.map((row, index) => row[size]! / row[index]!);
}
