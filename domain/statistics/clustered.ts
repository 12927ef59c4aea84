import { criticalT } from './distributions.ts';

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
  /** Of the clusters' sums around what their size makes them at the mean; 0 where all are just that. */
  skewness: number;
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
  const g = clusters.length;
  const n = sumOf(clusters, (cluster) => cluster.n);
  const mean = sumOf(clusters, (cluster) => cluster.sum) / n;
  const apart = (cluster: ClusterTotal) => cluster.sum - cluster.n * mean;
  const squares = sumOf(clusters, (cluster) => apart(cluster) ** 2);
  const deviation = Math.sqrt(squares / g);
  return {
    n,
    clusters: g,
    mean,
    standardError: Math.sqrt((g / (g - 1)) * squares) / n,
    skewness: deviation > 0 ? sumOf(clusters, (cluster) => (apart(cluster) / deviation) ** 3) / g : 0,
  };
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
  const k = (criticalT(alpha / 2, clusters - 1) ** 2 * deff) / n;
  const centre = (mean + k / 2) / (1 + k);
  const half = Math.sqrt(k * mean * (1 - mean) + k ** 2 / 4) / (1 + k);
  return { lower: Math.max(0, centre - half), upper: Math.min(1, centre + half) };
}

/** Adds up what each cluster gives. */
export function sumOf<T extends ClusterTotal>(clusters: readonly T[], value: (cluster: T) => number): number {
  return clusters.reduce((sum, cluster) => sum + value(cluster), 0);
}
