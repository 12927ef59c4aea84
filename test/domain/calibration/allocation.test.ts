import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { allocate, leastTotal } from '../../../domain/calibration/allocation.ts';

const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0);

describe('allocate', () => {
  it('deals out by the square root of sizes', () => {
    expect(allocate([10_000, 100, 400], 130)).toEqual([100, 10, 20]);
  });

  it('draws two of each where there are two, and no more than there are', () => {
    expect(allocate([100_000, 1, 2, 3], 12)).toEqual([7, 1, 2, 2]);
    expect(allocate([3, 2], 100)).toEqual([3, 2]);
  });

  it('deals out just the total, where it is enough and there are so many', () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 500 }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(sizes, fc.nat(600), (all, more) => {
        const total = leastTotal(all) + more;
        const drawn = allocate(all, total);
        expect(sum(drawn)).toBe(Math.min(total, sum(all)));
        for (const [index, count] of drawn.entries()) {
          expect(count).toBeLessThanOrEqual(all[index] ?? 0);
          expect(count).toBeGreaterThanOrEqual(Math.min(2, all[index] ?? 0));
        }
      }),
    );
  });
});
