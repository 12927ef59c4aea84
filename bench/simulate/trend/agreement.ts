import { readFileSync } from 'node:fs';
import { fallTest } from '../../../domain/trend/look-tests.ts';
import { dropOfMeans, fallOfMeans } from '../../../domain/trend/run-means-test.ts';
import { slopesOf } from '../../../domain/trend/slopes.ts';
import { type Agreement, agreement } from '../agreement.ts';

interface Vectors {
  versions: Record<string, string>;
  falls: { means: number[]; p: number }[];
  drops: { before: number[]; after: number[]; p: number }[];
  slopes: { size: number; scores: (number | null)[][]; slope: number; p: number }[];
}

const file = new URL('../../../test/fixtures/statistics/trend-vectors.json', import.meta.url);
const vectors = JSON.parse(readFileSync(file, 'utf8')) as Vectors;

/** The versions that the kept values were computed with. */
export const trendVersions = vectors.versions;

/** The formulas of a trend against the values kept in test/fixtures/statistics. */
export function trendAgreements(): Agreement[] {
  const { falls, drops, slopes } = vectors;
  return [
    agreement(
      'fall of the means of runs',
      'SciPy linregress, less',
      falls.map(({ means, p }) => [fallOfMeans(means), p]),
    ),
    agreement(
      'drop of the means of runs',
      'SciPy ttest_ind, less',
      drops.map(({ before, after, p }) => [dropOfMeans(before, after), p]),
    ),
    agreement(
      'slope of a score over runs',
      'NumPy polyfit',
      slopes.map((one) => [slopesOf(runsOf(one)).mean, one.slope]),
    ),
    agreement(
      'sign flips of slopes',
      'SciPy permutation_test, all patterns, less',
      slopes.map((one) => [fallTest(runsOf(one), 0.05).samples.p, one.p]),
    ),
  ];
}

function runsOf({ scores, size }: Vectors['slopes'][number]) {
  const clusters = scores[0]?.map((_, sample) => Math.floor(sample / size)) ?? [];
  return scores.map((run) => ({ clusters, scores: Float64Array.from(run, (score) => score ?? Number.NaN) }));
}
