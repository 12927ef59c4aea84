import { upperTailOfT } from '../statistics/distributions.ts';
import { sumOf } from './run-scores.ts';

// What all samples of a run share, a slow provider or a judge in another mood, is scatter to these tests, and none to
// those over samples.

/**
 * p of means that fall from run to run, one-sided: t of the least-squares line over runs in their order, with two degrees
 * of freedom fewer than there are runs.
 */
export function fallOfMeans(means: readonly number[]): number {
  const n = means.length;
  const places = means.map((_, run) => run - (n - 1) / 2);
  const mean = sumOf(means) / n;
  const spread = sumOf(places.map((place) => place ** 2));
  const slope = sumOf(means.map((value, run) => (places[run] ?? 0) * (value - mean))) / spread;
  const left = sumOf(means.map((value, run) => (value - mean - slope * (places[run] ?? 0)) ** 2));
  return lowerTail(slope, left / spread, n - 2);
}

/** p of later runs whose means are lower than those of earlier ones, one-sided: Student's t with a pooled variance. */
export function dropOfMeans(before: readonly number[], after: readonly number[]): number {
  const [first, second] = [meanOf(before), meanOf(after)];
  const left = squaresAround(before, first) + squaresAround(after, second);
  return lowerTail(second - first, left * (1 / before.length + 1 / after.length), before.length + after.length - 2);
}

function meanOf(values: readonly number[]): number {
  return sumOf(values) / values.length;
}

function squaresAround(values: readonly number[], middle: number): number {
  return sumOf(values.map((value) => (value - middle) ** 2));
}

/** Scores lie between 0 and 1, and their means are no nearer to each other than this unless they are equal. */
const rounding = 1e-12;

/**
 * The share of t below estimate / √(squares / degrees). Means without any scatter have p 0 where they fall, to which t
 * tends, and 1 where they do not; without degrees of freedom nothing tells their scatter, and p is 1.
 */
function lowerTail(estimate: number, squares: number, degrees: number): number {
  if (degrees < 1) return 1;
  const error = Math.sqrt(squares / degrees);
  if (error < rounding) return estimate < -rounding ? 0 : 1;
  const tail = upperTailOfT(Math.abs(estimate) / error, degrees);
  return estimate < 0 ? tail : 1 - tail;
}
