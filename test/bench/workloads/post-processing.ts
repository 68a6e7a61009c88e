import { judged } from '../figures';
import { measurePostProcessing } from '../post-processing';
import type { Workload } from '../workload';

/** What filters and the syntax check cost for one suggestion, and that a file's size does not matter to them. */
export const postProcessing: Workload = {
  name: 'post-processing',
  run: async () => {
    const sizes = await measurePostProcessing();
    const [smallest, largest] = [sizes[0]!, sizes.at(-1)!];
    return {
      figures: [
        ...sizes.map(({ lines, p95Ms }) =>
          judged({
            figure: `post-processing in a file of ${lines} lines, 95th percentile`,
            unit: 'ms',
            ours: p95Ms,
            goal: { of: 'ours', at: 'most', value: 2 },
          }),
        ),
        judged({
          figure: `post-processing in a file of ${largest.lines} lines, against one of ${smallest.lines} lines, median`,
          unit: 'ms',
          ours: largest.p50Ms,
          baseline: smallest.p50Ms,
          goal: { at: 'most', value: 1.2 },
        }),
      ],
    };
  },
};
