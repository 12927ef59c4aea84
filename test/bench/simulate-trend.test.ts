import { describe, expect, it } from '@jest/globals';
import { trendAgreements } from '../../bench/simulate/trend/agreement.ts';
import { failureOf } from '../../bench/simulate/trend/limits.ts';
import { simulateTrend } from '../../bench/simulate/trend/simulate.ts';
import { trendTables } from '../../bench/simulate/trend/tables.ts';
import { type World, worlds } from '../../bench/simulate/trend/worlds.ts';

describe('trendAgreements', () => {
  it.each(trendAgreements())('is within 1e-9 of $reference: $formula', ({ largest }) => {
    expect(largest).toBeLessThanOrEqual(1e-9);
  });
});

describe('simulateTrend', () => {
  const small = worlds.filter(({ images }) => images === 100);

  it('gives the same result each time', () => {
    const [world] = small as [World];
    expect(simulateTrend(world, 5)).toEqual(simulateTrend(world, 5));
  });

  it.each(small)('keeps to the limits: %j', (world) => {
    expect(failureOf(simulateTrend(world, 60), 3)).toBeUndefined();
  });

  it('would call a wobble that all images share worse by sign flips alone', () => {
    const world = worlds.find(({ images, wobble, servedFor }) => images === 500 && wobble === 0.02 && !servedFor);
    const { worse, bySamples } = simulateTrend(world as World, 40);
    expect(bySamples).toBeGreaterThan(0.2);
    expect(worse).toBeLessThan(0.2);
  });
});

describe('failureOf', () => {
  const steady = { world: { images: 100, random: 0.1 }, schedules: 400, bySamples: 0 };
  const falling = { ...steady, world: { images: 100, random: 0.1, falls: 0.02 } };

  it.each([
    [{ ...steady, worse: 0.06 }, undefined],
    [{ ...steady, worse: 0.07 }, 'above 5 %'],
    [{ ...falling, worse: 0.84 }, undefined],
    [{ ...falling, worse: 0.8 }, 'below 85 %'],
  ])('names what a world does not keep to, more than its repetitions may err: %j', (result, failure) => {
    expect(failureOf(result)).toBe(failure);
  });

  it('asks nothing of worlds whose power nobody has promised', () => {
    expect(failureOf({ ...falling, world: { images: 100, replaced: 0.02, falls: 0.01 }, worse: 0 })).toBeUndefined();
  });
});

describe('trendTables', () => {
  it('marks the worlds that fail', () => {
    const results = worlds.map((world) => ({ world, schedules: 400, worse: 0.5, bySamples: 0.5 }));
    const text = trendTables(results);
    expect(text).toContain('| 100 | 10 % of images answered at random | 50.0 % | 50.0 % | **above 5 %** |');
    expect(text).toContain(
      '| 500 | 30 % of images answered at random | −1 | 50.0 % | 50.0 % | 75.0 % | **below 75 %** |',
    );
  });
});
