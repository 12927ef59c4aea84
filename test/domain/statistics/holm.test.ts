import { describe, expect, it } from '@jest/globals';
import { holm } from '../../../domain/statistics/holm.ts';

describe('holm', () => {
  it('multiplies the smallest by the number of tests, the next by one less, and never falls', () => {
    expect(holm([0.01, 0.04, 0.03]).map((p) => Number(p.toFixed(12)))).toEqual([0.03, 0.06, 0.06]);
  });

  it('never exceeds 1, and leaves a single p as it is', () => {
    expect(holm([0.6, 0.7])).toEqual([1, 1]);
    expect(holm([0.02])).toEqual([0.02]);
    expect(holm([])).toEqual([]);
  });
});
