import type { Interval } from '../../domain/statistics/clustered.ts';
import type { DifferenceEstimate } from '../../domain/statistics/difference-interval.ts';

/**
 * The interval of version 0.1.0, beside which one sees what the present one gains and costs: t at G−1 degrees of freedom
 * with the same skewness, and a floor of 1 − alpha^(1/G) that never fades. The estimate is of `clusteredMean` alone.
 */
export function earlierInterval(
  { mean, standardError, skewness, clusters }: Omit<DifferenceEstimate, 'differing' | 'effective'>,
  t: number,
  alpha: number,
): Interval {
  const floor = 1 - alpha ** (1 / clusters);
  const reach = (lean: number) =>
    Math.max(floor, standardError * (t + Math.max(0, (lean * (1 + 2 * t ** 2)) / (6 * Math.sqrt(clusters)))));
  return { lower: mean - reach(-skewness), upper: mean + reach(skewness) };
}
