import type { Interval } from '../statistics/clustered.ts';
import { differenceInterval, estimateDifference } from '../statistics/difference-interval.ts';
import { differenceTest } from '../statistics/difference-test.ts';
import { fewestDraws, type SignFlipTest, signFlipTest } from '../statistics/sign-flip.ts';
import { Totals } from '../statistics/totals.ts';
import { dropOfMeans, fallOfMeans } from './run-means-test.ts';
import { meanOfRun, meansOfSamples, type RunScores, sumOf } from './run-scores.ts';
import { slopesOf } from './slopes.ts';

/**
 * What a look finds. worse: samples fell, and so did the means of runs, beyond what runs scatter by. changed: samples fell,
 * but a wobble that all samples of a run share may have done it. nothing: neither could be shown.
 */
export type TrendWord = 'worse' | 'changed' | 'nothing';

/** The two tests of a look, one-sided. */
export interface LookTest {
  /** Of the metric: a run, or of a segment against earlier runs. */
  change: number;
  samples: SignFlipTest;
  /** p of t over the means of runs. */
  means: number;
  /** Of a segment's change, at 1 − 2·alpha: its upper end is below 0 where `samples` is at most alpha. */
  interval?: Interval;
}

/** The smallest p that can be drawn is this part of alpha at most. */
const drawsPerAlpha = 20;

/** Whether a metric falls from run to run: sign flips of each cluster's slope, and t over the means of runs. */
export function fallTest(runs: readonly RunScores[], alpha: number): LookTest {
  const { clusters, mean } = slopesOf(runs);
  const samples = belowZero(signFlipTest(clusters, drawsFor(alpha)), sumOf(clusters));
  return { change: mean, samples, means: fallOfMeans(runs.map(meanOfRun)) };
}

/** Whether later runs are worse than earlier ones of the same test set: the paired difference of their means, and t. */
export function dropTest(before: readonly RunScores[], after: readonly RunScores[], alpha: number): LookTest {
  const totals = differencesOf(before, after);
  const estimate = estimateDifference(totals);
  const change = totals.length === 0 ? 0 : estimate.mean;
  const interval = differenceInterval(estimate, 2 * alpha);
  return {
    change,
    samples: interval
      ? belowZero(differenceTest(totals, estimate, drawsFor(alpha)), change)
      : { p: 1, method: 'exact' },
    means: dropOfMeans(before.map(meanOfRun), after.map(meanOfRun)),
    ...(interval && { interval: { lower: interval.lower, upper: interval.upper } }),
  };
}

/** The word of a look by what it may spend. */
export function wordOf({ samples, means }: LookTest, alpha: number): TrendWord {
  if (samples.p > alpha) return 'nothing';
  return means <= alpha ? 'worse' : 'changed';
}

function differencesOf(before: readonly RunScores[], after: readonly RunScores[]) {
  const [earlier, later] = [meansOfSamples(before), meansOfSamples(after)];
  const totals = new Totals();
  for (const [sample, cluster] of (before[0]?.clusters ?? []).entries()) {
    const difference = (later[sample] ?? Number.NaN) - (earlier[sample] ?? Number.NaN);
    if (!Number.isNaN(difference)) totals.add(String(cluster), difference);
  }
  return totals.clusters();
}

/** One-sided from two-sided, since both tails of sign flips weigh the same; of what does not fall p is at least a half. */
function belowZero({ p, method }: SignFlipTest, estimate: number): SignFlipTest {
  if (p === 1) return { p, method };
  return { p: estimate < 0 ? p / 2 : 1 - p / 2, method };
}

function drawsFor(alpha: number): number {
  return Math.max(fewestDraws, Math.ceil(drawsPerAlpha / alpha));
}
