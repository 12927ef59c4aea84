import type { DifferenceTotal } from './difference-interval.ts';

/**
 * Adds values up by cluster, in the order in which clusters first appear. Numbers lie in lists and not in an object a
 * cluster: there is one of these for every candidate, slice and metric.
 */
export class Totals {
  readonly #places = new Map<string, number>();
  readonly #counts: number[] = [];
  readonly #sums: number[] = [];
  readonly #squares: number[] = [];
  // Samples of one cluster mostly come one after the other.
  #latest: { cluster: string | undefined; place: number } = { cluster: undefined, place: 0 };

  add(cluster: string, value: number): void {
    if (cluster !== this.#latest.cluster) this.#latest = { cluster, place: this.#placeOf(cluster) };
    const { place } = this.#latest;
    this.#counts[place] = (this.#counts[place] ?? 0) + 1;
    this.#sums[place] = (this.#sums[place] ?? 0) + value;
    this.#squares[place] = (this.#squares[place] ?? 0) + value ** 2;
  }

  #placeOf(cluster: string): number {
    const known = this.#places.get(cluster);
    if (known !== undefined) return known;
    this.#places.set(cluster, this.#places.size);
    return this.#places.size - 1;
  }

  clusters(): DifferenceTotal[] {
    return this.#counts.map((n, place) => ({ n, sum: this.#sums[place] ?? 0, squares: this.#squares[place] ?? 0 }));
  }
}
