import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import {
  type ClusterTotal,
  clusteredMean,
  differenceInterval,
  type Interval,
} from '../../domain/statistics/clustered.ts';
import { mcNemar } from '../../domain/statistics/mcnemar.ts';
import { signFlipTest } from '../../domain/statistics/sign-flip.ts';
import { verdictOf } from '../../domain/verdict.ts';

/** A kind of test set: how large, how dependent, and how often the two candidates differ. */
export interface Cell {
  images: number;
  questions: number;
  /** Correlation of the differences of two questions about one image. */
  correlation: number;
  /** Share of questions on which one candidate is right and the other wrong. */
  discordant: number;
}

/** What came out of a cell, as shares of its repetitions. */
export interface CellResult {
  cell: Cell;
  repetitions: number;
  /** Without a true difference. */
  rejected: number;
  rejectedByMcNemar: number;
  covered: number;
  /** With a true difference, 70 of 100 discordant questions for one candidate, and a minimum effect of just that. */
  coveredReal: number;
  equivalentReal: number;
  /** The same with all of them for one candidate, where equal answers hide a difference best. */
  coveredOneWay: number;
  equivalentOneWay: number;
}

/** Every cell, the smallest first. */
export const cells: readonly Cell[] = [10, 20, 60, 200].flatMap((images) =>
  [1, 3, 5].flatMap((questions) =>
    [0, 0.3, 0.6, 0.95].flatMap((correlation) =>
      [0.05, 0.25].map((discordant) => ({ images, questions, correlation, discordant })),
    ),
  ),
);

const alpha = 0.05;

type Random = ReturnType<typeof xoroshiro128plus>;

/** Simulates one cell; the same cell and number of repetitions give the same result. */
export function simulate(cell: Cell, repetitions: number): CellResult {
  const random = xoroshiro128plus(1 + cells.findIndex((one) => JSON.stringify(one) === JSON.stringify(cell)));
  const set = new TestSet(cell, random);
  const counts = { rejected: 0, rejectedByMcNemar: 0, covered: 0 };
  for (let repetition = 0; repetition < repetitions; repetition++) {
    set.draw(0.5);
    counts.rejected += Number(signFlipTest(set.totals.map(({ sum }) => sum)).p <= alpha);
    counts.rejectedByMcNemar += Number(mcNemar(set.plus, set.minus) <= alpha);
    counts.covered += Number(holds(set.interval(), 0));
  }
  const [coveredReal, equivalentReal] = withDifference(set, 0.7, repetitions);
  const [coveredOneWay, equivalentOneWay] = withDifference(set, 1, repetitions);
  return {
    cell,
    repetitions,
    rejected: counts.rejected / repetitions,
    rejectedByMcNemar: counts.rejectedByMcNemar / repetitions,
    covered: counts.covered / repetitions,
    coveredReal,
    equivalentReal,
    coveredOneWay,
    equivalentOneWay,
  };
}

function withDifference(set: TestSet, share: number, repetitions: number): [covered: number, equivalent: number] {
  const difference = set.cell.discordant * (2 * share - 1);
  let [covered, equivalent] = [0, 0];
  for (let repetition = 0; repetition < repetitions; repetition++) {
    set.draw(share);
    const interval = set.interval();
    covered += Number(holds(interval, difference));
    equivalent += Number(verdictOf(interval, { minimumEffect: difference }) === 'equivalent');
  }
  return [covered / repetitions, equivalent / repetitions];
}

function holds(interval: Interval | undefined, difference: number): boolean {
  return interval !== undefined && interval.lower <= difference && difference <= interval.upper;
}

/** Differences of one test set: each question takes over its image's draw with probability √correlation, else has its own. */
class TestSet {
  readonly cell: Cell;
  readonly totals: ClusterTotal[];
  plus = 0;
  minus = 0;
  readonly #random: Random;

  constructor(cell: Cell, random: Random) {
    this.cell = cell;
    this.totals = Array.from({ length: cell.images }, () => ({ n: cell.questions, sum: 0 }));
    this.#random = random;
  }

  /** Draws anew; of the discordant questions this share is for the compared candidate. */
  draw(share: number): void {
    const { questions, correlation, discordant } = this.cell;
    const takesOver = Math.sqrt(correlation);
    this.plus = 0;
    this.minus = 0;
    for (const total of this.totals) {
      const own = this.#difference(discordant, share);
      total.sum = 0;
      for (let question = 0; question < questions; question++) {
        const value = this.#uniform() < takesOver ? own : this.#difference(discordant, share);
        total.sum += value;
        if (value > 0) this.plus += 1;
        else if (value < 0) this.minus += 1;
      }
    }
  }

  interval(): Interval | undefined {
    return differenceInterval(clusteredMean(this.totals), alpha);
  }

  #difference(discordant: number, share: number): number {
    const draw = this.#uniform();
    if (draw >= discordant) return 0;
    return draw < discordant * share ? 1 : -1;
  }

  #uniform(): number {
    return (this.#random.next() >>> 0) / 2 ** 32;
  }
}
