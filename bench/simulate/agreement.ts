import { readFileSync } from 'node:fs';
import { clusteredMean, scoreInterval } from '../../domain/statistics/clustered.ts';
import { differenceInterval, estimateDifference } from '../../domain/statistics/difference-interval.ts';
import { criticalT, tossesUpTo } from '../../domain/statistics/distributions.ts';
import { holm } from '../../domain/statistics/holm.ts';
import { mcNemar } from '../../domain/statistics/mcnemar.ts';
import { planningOf } from '../../domain/statistics/planning.ts';
import { signFlipTest } from '../../domain/statistics/sign-flip.ts';
import { Totals } from '../../domain/statistics/totals.ts';

/** How far a formula is from what SciPy or statsmodels computes. */
export interface Agreement {
  formula: string;
  reference: string;
  values: number;
  /** The largest relative difference. */
  largest: number;
}

interface Vectors {
  versions: Record<string, string>;
  cases: {
    alpha: number;
    groups: number[];
    differences: number[];
    scores: number[];
    difference: { mean: number; standardError: number; skewness: number; guarded: number; ends: Pair };
    score: { mean: number; lower: number; upper: number };
  }[];
  distributions: {
    t: { degrees: number; tail: number; value: number }[];
    binomial: { k: number; n: number; cdf: number }[];
  };
  tests: {
    signFlip: { sums: number[]; p: number }[];
    mcNemar: { pairs: [number, number]; p: number }[];
    holm: { ps: number[]; adjusted: number[] }[];
    planning: { clusters: number; standardError: number; alpha: number; detectable: number }[];
  };
}

const file = new URL('../../test/fixtures/statistics/vectors.json', import.meta.url);
const vectors = JSON.parse(readFileSync(file, 'utf8')) as Vectors;

/** The versions that the kept values were computed with. */
export const versions = vectors.versions;

/** Every formula against the values kept in test/fixtures/statistics. */
export function agreements(): Agreement[] {
  const { cases, distributions, tests } = vectors;
  return [
    agreement('clustered mean and standard error', 'statsmodels OLS, cov_type cluster', cases.flatMap(meanPairs)),
    agreement('skewness of the clusters', 'SciPy skew', cases.map(skewnessPair)),
    agreement('standard error of unequal clusters', 'the same fit and NumPy', cases.map(guardedPair)),
    agreement('interval of a difference', 'the same, SciPy t.ppf and skew', cases.flatMap(differencePairs)),
    agreement('interval of a score', 'statsmodels proportion_confint, wilson', cases.flatMap(scorePairs)),
    agreement(
      'sign-flip test',
      'SciPy permutation_test, all patterns',
      tests.signFlip.map(({ sums, p }) => [signFlipTest(sums).p, p]),
    ),
    agreement(
      'exact McNemar',
      'statsmodels mcnemar, exact',
      tests.mcNemar.map(({ pairs, p }) => [mcNemar(...pairs), p]),
    ),
    agreement('Holm', 'statsmodels multipletests, holm', tests.holm.flatMap(holmPairs)),
    agreement(
      'quantile of t',
      'SciPy t.isf',
      distributions.t.map(({ degrees, tail, value }) => [criticalT(tail, degrees), value]),
    ),
    agreement(
      'binomial with a half',
      'SciPy binom.cdf',
      distributions.binomial.map(({ k, n, cdf }) => [tossesUpTo(k, n), cdf]),
    ),
    agreement('smallest detectable difference', 'SciPy t.ppf', tests.planning.map(planningPair)),
  ];
}

type Pair = [ours: number, theirs: number];
type Case = Vectors['cases'][number];

/** Of what we and they compute, in pairs. */
export function agreement(formula: string, reference: string, pairs: readonly Pair[]): Agreement {
  const apart = pairs.map(([ours, theirs]) => (ours === theirs ? 0 : Math.abs(ours - theirs) / Math.abs(theirs)));
  return { formula, reference, values: pairs.length, largest: Math.max(...apart) };
}

function totalsOf({ groups }: Case, values: readonly number[]) {
  const totals = new Totals();
  for (const [index, value] of values.entries()) totals.add(String(groups[index]), value);
  return totals.clusters();
}

function meanPairs(one: Case): Pair[] {
  const { mean, standardError } = clusteredMean(totalsOf(one, one.differences));
  return [
    [mean, one.difference.mean],
    [standardError, one.difference.standardError],
  ];
}

function skewnessPair(one: Case): Pair {
  return [clusteredMean(totalsOf(one, one.differences)).skewness, one.difference.skewness];
}

function guardedPair(one: Case): Pair {
  return [estimateDifference(totalsOf(one, one.differences)).standardError, one.difference.guarded];
}

function differencePairs(one: Case): Pair[] {
  const [lower, upper] = one.difference.ends;
  const interval = differenceInterval(estimateDifference(totalsOf(one, one.differences)), one.alpha);
  return [
    [interval?.lower ?? Number.NaN, lower],
    [interval?.upper ?? Number.NaN, upper],
  ];
}

function scorePairs(one: Case): Pair[] {
  const interval = scoreInterval(clusteredMean(totalsOf(one, one.scores)), one.alpha);
  return [
    [interval?.lower ?? Number.NaN, one.score.lower],
    [interval?.upper ?? Number.NaN, one.score.upper],
  ];
}

function holmPairs({ ps, adjusted }: Vectors['tests']['holm'][number]): Pair[] {
  return holm(ps).map((p, index): Pair => [p, adjusted[index] ?? Number.NaN]);
}

function planningPair({ clusters, standardError, alpha, detectable }: Vectors['tests']['planning'][number]): Pair {
  const plan = planningOf({ clusters, standardError, effective: clusters, differing: clusters }, alpha, 0.03);
  return [plan?.detectable ?? Number.NaN, detectable];
}
