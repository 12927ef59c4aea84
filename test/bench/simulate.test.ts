import { describe, expect, it } from '@jest/globals';
import { agreements } from '../../bench/simulate/agreement.ts';
import { cells, simulate } from '../../bench/simulate/cells.ts';
import { failuresOf } from '../../bench/simulate/limits.ts';

describe('agreements', () => {
  it.each(agreements())('is within 1e-9 of $reference: $formula', ({ largest }) => {
    expect(largest).toBeLessThanOrEqual(1e-9);
  });
});

describe('simulate', () => {
  const cell = cells.find(({ images, questions }) => images === 60 && questions === 5);
  if (!cell) throw new Error('no such cell');

  it('gives the same result each time', () => {
    expect(simulate(cell, 50)).toEqual(simulate(cell, 50));
  });

  it('draws differences of the correlation that it says', () => {
    const alike = simulate({ ...cell, correlation: 0.95, discordant: 0.25 }, 300);
    expect(alike.rejectedByMcNemar).toBeGreaterThan(0.2);
    expect(alike.rejected).toBeLessThan(0.1);
  });
});

describe('failuresOf', () => {
  const fine = { ...simulate({ images: 60, questions: 1, correlation: 0, discordant: 0.25 }, 1), rejected: 0.05 };
  const shares = { covered: 0.95, equivalentReal: 0, equivalentOneWay: 0 };

  it('names what a cell does not keep to', () => {
    expect(failuresOf({ ...fine, ...shares })).toEqual([]);
    expect(failuresOf({ ...fine, ...shares, rejected: 0.056 })).toEqual(['rejected above 5.5 %']);
    expect(failuresOf({ ...fine, ...shares, covered: 0.97 })).toEqual(['coverage above 96.5 %']);
    expect(failuresOf({ ...fine, ...shares, covered: 0.93 })).toEqual(['coverage below 93.5 %']);
  });
});
