import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { SameSamples } from '../../../domain/statistics/same-samples.ts';

describe('SameSamples', () => {
  it('gives two sets one class if, and only if, they hold the same samples', () => {
    const names = ['a', 'b', 'c', 'd'];
    fc.assert(
      fc.property(fc.array(fc.subarray(names), { maxLength: 6 }), (samples) => {
        const sets = new SameSamples();
        for (const holders of samples) sets.add(holders);
        const heldBy = (name: string) => JSON.stringify(samples.map((holders) => holders.includes(name)));
        for (const one of names) {
          for (const other of names) {
            expect(sets.classOf(one) === sets.classOf(other)).toBe(heldBy(one) === heldBy(other));
          }
        }
      }),
      { numRuns: 500 },
    );
  });
});
