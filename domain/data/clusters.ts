import { marksOf } from '../audit/leakage.ts';
import type { Row, Sample } from './sample.ts';
import { componentsOf } from './splitting/components.ts';

/**
 * Samples with one cluster for all that share a group or an image, directly or by others: two questions about one of
 * several images succeed and fail together. A cluster that the data names stays.
 */
export function withJoinedClusters(rows: readonly Row[], samples: readonly Sample[]): Sample[] {
  const firsts = componentsOf(rows.map((row) => (row.cluster === undefined ? marksOf(row) : [])));
  return samples.map((sample, index) => {
    const first = samples[firsts[index] ?? index];
    return rows[index]?.cluster === undefined && first ? { ...sample, cluster: first.cluster } : sample;
  });
}
