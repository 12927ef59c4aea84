import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  type DifferenceEstimate,
  type DifferenceTotal,
  differenceInterval,
  estimateDifference,
  floorOf,
  halfWidth,
  impliedP,
} from '../../../domain/statistics/difference-interval.ts';
import { criticalT } from '../../../domain/statistics/distributions.ts';
import { Totals } from '../../../domain/statistics/totals.ts';

interface Case {
  name: string;
  alpha: number;
  groups: number[];
  differences: number[];
  difference: { guarded: number; ends: [number, number] };
}

const file = new URL('../../fixtures/statistics/vectors.json', import.meta.url);
const { cases } = JSON.parse(readFileSync(file, 'utf8')) as { cases: Case[] };

function estimateOf(values: readonly number[], groups: readonly number[]) {
  const totals = new Totals();
  for (const [index, value] of values.entries()) totals.add(String(groups[index]), value);
  return estimateDifference(totals.clusters());
}

/** Clusters of so many questions, the first of which differ by 1 in all of them. */
function differing(count: number, sizes: readonly number[]): DifferenceEstimate {
  return estimateDifference(
    sizes.map((n, index) => ({ n, sum: index < count ? n : 0, squares: index < count ? n : 0 })),
  );
}

function expectClose(actual: number | undefined, expected: number): void {
  expect(Math.abs((actual ?? Number.NaN) - expected)).toBeLessThanOrEqual(1e-9 * Math.abs(expected));
}

const cluster: fc.Arbitrary<DifferenceTotal> = fc
  .array(fc.constantFrom(-1, -0.5, 0, 0, 0, 0.25, 1), { minLength: 1, maxLength: 9 })
  .map((values) => ({
    n: values.length,
    sum: values.reduce((sum: number, value) => sum + value, 0),
    squares: values.reduce((sum: number, value) => sum + value ** 2, 0),
  }));
const clusters = fc.array(cluster, { minLength: 10, maxLength: 60 });
const alphas = fc.constantFrom(0.05, 0.0125);

describe('estimateDifference', () => {
  it.each(cases)('has the standard error that NumPy makes of it: $name', ({ differences, groups, difference }) => {
    expectClose(estimateOf(differences, groups).standardError, difference.guarded);
  });

  it('counts clusters of one size as they are', () => {
    expect(differing(3, Array(60).fill(5)).effective).toBe(60);
    expect(differing(3, [...Array(18).fill(1), 20, 20]).effective).toBeCloseTo(58 ** 2 / 818, 12);
  });

  it('is not made sure by large clusters that happen not to differ', () => {
    const sizes = [...Array(6).fill(1), ...Array(12).fill(1), 20, 20];
    expect(differing(6, sizes).standardError).toBeGreaterThan(0.2);
  });

  it('takes rounding for no difference', () => {
    const rounded = Array.from({ length: 20 }, () => ({ n: 3, sum: 0.1 + 0.2 - 0.3, squares: 0.14 }));
    expect(estimateDifference(rounded).differing).toBe(0);
  });

  it('does not take a difference that all share for sure', () => {
    expect(differing(20, Array(20).fill(3)).differing).toBe(0);
    expect(differing(18, Array(20).fill(3)).differing).toBe(4);
  });
});

