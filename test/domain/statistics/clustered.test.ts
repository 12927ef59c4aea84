import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { clusteredMean, scoreInterval } from '../../../domain/statistics/clustered.ts';
import { Totals } from '../../../domain/statistics/totals.ts';

interface Case {
  name: string;
  alpha: number;
  groups: number[];
  differences: number[];
  scores: number[];
  difference: { mean: number; standardError: number; skewness: number };
  score: { mean: number; lower: number; upper: number };
}

const file = new URL('../../fixtures/statistics/vectors.json', import.meta.url);
const { cases } = JSON.parse(readFileSync(file, 'utf8')) as { cases: Case[] };

function estimateOf(values: readonly number[], groups: readonly number[]) {
  const totals = new Totals();
  for (const [index, value] of values.entries()) totals.add(String(groups[index]), value);
  return clusteredMean(totals.clusters());
}

function expectClose(actual: number | undefined, expected: number): void {
  expect(Math.abs((actual ?? Number.NaN) - expected)).toBeLessThanOrEqual(1e-9 * Math.abs(expected));
}

describe('clusteredMean', () => {
  it.each(cases)('agrees with statsmodels and SciPy: $name', ({ differences, groups, difference }) => {
    const estimate = estimateOf(differences, groups);
    expectClose(estimate.mean, difference.mean);
    expectClose(estimate.standardError, difference.standardError);
    expectClose(estimate.skewness, difference.skewness);
  });

  it('does not depend on the order of samples', () => {
    const sample = fc.record({ cluster: fc.nat(12), value: fc.constantFrom(-1, 0, 1) });
    fc.assert(
      fc.property(fc.array(sample, { minLength: 1 }), (samples) => {
        const one = estimateOf(
          samples.map(({ value }) => value),
          samples.map(({ cluster }) => cluster),
        );
        const reversed = samples.toReversed();
        const other = estimateOf(
          reversed.map(({ value }) => value),
          reversed.map(({ cluster }) => cluster),
        );
        expect(other.mean).toBe(one.mean);
        if (one.clusters > 1) expect(other.standardError).toBeCloseTo(one.standardError, 12);
      }),
    );
  });

  it('has no mean without samples', () => {
    expect(clusteredMean([])).toMatchObject({ n: 0, clusters: 0, mean: Number.NaN });
  });
});

describe('scoreInterval', () => {
  it.each(cases)('is Wilson’s with the effective sample size: $name', ({ scores, groups, score, alpha }) => {
    const interval = scoreInterval(estimateOf(scores, groups), alpha);
    expectClose(interval?.lower, score.lower);
    expectClose(interval?.upper, score.upper);
  });

  it.each([0, 1])('holds the score when all scores are %d', (value) => {
    const all = Array.from({ length: 20 }, () => ({ n: 3, sum: 3 * value }));
    const interval = scoreInterval(clusteredMean(all), 0.05);
    expect(interval?.lower).toBeLessThanOrEqual(value);
    expect(interval?.upper).toBeGreaterThanOrEqual(value);
    expect((interval?.upper ?? 0) - (interval?.lower ?? 0)).toBeGreaterThan(0.01);
  });

  it('takes a cluster for one sample when all scores are equal', () => {
    const alike = (n: number) => clusteredMean(Array.from({ length: 20 }, () => ({ n, sum: n })));
    expect(scoreInterval(alike(5), 0.05)?.lower).toBeCloseTo(scoreInterval(alike(1), 0.05)?.lower ?? 0, 12);
  });
});
