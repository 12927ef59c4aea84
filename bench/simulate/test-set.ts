import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { DifferenceTotal } from '../../domain/statistics/difference-interval.ts';
import { type Cell, sizesOf } from './cells.ts';

/** Differences of one test set: each question takes over its image's draw with probability √correlation, else has its own. */
export class TestSet {
  readonly cell: Cell;
  readonly totals: DifferenceTotal[];
  plus = 0;
  minus = 0;
  readonly #random: ReturnType<typeof xoroshiro128plus>;

  constructor(cell: Cell, seed: number) {
    this.cell = cell;
    this.totals = sizesOf(cell).map((n) => ({ n, sum: 0, squares: 0 }));
    this.#random = xoroshiro128plus(seed);
  }

  /** The true difference when this share of the discordant questions is for the compared candidate. */
  difference(share: number): number {
    const { discordant, scores } = this.cell;
    return discordant * (2 * share - 1) * (scores === 'whole' ? 1 : 0.625);
  }

  /** Draws anew. */
  draw(share: number): void {
    const takesOver = Math.sqrt(this.cell.correlation);
    this.plus = 0;
    this.minus = 0;
    for (const total of this.totals) {
      const own = this.#difference(share);
      total.sum = 0;
      total.squares = 0;
      for (let question = 0; question < total.n; question++) {
        const value = this.#uniform() < takesOver ? own : this.#difference(share);
        total.sum += value;
        total.squares += value ** 2;
        if (value > 0) this.plus += 1;
        else if (value < 0) this.minus += 1;
      }
    }
  }

  #difference(share: number): number {
    const { discordant, scores } = this.cell;
    const draw = this.#uniform();
    if (draw >= discordant) return 0;
    const size = scores === 'whole' ? 1 : Math.ceil(4 * this.#uniform()) / 4;
    return draw < discordant * share ? size : -size;
  }

  #uniform(): number {
    return (this.#random.next() >>> 0) / 2 ** 32;
  }
}
