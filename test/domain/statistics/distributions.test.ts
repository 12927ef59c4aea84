import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { criticalT, tossesUpTo, tossProbability, upperTailOfT } from '../../../domain/statistics/distributions.ts';

interface Distributions {
  t: { degrees: number; tail: number; value: number }[];
  binomial: { k: number; n: number; pmf: number; cdf: number }[];
}

const file = new URL('../../fixtures/statistics/vectors.json', import.meta.url);
const { distributions } = JSON.parse(readFileSync(file, 'utf8')) as { distributions: Distributions };

function expectClose(actual: number, expected: number): void {
  expect(Math.abs(actual / expected - 1)).toBeLessThanOrEqual(1e-9);
}

describe('criticalT', () => {
  it.each(distributions.t)('is SciPy’s t.isf at $degrees degrees of freedom: $tail', ({ degrees, tail, value }) => {
    expectClose(criticalT(tail, degrees), value);
  });

  it('is exceeded with the probability that it was asked for', () => {
    const degrees = fc.integer({ min: 1, max: 100_000 });
    fc.assert(
      fc.property(degrees, fc.double({ min: 1e-12, max: 0.5, noNaN: true }), (df, tail) => {
        expectClose(upperTailOfT(criticalT(tail, df), df), tail);
      }),
    );
  });
});

describe('upperTailOfT', () => {
  it.each(distributions.t)('is SciPy’s t.sf at $degrees degrees of freedom: $tail', ({ degrees, tail, value }) => {
    expectClose(upperTailOfT(value, degrees), tail);
  });

  it('is a half above 0', () => {
    expect(upperTailOfT(0, 7)).toBe(0.5);
  });
});

describe('tossProbability and tossesUpTo', () => {
  it.each(distributions.binomial)('are SciPy’s binomial with a half: $k of $n', ({ k, n, pmf, cdf }) => {
    expectClose(tossProbability(k, n), pmf);
    expectClose(tossesUpTo(k, n), cdf);
  });

  it('add up to 1', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2000 }), (n) => {
        let sum = 0;
        for (let k = 0; k <= n; k++) sum += tossProbability(k, n);
        expect(sum).toBeCloseTo(1, 12);
      }),
      { numRuns: 20 },
    );
  });
});
