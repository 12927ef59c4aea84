import { type ClusterTotal, clusteredMean, type Estimate, type Interval, minimumClusters, sumOf } from './clustered.ts';
import { criticalT, upperTailOfT } from './distributions.ts';

/** Differences of one cluster, added up. */
export interface DifferenceTotal extends ClusterTotal {
  /** Of the squared differences. */
  squares: number;
}

/** A mean of paired differences between scores from 0 to 1. */
export interface DifferenceEstimate extends Estimate {
  /** Clusters with a difference, at most twice those that lack the commonest one: what nearly all share is not sure yet. */
  differing: number;
  /** How many clusters of one size would weigh as these do: (Σn)² / Σn², Kish 1965. All of them where they have one size. */
  effective: number;
}

/** What an end of an interval rests on: on t, or on what may have stayed unseen. */
export type EndRule = 't' | 'floor';

/** An interval of a difference, and what each of its ends rests on. */
export interface DifferenceInterval extends Interval {
  by: Record<keyof Interval, EndRule>;
}

/** Clusters with a difference from which on differences are too common to stay unseen. */
export const commonFrom = 15;

/** True where the differences of a cluster do not cancel out; rounding is no difference. */
export function differs({ sum }: Pick<ClusterTotal, 'sum'>): boolean {
  return Math.abs(sum) > 1e-9;
}

/**
 * {@link clusteredMean} of differences. As far as clusters are unequal, its variance is no smaller than what a difference
 * that does not depend on a cluster's size would give: else large clusters that happen not to differ would make small ones
 * look sure. Nothing changes where all have one size.
 */
export function estimateDifference(totals: readonly DifferenceTotal[]): DifferenceEstimate {
  const estimate = clusteredMean(totals);
  const effective = estimate.n ** 2 / sumOf(totals, ({ n }) => n ** 2);
  const seen = estimate.standardError ** 2;
  const lacking = Math.max(0, expectedVariance(totals) - seen);
  return {
    ...estimate,
    standardError: Math.sqrt(seen + (1 - effective / totals.length) * lacking),
    differing: Math.min(totals.filter(differs).length, 2 * (totals.length - countOfCommonest(totals))),
    effective,
  };
}

/**
 * The variance that a mean over clusters of such sizes has when differences vary between and within clusters alike in all
 * of them (one-way random effects; the variance between them from unweighted means of clusters).
 */
function expectedVariance(totals: readonly DifferenceTotal[]): number {
  const n = sumOf(totals, (total) => total.n);
  const g = totals.length;
  const within = n > g ? sumOf(totals, ({ n, sum, squares }) => squares - sum ** 2 / n) / (n - g) : 0;
  const middle = sumOf(totals, ({ n, sum }) => sum / n) / g;
  const between = sumOf(totals, ({ n, sum }) => (sum / n - middle) ** 2) / (g - 1);
  const own = between - (within * sumOf(totals, ({ n }) => 1 / n)) / g;
  return Math.max(0, own * sumOf(totals, ({ n }) => n ** 2) + within * n) / n ** 2;
}

function countOfCommonest(totals: readonly DifferenceTotal[]): number {
  const counts = new Map<number, number>();
  for (const { n, sum } of totals) {
    const rounded = Math.round((1e9 * sum) / n);
    counts.set(rounded, (counts.get(rounded) ?? 0) + 1);
  }
  let most = 0;
  for (const count of counts.values()) most = Math.max(most, count);
  return most;
}

/**
 * The 1 − alpha interval of a difference: t with as many degrees of freedom as {@link DifferenceEstimate.effective}
 * clusters have, within −1 to 1. The end on the side to which the clusters are skewed is moved out by
 * skewness · (1 + 2t²) / (6√G) standard errors, the first term of the Edgeworth expansion of t (Johnson 1978; Hall 1983);
 * the other end stays. And never narrower than mean ± {@link floorOf}. Undefined below {@link minimumClusters}.
 */
export function differenceInterval(estimate: DifferenceEstimate, alpha: number): DifferenceInterval | undefined {
  const { mean, standardError, clusters } = estimate;
  if (clusters < minimumClusters) return undefined;
  const t = criticalValue(estimate, alpha);
  const floor = floorOf(estimate, alpha);
  const reach = (side: number) => standardError * (t + leanOf(estimate, side) * (1 + 2 * t ** 2));
  const [below, above] = [reach(-1), reach(1)];
  return {
    lower: Math.max(-1, mean - Math.max(below, floor)),
    upper: Math.min(1, mean + Math.max(above, floor)),
    by: { lower: below < floor ? 'floor' : 't', upper: above < floor ? 'floor' : 't' },
  };
}

/**
 * The p that {@link differenceInterval} implies: the largest alpha at which it still holds 0, so its rule solved for the
 * alpha at which an end just touches 0. Both rules, that of t and the floor, give one, and the larger one counts.
 */
export function impliedP(estimate: DifferenceEstimate): number {
  return estimate.mean === 0 ? 1 : Math.max(impliedByT(estimate), impliedByFloor(estimate));
}

/** t solves t + lean · (1 + 2t²) = |mean| / standard error. */
function impliedByT(estimate: DifferenceEstimate): number {
  const { mean, standardError, effective } = estimate;
  if (standardError === 0) return 0;
  const lean = leanOf(estimate, -Math.sign(mean));
  const beyond = Math.abs(mean) / standardError - lean;
  if (beyond <= 0) return 1;
  const t = (2 * beyond) / (1 + Math.sqrt(1 + 8 * lean * beyond));
  return 2 * upperTailOfT(t, degreesOf(effective));
}

function impliedByFloor({ mean, effective, differing }: DifferenceEstimate): number {
  const unseen = Math.abs(mean) / fadeOf(differing);
  return unseen < 1 ? (1 - unseen) ** effective : 0;
}

/** Standard errors, over 1 + 2t², by which skewness moves the upper end (side 1) or the lower one (−1) out. */
function leanOf({ skewness, clusters }: DifferenceEstimate, side: number): number {
  return Math.max(0, side * skewness) / (6 * Math.sqrt(clusters));
}

type Spread = Pick<DifferenceEstimate, 'standardError' | 'effective' | 'differing'>;

/** How far the interval of a difference reaches to either side where the clusters are not skewed. */
export function halfWidth(spread: Spread, alpha: number): number {
  return Math.max(criticalValue(spread, alpha) * spread.standardError, floorOf(spread, alpha));
}

/**
 * The largest share of clusters that can stay unseen in so many of them with probability alpha, 1 − alpha^(1/effective):
 * without it differences that are all equal would have an interval of no width. It fades as more clusters
 * differ, and is gone from {@link commonFrom} on.
 */
export function floorOf({ effective, differing }: Omit<Spread, 'standardError'>, alpha: number): number {
  return (1 - alpha ** (1 / effective)) * fadeOf(differing);
}

function fadeOf(differing: number): number {
  return Math.max(0, 1 - differing / commonFrom);
}

function criticalValue({ effective }: Pick<Spread, 'effective'>, alpha: number): number {
  return criticalT(alpha / 2, degreesOf(effective));
}

function degreesOf(effective: number): number {
  return Math.max(1, effective - 1);
}
