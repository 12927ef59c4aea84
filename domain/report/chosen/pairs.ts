import type { Comparison, Difference } from '../../measuring/metrics-schema.ts';

/** The compared pair by each rule, on the samples that the verdict rests on. */
export function pairsByRule({ differences, primary }: Comparison): Difference[] {
  const same = differences.filter(({ dimension, value }) => dimension === primary.dimension && value === primary.value);
  // A slice of several dimensions is measured by the verdict's own rule alone.
  return same.length > 0 ? same : [primary];
}