describe('differenceInterval', () => {
  it.each(cases)('is what SciPy and NumPy make of it: $name', ({ differences, groups, difference, alpha }) => {
    const interval = differenceInterval(estimateOf(differences, groups), alpha);
    expectClose(interval?.lower, difference.ends[0]);
    expectClose(interval?.upper, difference.ends[1]);
  });

  it('reaches further to the side to which the clusters are skewed, and as far as t to the other', () => {
    const estimate = differing(8, Array(40).fill(1));
    const { lower = 0, upper = 0 } = differenceInterval(estimate, 0.05) ?? {};
    expect(estimate.mean - lower).toBeCloseTo(halfWidth(estimate, 0.05), 12);
    expect(upper - estimate.mean).toBeGreaterThan(1.1 * halfWidth(estimate, 0.05));
  });

  it('turns with the candidates', () => {
    fc.assert(
      fc.property(clusters, (totals) => {
        const one = differenceInterval(estimateDifference(totals), 0.05);
        const other = differenceInterval(
          estimateDifference(totals.map((total) => ({ ...total, sum: -total.sum }))),
          0.05,
        );
        expect(other?.lower).toBeCloseTo(-(one?.upper ?? 0), 12);
        expect(other?.upper).toBeCloseTo(-(one?.lower ?? 0), 12);
      }),
    );
  });

  it('rests on t alone from fifteen differing clusters on', () => {
    fc.assert(
      fc.property(clusters, alphas, (totals, alpha) => {
        const estimate = estimateDifference(totals);
        fc.pre(estimate.differing >= 15);
        expect(floorOf(estimate, alpha)).toBe(0);
        expect(halfWidth(estimate, alpha)).toBe(
          criticalT(alpha / 2, Math.max(1, estimate.effective - 1)) * estimate.standardError,
        );
        expect(differenceInterval(estimate, alpha)?.by).toEqual({ lower: 't', upper: 't' });
      }),
    );
  });

  it('counts every differing cluster unless more than half share one difference', () => {
    fc.assert(
      fc.property(clusters, (totals) => {
        const differ = totals.filter(({ sum }) => sum !== 0);
        const most = Math.max(
          ...Map.groupBy(differ, ({ n, sum }) => sum / n)
            .values()
            .map(({ length }) => length),
          0,
        );
        fc.pre(most <= totals.length / 2);
        expect(estimateDifference(totals).differing).toBe(differ.length);
      }),
    );
  });

  it('is never narrower than what a rare difference could hide behind, and says so', () => {
    const floor = 1 - 0.05 ** (1 / 60);
    const by = { lower: 'floor', upper: 'floor' };
    expect(differenceInterval(differing(0, Array(60).fill(5)), 0.05)).toEqual({ lower: -floor, upper: floor, by });
    const [few, more] = [1, 12].map((count) => differenceInterval(differing(count, Array(400).fill(1)), 0.05)?.by);
    expect([few?.lower, more]).toEqual(['floor', { lower: 't', upper: 't' }]);
  });

  it('is as wide where images are unequal as the few that weigh let it be', () => {
    const unequal = differenceInterval(differing(0, [...Array(18).fill(1), 20, 20]), 0.05);
    const alone = differenceInterval(differing(0, Array(20).fill(1)), 0.05);
    expect(unequal?.upper).toBeGreaterThan(3 * (alone?.upper ?? 1));
  });

  it('stays finite however one cluster outweighs the others', () => {
    const { lower = Number.NaN, upper = Number.NaN } =
      differenceInterval(differing(4, [...Array(11).fill(1), 1e6]), 0.05) ?? {};
    expect([lower, upper]).toEqual([-1, 1]);
  });

  it('is none below ten clusters', () => {
    expect(differenceInterval(differing(4, Array(9).fill(5)), 0.05)).toBeUndefined();
  });

  it('stays within what differences of scores can be', () => {
    const interval = differenceInterval(differing(10, Array(10).fill(1)), 0.05);
    expect(interval?.upper).toBe(1);
    expect(interval?.lower).toBeLessThan(0.8);
  });
});

describe('impliedP', () => {
  it('is the alpha at which the interval would just touch 0', () => {
    fc.assert(
      fc.property(clusters, (totals) => {
        const estimate = estimateDifference(totals);
        const p = impliedP(estimate);
        fc.pre(p > 1e-6 && p < 1);
        const { lower = Number.NaN, upper = Number.NaN } = differenceInterval(estimate, p) ?? {};
        expect(Math.min(Math.abs(lower), Math.abs(upper))).toBeLessThan(1e-9);
      }),
    );
  });

  it('turns with the candidates', () => {
    fc.assert(
      fc.property(clusters, (totals) => {
        const turned = totals.map((total) => ({ ...total, sum: -total.sum }));
        expect(impliedP(estimateDifference(turned))).toBeCloseTo(impliedP(estimateDifference(totals)), 12);
      }),
    );
  });

  it('is that of the floor where few differ', () => {
    const estimate = differing(1, Array(20).fill(1));
    expect(impliedP(estimate)).toBeCloseTo((1 - 0.05 / (1 - 1 / 15)) ** 20, 12);
  });

  it('is 1 without a difference, and 0 where all clusters show the largest', () => {
    expect(impliedP(differing(0, Array(20).fill(3)))).toBe(1);
    expect(impliedP(differing(20, Array(20).fill(3)))).toBe(0);
  });
});
