import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { openNumberMap } from '../../../../domain/data/splitting/number-map.ts';

describe('a map of numbers', () => {
  it('knows what a Map would know, however many there are', () => {
    const key = fc.oneof(
      fc.nat(50),
      fc.integer({ min: 0, max: 2 ** 48 - 1 }),
      fc.nat(20).map((n) => n * 1024),
    );
    fc.assert(
      fc.property(fc.array(key, { maxLength: 3000, size: 'max' }), (keys) => {
        const [own, expected] = [openNumberMap(), new Map<number, number>()];
        for (const [value, one] of keys.entries()) {
          expect(own.getOrSet(one, value)).toBe(expected.get(one) ?? -1);
          if (!expected.has(one)) expected.set(one, value);
        }
      }),
      { numRuns: 30 },
    );
  });
});
