import type { ClusterTotal } from './statistics.ts';

/** Adds values up by cluster, in the order in which clusters first appear. */
export class Totals {
  readonly #clusters = new Map<string, ClusterTotal>();

  add(cluster: string, value: number): void {
    const total = this.#clusters.get(cluster);
    if (total) {
      total.n += 1;
      total.sum += value;
    } else {
      this.#clusters.set(cluster, { n: 1, sum: value });
    }
  }

  clusters(): ClusterTotal[] {
    return [...this.#clusters.values()];
  }
}
