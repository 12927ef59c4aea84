import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { verdictOf, verdictWhateverIsMissing } from '../../../domain/verdict/verdict.ts';

const interval = fc
  .tuple(fc.double({ min: -1, max: 1, noNaN: true }), fc.double({ min: -1, max: 1, noNaN: true }))
  .map(([a, b]) => ({ lower: Math.min(a, b), upper: Math.max(a, b) }));

describe('verdictOf', () => {
  it.each([
    ['better', { lower: 0.001, upper: 0.2 }],
    ['worse', { lower: -0.2, upper: -0.001 }],
    ['equivalent', { lower: -0.029, upper: 0.029 }],
    ['undecided', { lower: -0.03, upper: 0.01 }],
    ['undecided', { lower: 0, upper: 0.2 }],
    ['undecided', { lower: -0.2, upper: 0 }],
    ['better', { lower: 0.001, upper: 0.002 }],
  ] as const)('is %s for %j', (verdict, between) => {
    expect(verdictOf(between, { minimumEffect: 0.03 })).toBe(verdict);
  });

  it('is undecided without an interval', () => {
    expect(verdictOf(undefined, { minimumEffect: 0.03 })).toBe('undecided');
  });

  it('follows exactly one rule for every interval', () => {
    fc.assert(
      fc.property(interval, fc.double({ min: 0, max: 1, noNaN: true }), ({ lower, upper }, m) => {
        const isBetter = lower > 0;
        const isWorse = upper < 0;
        const isEquivalent = !isBetter && !isWorse && -m < lower && upper < m;
        const holds = { better: isBetter, worse: isWorse, equivalent: isEquivalent };
        const named = Object.entries(holds).filter(([, is]) => is);
        expect(named.length).toBeLessThanOrEqual(1);
        expect(verdictOf({ lower, upper }, { minimumEffect: m })).toBe(named[0]?.[0] ?? 'undecided');
      }),
    );
  });
});

describe('verdictOf with a margin', () => {
  it.each([
    ['not-worse', { lower: -0.019, upper: 0.1 }],
    ['not-worse', { lower: 0.01, upper: 0.1 }],
    ['worse', { lower: -0.2, upper: -0.021 }],
    ['undecided', { lower: -0.02, upper: 0.1 }],
    ['undecided', { lower: -0.2, upper: -0.02 }],
    ['undecided', undefined],
  ] as const)('is %s for %j', (verdict, between) => {
    expect(verdictOf(between, { minimumEffect: 0.03, margin: 0.02 })).toBe(verdict);
  });

  it('follows exactly one rule for every interval', () => {
    fc.assert(
      fc.property(interval, fc.double({ min: 1e-6, max: 1, noNaN: true }), ({ lower, upper }, margin) => {
        const holds = { 'not-worse': lower > -margin, worse: upper < -margin };
        const named = Object.entries(holds).filter(([, is]) => is);
        expect(named.length).toBeLessThanOrEqual(1);
        expect(verdictOf({ lower, upper }, { minimumEffect: 0.03, margin })).toBe(named[0]?.[0] ?? 'undecided');
      }),
    );
  });
});

describe('verdictWhateverIsMissing', () => {
  it('keeps a verdict on which all agree', () => {
    expect(verdictWhateverIsMissing(['better', 'better', 'better'])).toBe('better');
  });

  it('is undecided when any differs', () => {
    expect(verdictWhateverIsMissing(['better', 'better', 'undecided'])).toBe('undecided');
    expect(verdictWhateverIsMissing(['equivalent', 'better', 'equivalent'])).toBe('undecided');
  });
});
