import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Differences } from '../../../domain/statistics/difference.ts';
import { signFlipTest } from '../../../domain/statistics/sign-flip.ts';

/** What is measured of clusters, each given as the differences of its questions. */
function measured(clusters: readonly (readonly number[])[], alpha = 0.05) {
  const differences = new Differences();
  for (const [index, values] of clusters.entries()) {
    for (const value of values) differences.add(`cluster ${index}`, value);
  }
  return differences.result(alpha);
}

const equal = (count: number, differing: number) =>
  Array.from({ length: count }, (_, index) => [index < differing ? 1 : 0]);

const cluster = fc.array(fc.constantFrom(-1, -0.5, 0, 0, 0, 0.25, 1, 1), { minLength: 1, maxLength: 9 });
const large = fc.array(fc.constantFrom(0, 0, 1, -1), { minLength: 20, maxLength: 40 });
const oneWay = fc.array(fc.constantFrom(0, 0, 0, 0.25, 1), { minLength: 1, maxLength: 3 });
const clusters = fc.oneof(
  fc.array(cluster, { minLength: 10, maxLength: 60 }),
  fc.array(oneWay, { minLength: 10, maxLength: 60 }),
  fc
    .tuple(fc.array(oneWay, { minLength: 10, maxLength: 30 }), fc.array(large, { maxLength: 3 }))
    .map((both) => both.flat()),
);

describe('Differences', () => {
  const unseen = [...equal(18, 6), Array(20).fill(0), Array(20).fill(0)];

  it('has no p of at most alpha beside an interval that large clusters keep over 0', () => {
    const { interval, test } = measured(unseen);
    expect(interval?.lower).toBeLessThan(0);
    expect(interval?.upper).toBeGreaterThan(0);
    expect(test?.p).toBeGreaterThan(0.05);
  });

  it('has none beside one that small differences keep over 0', () => {
    const { interval, test } = measured([...Array(5).fill([0.1]), [1], ...Array(14).fill([0])]);
    expect(interval?.lower).toBeLessThan(0);
    expect(test?.p).toBeGreaterThan(0.05);
    expect(test?.signFlips).toBe(2 / 2 ** 6);
  });

  it('keeps the p of the sign flips beside it where the interval raises it', () => {
    expect(measured(unseen).test).toMatchObject({ signFlips: 2 / 2 ** 6, method: 'exact' });
  });

  it('has the p of the sign flips where the interval lets it be smaller', () => {
    const { p } = signFlipTest(equal(20, 7).flat());
    expect(measured(equal(20, 7)).test).toEqual({ p, method: 'exact' });
  });

  it.each([0.05, 0.0125])('has p above %d wherever the interval at it holds 0', (alpha) => {
    fc.assert(
      fc.property(clusters, (values) => {
        const { interval, test } = measured(values, alpha);
        fc.pre(interval !== undefined && interval.lower < 0 && interval.upper > 0);
        expect(test?.p).toBeGreaterThan(alpha);
      }),
    );
  });

  it('has a p that is no smaller than that of the sign flips, whatever alpha the interval is at', () => {
    fc.assert(
      fc.property(clusters, (values) => {
        const { test } = measured(values, 0.05);
        const { p } = signFlipTest(values.map((of) => of.reduce((sum: number, value) => sum + value, 0)));
        expect(test?.p).toBeGreaterThanOrEqual(p);
        expect(test?.p).toBeLessThanOrEqual(1);
        expect(measured(values, 0.0125).test).toEqual(test);
      }),
    );
  });
});
