import { describe, expect, it } from '@jest/globals';
import { alphaOfLook, isDue, runsAtLook } from '../../../domain/trend/looks.ts';

describe('runsAtLook', () => {
  it('is the series 3, 4, 6, 8, 10, 13, 17, 22, 29, 38, 50 and so on', () => {
    const series = Array.from({ length: 17 }, (_, index) => runsAtLook(index + 1));
    expect(series).toEqual([3, 4, 6, 8, 10, 13, 17, 22, 29, 38, 50, 65, 85, 112, 146, 191, 250]);
  });
});

describe('isDue', () => {
  it('holds for the numbers of the series alone', () => {
    const due = Array.from({ length: 51 }, (_, runs) => runs).filter(isDue);
    expect(due).toEqual([3, 4, 6, 8, 10, 13, 17, 22, 29, 38, 50]);
  });
});

describe('alphaOfLook', () => {
  it('spends less with each look', () => {
    expect(alphaOfLook(1, 0.05)).toBeCloseTo(0.0304, 4);
    expect(alphaOfLook(8, 0.05)).toBeCloseTo(0.000475, 6);
  });

  it('never spends more than alpha, however many looks there are', () => {
    let spent = 0;
    for (let k = 1; k <= 100_000; k++) spent += alphaOfLook(k, 0.05);
    expect(spent).toBeLessThan(0.05);
    expect(spent).toBeGreaterThan(0.0499);
  });
});
