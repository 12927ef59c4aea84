import { marksOf } from '../audit/leakage.ts';
import type { Row, Sample } from './sample.ts';
import { openComponents } from './splitting/components.ts';

/**
 * Finds one cluster for all samples that share a group or an image, directly or by others, while their rows stream by: two
 * questions about one of several images succeed and fail together. A cluster that the data names stays.
 */
export interface Clusters {
  add(row: Row): void;
  /** Gives the samples of all rows their clusters, in their order. */
  joining(): (row: Row, sample: Sample) => Sample;
}

export function openClusters(): Clusters {
  const components = openComponents();
  return {
    add: (row) => void components.add(row.cluster === undefined ? marksOf(row) : []),
    joining() {
      const firsts = components.firstRows();
      const haveOthers = new Set(firsts.filter((first, row) => first !== row));
      const clusters = new Map<number, string>();
      let next = 0;
      return (row, sample) => {
        const at = next++;
        const first = firsts[at] ?? at;
        if (haveOthers.has(at)) clusters.set(at, sample.cluster);
        return row.cluster === undefined ? { ...sample, cluster: clusters.get(first) ?? sample.cluster } : sample;
      };
    },
  };
}
