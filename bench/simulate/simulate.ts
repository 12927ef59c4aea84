import { clusteredMean } from '../../domain/statistics/clustered.ts';
import { differenceInterval, estimateDifference } from '../../domain/statistics/difference-interval.ts';
import { differenceTest } from '../../domain/statistics/difference-test.ts';
import { criticalT } from '../../domain/statistics/distributions.ts';
import { mcNemar } from '../../domain/statistics/mcnemar.ts';
import { verdictOf } from '../../domain/verdict/verdict.ts';
import { type Cell, cells } from './cells.ts';
import { earlierInterval } from './earlier-interval.ts';
import { TestSet } from './test-set.ts';

/** The truths that are simulated: which share of the discordant questions is for the compared candidate. */
export const scenarios = { 'no difference': 0.5, '70/30': 0.7, 'one way': 1 };

/** The name of a truth that is simulated. */
export type Scenario = keyof typeof scenarios;

/** That of a spec, and a quarter of it, as where four comparisons share it. */
export const alphas = [0.05, 0.0125] as const;

/** What came out of one scenario at one alpha, as shares of the repetitions. */
export interface Shares {
  rejected: number;
  covered: number;
  /** By a minimum effect of just the true difference, so always falsely. */
  equivalent: number;
  better: number;
  /** By the interval of 0.1.0. */
  betterBefore: number;
  /** p is at most alpha, and the interval holds 0. */
  onlyTest: number;
  /** The interval leaves 0 out, and p is above alpha. */
  onlyInterval: number;
}

/** What came out of a cell. */
export interface CellResult {
  cell: Cell;
  repetitions: number;
  /** Without a true difference, at the first alpha. */
  rejectedByMcNemar: number;
  /** By alpha, in their order. */
  at: Record<Scenario, Shares>[];
}

/** Simulates one cell; the same cell and number of repetitions give the same result. */
export function simulate(cell: Cell, repetitions: number): CellResult {
  const seed = 1 + cells.findIndex((one) => JSON.stringify(one) === JSON.stringify(cell));
  const set = new TestSet(cell, seed);
  const at = alphas.map(() => ({ 'no difference': none(), '70/30': none(), 'one way': none() }));
  const before = alphas.map((alpha) => criticalT(alpha / 2, cell.images - 1));
  let rejectedByMcNemar = 0;
  for (const [name, share] of Object.entries(scenarios) as [Scenario, number][]) {
    for (let repetition = 0; repetition < repetitions; repetition++) {
      set.draw(share);
      if (share === 0.5) rejectedByMcNemar += Number(mcNemar(set.plus, set.minus) <= alphas[0]) / repetitions;
      const drawn = measured(set);
      for (const [index, alpha] of alphas.entries()) {
        const counts = at[index]?.[name];
        if (counts) count(counts, drawn, { alpha, before: before[index] ?? 0, truth: set.difference(share) });
      }
    }
  }
  return {
    cell,
    repetitions,
    rejectedByMcNemar,
    at: at.map((of) => ({
      'no difference': sharesOf(of['no difference'], repetitions),
      '70/30': sharesOf(of['70/30'], repetitions),
      'one way': sharesOf(of['one way'], repetitions),
    })),
  };
}

function none(): Shares {
  return { rejected: 0, covered: 0, equivalent: 0, better: 0, betterBefore: 0, onlyTest: 0, onlyInterval: 0 };
}

function sharesOf(counts: Shares, repetitions: number): Shares {
  return Object.fromEntries(Object.entries(counts).map(([name, count]) => [name, count / repetitions])) as never;
}

function measured({ totals }: TestSet) {
  const estimate = estimateDifference(totals);
  return {
    p: differenceTest(totals, estimate).p,
    estimate,
    unguarded: clusteredMean(totals),
  };
}

/** Counts what one drawn test set would have said. */
function count(
  counts: Shares,
  { p, estimate, unguarded }: ReturnType<typeof measured>,
  { alpha, before, truth }: { alpha: number; before: number; truth: number },
): void {
  const interval = differenceInterval(estimate, alpha);
  if (!interval) return;
  const { lower, upper } = interval;
  const isRejected = p <= alpha;
  const holdsZero = lower <= 0 && upper >= 0;
  counts.rejected += Number(isRejected);
  counts.covered += Number(lower <= truth && truth <= upper);
  counts.equivalent += Number(truth > 0 && verdictOf(interval, { minimumEffect: truth }) === 'equivalent');
  counts.better += Number(lower > 0);
  counts.betterBefore += Number(earlierInterval(unguarded, before, alpha).lower > 0);
  counts.onlyTest += Number(isRejected && holdsZero);
  counts.onlyInterval += Number(!isRejected && !holdsZero);
}
