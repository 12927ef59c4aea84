import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { type Interval, minimumClusters } from './clustered.ts';
import { criticalT } from './distributions.ts';

/** How two raters placed one answer on the same ordered labels. */
export interface RatedPair {
  /** Pairs that depend on each other have one. */
  cluster: string;
  /** Places of the labels, from 0. */
  one: number;
  other: number;
  /** How many answers this one stands for. */
  weight: number;
}

/** Weights by the place of the one rater's label, then of the other's. */
export type Confusion = number[][];

const resamples = 1999;

/** Adds up pairs of so many labels. */
export function confusionOf(pairs: Iterable<RatedPair>, labels: number): Confusion {
  const confusion = Array.from({ length: labels }, () => Array.from({ length: labels }, () => 0));
  for (const { one, other, weight } of pairs) {
    const row = confusion[one];
    if (row) row[other] = (row[other] ?? 0) + weight;
  }
  return confusion;
}

/**
 * Cohen's weighted kappa (Cohen 1968) with linear weights (Cicchetti & Allison 1971): 1 − observed / expected
 * disagreement, where two labels disagree by the steps between them. 1 is full agreement, 0 what the habits of two raters
 * who know nothing of each other give. Undefined when both use one and the same label only, or there are no pairs.
 */
export function linearKappa(confusion: Confusion): number | undefined {
  const rows = confusion.map(totalOf);
  const columns = confusion.map((_, column) => totalOf(confusion.map((row) => row[column] ?? 0)));
  let [observed, expected] = [0, 0];
  for (const [i, row] of confusion.entries()) {
    for (const [j, weight] of row.entries()) {
      observed += Math.abs(i - j) * weight;
      expected += Math.abs(i - j) * (rows[i] ?? 0) * (columns[j] ?? 0);
    }
  }
  return expected > 0 ? 1 - (observed * totalOf(rows)) / expected : undefined;
}

/**
 * The 1 − alpha interval of {@link linearKappa}: its standard error by a bootstrap over clusters, t at G−1 degrees of
 * freedom, on the scale of log(1 − kappa), where the errors of a rate of rare disagreements are nearly symmetric
 * (percentiles of the bootstrap promise too much there: see docs/statistics.md). Never narrower than kappa ±
 * (1 − alpha^(1/G)): that share of clusters, rated by chance, can stay unseen in G of them with probability alpha.
 * Undefined below {@link minimumClusters}, and where kappa is.
 */
export function kappaInterval(pairs: readonly RatedPair[], labels: number, alpha: number): Interval | undefined {
  const clusters = [...Map.groupBy(pairs, ({ cluster }) => cluster).values()];
  const kappa = linearKappa(confusionOf(pairs, labels));
  if (kappa === undefined || clusters.length < minimumClusters) return undefined;
  const floor = 1 - alpha ** (1 / clusters.length);
  const error = criticalT(alpha / 2, clusters.length - 1) * deviationOf(resampledKappas(clusters, labels));
  const stretch = kappa < 1 ? Math.exp(error / (1 - kappa)) : 1;
  return {
    lower: Math.max(-1, Math.min(1 - (1 - kappa) * stretch, kappa - floor)),
    upper: Math.min(1, Math.max(1 - (1 - kappa) / stretch, kappa + floor)),
  };
}

/**
 * {@link linearKappa} of 1,999 seeded resamples of as many whole clusters, whose standard deviation is its standard error
 * (Davison & Hinkley 1997). Resamples with one label only have no kappa, and are left out.
 */
export function resampledKappas(clusters: readonly (readonly RatedPair[])[], labels: number, seed = 42): number[] {
  const random = xoroshiro128plus(seed);
  const kappas: number[] = [];
  for (let resample = 0; resample < resamples; resample++) {
    const drawn = clusters.flatMap(() => clusters[uniformInt(random, 0, clusters.length - 1)] ?? []);
    const kappa = linearKappa(confusionOf(drawn, labels));
    if (kappa !== undefined) kappas.push(kappa);
  }
  return kappas;
}

/** The standard deviation of values of which there are many. */
export function deviationOf(values: readonly number[]): number {
  const mean = totalOf(values) / values.length;
  return Math.sqrt(totalOf(values.map((value) => (value - mean) ** 2)) / (values.length - 1));
}

function totalOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
