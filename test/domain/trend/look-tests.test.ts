import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { dropTest, fallTest, type LookTest, wordOf } from '../../../domain/trend/look-tests.ts';
import type { RunScores } from '../../../domain/trend/run-scores.ts';

/** Runs of images of one question each, by their scores. */
function runsOf(...runs: (readonly number[])[]): RunScores[] {
  return runs.map((scores) => ({ clusters: scores.map((_, image) => image), scores: Float64Array.from(scores) }));
}

/** Scores of 20 images, so many of them right. */
function right(count: number): number[] {
  return Array.from({ length: 20 }, (_, image) => Number(image < count));
}

describe('fallTest', () => {
  it('has p 1 where no image ever changes', () => {
    const { change, samples, means } = fallTest(runsOf(right(12), right(12), right(12)), 0.05);
    expect([change, samples.p, means]).toEqual([0, 1, 1]);
  });

  it('tells by how much the score falls a run', () => {
    const { change, samples, means } = fallTest(runsOf(right(18), right(15), right(13), right(9)), 0.05);
    expect(change).toBeCloseTo(-0.145, 12);
    expect(samples.p).toBeLessThan(0.01);
    expect(means).toBeLessThan(0.01);
  });

  it('has both p of runs in reverse on the other side of a half', () => {
    const bit = fc.constantFrom(0, 1);
    fc.assert(
      fc.property(
        fc.array(fc.array(bit, { minLength: 12, maxLength: 12 }), { minLength: 3, maxLength: 6 }),
        (scores) => {
          const [there, back] = [fallTest(runsOf(...scores), 0.05), fallTest(runsOf(...[...scores].reverse()), 0.05)];
          expect(back.change).toBeCloseTo(-there.change, 12);
          if (there.samples.p < 1) expect(back.samples.p).toBeCloseTo(1 - there.samples.p, 12);
          if (there.means > 0 && there.means < 1) expect(back.means).toBeCloseTo(1 - there.means, 9);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('leaves out a score that is missing, and keeps the others of its image', () => {
    const [first, , ...rest] = right(12);
    const runs = runsOf(right(12), [first ?? 0, Number.NaN, ...rest], right(12), right(12));
    expect(fallTest(runs, 0.05).change).toBeCloseTo(0, 12);
  });

  it('draws more signs the less it may spend, so that what is drawn can be significant', () => {
    // Sums that are multiples of no 1/k, so many that their patterns cannot be counted.
    const odd = (run: number) => Array.from({ length: 40 }, (_, image) => 1 - run * (0.01 + Math.sqrt(image) / 1000));
    const alpha = 2e-5;
    const { samples } = fallTest(runsOf(odd(0), odd(1), odd(2)), alpha);
    expect(samples.method).toBe('draws');
    expect(samples.p).toBeLessThanOrEqual(alpha / 20);
  });
});

describe('dropTest', () => {
  it('compares images with themselves, and has an interval that agrees with its p', () => {
    const before = runsOf(right(18), right(18), right(17));
    const { change, samples, interval, means } = dropTest(before, runsOf(right(6)), 0.01);
    expect(change).toBeCloseTo((18 + 18 + 17) / -60 + 0.3, 12);
    expect(samples.p).toBeLessThanOrEqual(0.01);
    expect(interval?.upper).toBeLessThan(0);
    expect(means).toBeLessThan(0.01);
  });

  it('says nothing of fewer images than an interval takes', () => {
    const few = (score: number) => new Array<number>(9).fill(score);
    const { samples, interval } = dropTest(runsOf(few(1), few(1)), runsOf(few(0)), 0.05);
    expect([samples.p, interval]).toEqual([1, undefined]);
  });
});

describe('wordOf', () => {
  const test = (samples: number, means: number): LookTest => ({
    change: 0,
    samples: { p: samples, method: 'exact' },
    means,
  });

  it.each([
    [test(0.01, 0.01), 'worse'],
    [test(0.01, 0.02), 'changed'],
    [test(0.02, 0.01), 'nothing'],
    [test(0.02, 0.02), 'nothing'],
  ])('asks both tests: %j', (found, word) => {
    expect(wordOf(found, 0.01)).toBe(word);
  });
});
