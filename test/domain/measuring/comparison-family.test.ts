import { describe, expect, it } from '@jest/globals';
import { comparisonsOf } from '../../../domain/measuring/comparison-family.ts';
import { specOf } from '../../fakes/samples.ts';

describe('comparisonsOf', () => {
  const verdict = { compare: 'tuned', against: 'base', metric: 'exact' as const, minimumEffect: 0.05, margin: 0.02 };

  it('is the verdict alone, at its own alpha, where nothing else is named', () => {
    const [only, ...others] = comparisonsOf(specOf({ verdict }));
    expect(only).toMatchObject({ ...verdict, alpha: 0.05 });
    expect(others).toEqual([]);
  });

  it('shares alpha among all of them', () => {
    const comparisons = [
      { compare: 'base', against: 'tuned' },
      { compare: 'tuned', against: 'base', slice: { answer: 'open' } },
    ];
    expect(comparisonsOf(specOf({ verdict, comparisons })).map(({ alpha }) => alpha)).toEqual(Array(3).fill(0.05 / 3));
  });

  it('takes metric and minimum effect from the verdict where a comparison names none, but no margin and no slice', () => {
    const own = { compare: 'tuned', against: 'base', metric: 'normalised' as const, minimumEffect: 0.1 };
    const comparisons = [{ compare: 'base', against: 'tuned' }, own];
    const spec = specOf({ verdict: { ...verdict, slice: { answer: 'open' } }, comparisons });
    const [, bare, full] = comparisonsOf(spec);
    expect(bare).toEqual({ compare: 'base', against: 'tuned', metric: 'exact', minimumEffect: 0.05, alpha: 0.05 / 3 });
    expect(full).toEqual({ ...own, alpha: 0.05 / 3 });
  });
});
