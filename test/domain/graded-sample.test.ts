import { describe, expect, it } from '@jest/globals';
import { gradedSamples, said, sampleOf } from '../fakes/samples.ts';

describe('gradeSample', () => {
  it('grades the same answer in the same way, whoever gave it', () => {
    const samples = [sampleOf(0), sampleOf(1), sampleOf(2, { targets: ['Yes'] }), sampleOf(3)];
    const outcomes = [said('right'), said('The answer is: Right.'), said('Yes, it is.'), said('')];
    const graded = gradedSamples(samples, { base: outcomes, tuned: outcomes, 'tuned-without-examples': outcomes });
    for (const { answers } of graded) {
      const [first, ...others] = answers.map(({ grade }) => grade);
      expect(first).toBeDefined();
      for (const other of others) expect(other).toEqual(first);
    }
  });
});
