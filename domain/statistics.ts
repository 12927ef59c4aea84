import t from '@stdlib/stats-base-dists-t';

/** Values of one cluster, added up: all that the formulas need, so that samples can stream by. */
export interface ClusterTotal {
  n: number;
  sum: number;
}

/** An interval of an estimate, both ends included. */
export interface Interval {
  lower: number;
  upper: number;
}

/** A mean over samples that depend on each other within clusters. */
export interface Estimate {
  n: number;
  clusters: number;
  /** NaN without samples. */
  mean: number;
  /** NaN with fewer than two clusters. */
  standardError: number;
}

/** With fewer clusters there are counts, but no interval and no verdict. */
export const minimumClusters = 10;

/**
 * Mean of all samples and its cluster-robust standard error
 * sqrt(G/(G−1) · Σ_g (Σ_i (x_gi − mean))²) / n: Miller 2024, "Adding Error Bars to Evals", arXiv 2411.00640, equation 4,
 * with the small-sample factor G/(G−1).
 */
export function clusteredMean(totals: Iterable<ClusterTotal>): Estimate {
  const clusters = [...totals];
  const n = sumOf(clusters, (cluster) => cluster.n);
  const mean = sumOf(clusters, (cluster) => cluster.sum) / n;
  const squares = sumOf(clusters, (cluster) => (cluster.sum - cluster.n * mean) ** 2);
  const g = clusters.length;
  return { n, clusters: g, mean, standardError: Math.sqrt((g / (g - 1)) * squares) / n };
}

/**
 * The 1 − alpha interval of a mean of paired differences between scores from 0 to 1: t at G−1 degrees of freedom, within
 * −1 to 1, and never narrower than mean ± (1 − alpha^(1/G)). That floor is how large a share of clusters can stay unseen
 * in G of them with probability alpha; without it differences that are all equal would have an interval of no width.
 * Undefined below {@link minimumClusters}.
 */
export function differenceInterval(estimate: Estimate, alpha: number): Interval | undefined {
  if (estimate.clusters < minimumClusters) return undefined;
  const half = halfWidth(estimate, alpha);
  return { lower: Math.max(-1, estimate.mean - half), upper: Math.min(1, estimate.mean + half) };
}

/** How far the interval of a difference reaches to either side. */
export function halfWidth({ standardError, clusters }: Omit<Estimate, 'n' | 'mean'>, alpha: number): number {
  const floor = 1 - alpha ** (1 / clusters);
  return Math.max(criticalValue(alpha, clusters) * standardError, floor);
}

/**
 * The 1 − alpha interval of a mean of scores from 0 to 1: Wilson's with the effective sample size n/deff, deff never
 * below 1, and t at G−1 degrees of freedom in the place of z (Korn & Graubard 1998, Survey Methodology 24). Scores that
 * are all 0 or all 1 tell nothing of deff, so it is the most it can be, as if a cluster were one sample. Undefined below
 * {@link minimumClusters}.
 */
export function scoreInterval({ n, clusters, mean, standardError }: Estimate, alpha: number): Interval | undefined {
  if (clusters < minimumClusters) return undefined;
  const independent = (mean * (1 - mean)) / n;
  const deff = independent > 0 ? Math.max(1, standardError ** 2 / independent) : n / clusters;
  const k = (criticalValue(alpha, clusters) ** 2 * deff) / n;
  const centre = (mean + k / 2) / (1 + k);
  const half = Math.sqrt(k * mean * (1 - mean) + k ** 2 / 4) / (1 + k);
  return { lower: Math.max(0, centre - half), upper: Math.min(1, centre + half) };
}

function criticalValue(alpha: number, clusters: number): number {
  return t.quantile(1 - alpha / 2, clusters - 1);
}

function sumOf(clusters: readonly ClusterTotal[], value: (cluster: ClusterTotal) => number): number {
  return clusters.reduce((sum, cluster) => sum + value(cluster), 0);
}
