import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { foreseenWith, planningOf } from '../../../domain/statistics/planning.ts';

const of = (clusters: number, standardError: number, differing = clusters) => ({
  clusters,
  standardError,
  effective: clusters,
  differing,
});

describe('planningOf', () => {
  it('finds t₁₋α/₂ + t₀.₈ standard errors in 80 % of tests', () => {
    // t.ppf(0.975, 54) + t.ppf(0.8, 54) of SciPy.
    expect(planningOf(of(55, 0.04), 0.05, 0.03)?.detectable).toBeCloseTo((2.0048792882 + 0.8483282867) * 0.04, 8);
  });

  it('finds the effect with as many clusters as it says, and not with one less', () => {
    fc.assert(
      fc.property(fc.integer({ min: 10, max: 500 }), fc.double({ min: 0.001, max: 0.2, noNaN: true }), (g, error) => {
        const clusters = planningOf(of(g, error), 0.05, 0.05)?.clusters ?? 0;
        const at = (other: number) => planningOf(of(other, error * Math.sqrt(g / other)), 0.05, 0.05)?.detectable ?? 1;
        expect(at(clusters)).toBeLessThanOrEqual(0.05 + 1e-12);
        if (clusters > 10) expect(at(clusters - 1)).toBeGreaterThan(0.05 - 1e-12);
      }),
    );
  });

  it('knows that answers that are all equal can hide a rare difference', () => {
    expect(planningOf(of(60, 0, 0), 0.05, 0.03)).toMatchObject({ detectable: 1 - 0.05 ** (1 / 60), clusters: 99 });
  });

  it('promises nothing for an effect of 0, nor below ten clusters', () => {
    expect(planningOf(of(60, 0.05), 0.05, 0)?.clusters).toBeUndefined();
    expect(planningOf(of(9, 0.05), 0.05, 0.03)).toBeUndefined();
  });
});

describe('foreseenWith', () => {
  it('shows less the more images differ, and takes more of them for the effect', () => {
    const [few, many] = foreseenWith(100, [0.05, 0.25], 0.05, 0.03);
    // Of SciPy: (t.ppf(0.975, 99) + t.ppf(0.8, 99)) · √(0.25/100), the floor being gone.
    expect(many?.detectable).toBeCloseTo((1.984216952 + 0.845267311) * 0.05, 6);
    expect(few?.detectable).toBeLessThan(many?.detectable ?? 0);
    expect(few?.clusters).toBeLessThan(many?.clusters ?? 0);
    // (1.96 + 0.842)² · 0.25 / 0.03² of large samples.
    expect(many?.clusters).toBeCloseTo(2181, -2);
  });

  it('promises nothing below ten images', () => {
    expect(foreseenWith(9, [0.05, 0.25], 0.05, 0.03)).toEqual([]);
  });
});
