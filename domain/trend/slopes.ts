import { type RunScores, sumOf } from './run-scores.ts';

/** How a metric moved from run to run. */
export interface Slopes {
  /** Of each cluster, its samples' added up, in a unit in which whole scores make whole numbers. */
  clusters: readonly number[];
  /** Of the mean over all samples, in score a run. */
  mean: number;
}

/**
 * Least squares over runs in their order, a sample at a time, so that clusters weigh as they do in the score. A sample
 * without a score in some runs has the slope of those it has; with fewer than two scores it has none.
 */
export function slopesOf(runs: readonly RunScores[]): Slopes {
  // Places are one apart around 0, or two where that would halve them.
  const step = 2 - (runs.length % 2);
  const places = runs.map((_, run) => step * (run - (runs.length - 1) / 2));
  const spread = sumOf(places.map((place) => place ** 2));
  const clusters = runs[0]?.clusters ?? [];
  const totals = new Array<number>(1 + clusters.reduce((most, cluster) => Math.max(most, cluster), -1)).fill(0);
  let samples = 0;
  for (const [sample, cluster] of clusters.entries()) {
    const slope = slopeOf(runs, sample, places, spread);
    if (slope === undefined) continue;
    totals[cluster] = (totals[cluster] ?? 0) + slope;
    samples += 1;
  }
  return { clusters: totals, mean: samples === 0 ? 0 : (step * sumOf(totals)) / spread / samples };
}

/** The slope of one sample times `spread`, that of all runs: where none lacks its score, the sum of scores times places. */
function slopeOf(
  runs: readonly RunScores[],
  sample: number,
  places: readonly number[],
  spread: number,
): number | undefined {
  let [n, x, squares, y, products] = [0, 0, 0, 0, 0];
  for (const [run, place] of places.entries()) {
    const score = runs[run]?.scores[sample] ?? Number.NaN;
    if (Number.isNaN(score)) continue;
    n += 1;
    x += place;
    squares += place ** 2;
    y += score;
    products += place * score;
  }
  if (n === places.length) return products;
  return n < 2 ? undefined : ((products - (x * y) / n) * spread) / (squares - x ** 2 / n);
}
