import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { mcNemar } from '../../../domain/statistics/mcnemar.ts';
import { flipAddingUp, flipAtRandom, flipInAllPatterns, signFlipTest } from '../../../domain/statistics/sign-flip.ts';

const ones = (plus: number, minus: number) => [...Array(plus).fill(1), ...Array(minus).fill(-1)];

describe('signFlipTest', () => {
  it('is exact McNemar with one sample a cluster', () => {
    fc.assert(
      fc.property(fc.nat(300), fc.nat(300), (plus, minus) => {
        const { p, method } = signFlipTest([...ones(plus, minus), 0, 0]);
        expect(method).toBe('exact');
        expect(p / mcNemar(plus, minus)).toBeCloseTo(1, 9);
      }),
    );
  });

  it.each([
    ['sums of thirds', [1 / 3, 2 / 3, -1 / 3], { p: 0.75, method: 'exact' }],
    ['no difference anywhere', [0, 0, 0], { p: 1, method: 'exact' }],
    ['no cluster', [], { p: 1, method: 'exact' }],
    ['sums of no common part', [0.3, 0.71234, -0.2, 0.5113], { p: 0.25, method: 'patterns' }],
  ] as const)('takes %s', (_, sums, test) => {
    expect(signFlipTest(sums)).toEqual(test);
  });

  it('draws patterns, always the same ones, beyond twenty clusters of sums with no common part', () => {
    const sums = Array.from({ length: 21 }, (_, index) => Math.sqrt(index + 2));
    expect(signFlipTest(sums)).toEqual({ p: 1 / 100_000, method: 'draws' });
    const mixed = sums.map((sum, index) => (index % 3 === 0 ? -sum : sum));
    expect(signFlipTest(mixed)).toEqual(signFlipTest(mixed));
  });

  it('does not depend on which candidate is compared with which', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -5, max: 5 }), { maxLength: 60 }), (sums) => {
        expect(signFlipTest(sums).p).toBe(signFlipTest(sums.map((sum) => -sum)).p);
      }),
    );
  });
});

describe('flipAddingUp', () => {
  it('is what all patterns give', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -5, max: 5 }), { maxLength: 12 }), (sums) => {
        expect(flipAddingUp(sums)).toBeCloseTo(flipInAllPatterns(sums), 12);
      }),
    );
  });
});

describe('flipAtRandom', () => {
  it.each([[[1, -2, 3, 1, 1, -1, 2, 2, -1, 4]], [[0.4, 1.7, -0.3, 2.2, 1.1, 0.9, -0.2]], [[1, 1, 1, 1, 1, 1, -1, 1]]])(
    'is within four Monte Carlo errors of all patterns: %j',
    (sums) => {
      const p = flipInAllPatterns(sums);
      const draws = 20_000;
      const error = Math.sqrt((p * (1 - p)) / draws);
      expect(Math.abs(flipAtRandom(sums, draws) - p)).toBeLessThan(4 * error + 1 / draws);
    },
  );
});

describe('flipAtRandom of many sums', () => {
  it('draws the patterns that it drew cluster by cluster', () => {
    // By the loop of 0.1.0, of these very sums and seeds.
    const sums = Array.from({ length: 21 }, (_, index) => (index % 3 === 0 ? -1 : 1) * Math.sqrt(index + 2));
    const random = xoroshiro128plus(42);
    const observed = Math.abs(sums.reduce((total, sum) => total + sum, 0)) - 1e-9;
    let far = 0;
    for (let draw = 0; draw < 2000; draw++) {
      let [total, bits] = [0, 0];
      for (const [index, sum] of sums.entries()) {
        bits = index % 32 === 0 ? random.next() : bits >>> 1;
        total += bits & 1 ? sum : -sum;
      }
      far += Number(Math.abs(total) >= observed);
    }
    expect(flipAtRandom(sums, 2000)).toBe((far + 1) / 2001);
  });

  it('draws, instead of adding up a distribution that is too long', () => {
    const sums = Array.from({ length: 5000 }, (_, index) => ((index % 201) - 100) / 100 || 0.01);
    expect(signFlipTest(sums).method).toBe('draws');
    expect(signFlipTest(sums.map((sum) => Math.sign(sum))).method).toBe('exact');
  });
});

describe('mcNemar', () => {
  it.each([
    // Fay 2010, "Exact McNemar's Test and Matching Confidence Intervals": 9 and 2 of the discordant pairs.
    [9, 2, 0.06543],
    // The table of statsmodels' own test of mcnemar, whose values are SPSS's.
    [121, 59, 4.434e-6],
  ])('gives the published p of %d against %d', (one, other, p) => {
    expect(mcNemar(one, other) / p).toBeCloseTo(1, 3);
  });

  it('is 1 without pairs that differ', () => {
    expect(mcNemar(0, 0)).toBe(1);
  });
});
