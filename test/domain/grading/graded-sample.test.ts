import { describe, expect, it } from '@jest/globals';
import { specGradersOf } from '../../../domain/grading/graders/spec-graders.ts';
import { createMeter } from '../../../domain/measuring/metrics.ts';
import { gradedRepeats, gradedSamples, outcomesOf, said, sampleOf, specOf } from '../../fakes/samples.ts';

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

  it('scores by the graders that apply to the sample, refusals as wrong, the baseline too', () => {
    const graders = specGradersOf(specOf({ graders: { year: { type: 'number', tolerance: 1 } } }));
    const samples = [sampleOf(0, { targets: ['1923'] }), sampleOf(1)];
    const trivial = { byQuestion: {}, otherwise: '1922' };
    const refused = { outcome: 'refused' as const, by: 'model' as const, text: '1923' };
    const failed = { outcome: 'failed' as const, reason: 'timeout' };
    const outcomes = { base: [said('In 1924'), said('1923')], tuned: [refused], other: [failed] };
    const [year, title] = gradedSamples(samples, outcomes, { graders, trivial });
    expect(year?.metrics).toEqual(['exact', 'normalised', 'contains', 'year']);
    expect(year?.answers.map(({ grade }) => grade?.scores['year'])).toEqual([1, 0, undefined, 1]);
    expect(title?.metrics).toEqual(['exact', 'normalised', 'contains']);
    expect(title?.answers[0]?.grade?.scores).not.toHaveProperty('year');
  });

  it('takes the mean of repeats, and keeps the sample one of its cluster', () => {
    const meter = createMeter(specOf({ repeats: 3 }));
    for (let row = 0; row < 12; row++) {
      const graded = gradedRepeats(sampleOf(row), { base: outcomesOf('+--'), tuned: outcomesOf('++-') });
      expect(graded.answers.map(({ grade }) => grade?.scores['exact'])).toEqual([1 / 3, 2 / 3]);
      meter.add(graded);
    }
    const { candidates, comparison, clusters, samples } = meter.result();
    expect({ clusters, samples }).toEqual({ clusters: 12, samples: 12 });
    expect(candidates[0]?.slices[0]).toMatchObject({ samples: 12, answered: 12, changed: 12 });
    expect(comparison?.primary.mean).toBeCloseTo(1 / 3, 12);
    // 12 sums of one third, all of one sign; the floor alone says how many clusters may have stayed unseen.
    expect(comparison?.primary.test).toEqual({
      method: 'exact',
      p: expect.closeTo((2 / 3) ** 12, 12),
      signFlips: expect.closeTo(2 / 2 ** 12, 12),
    });
  });

  it('leaves a sample out when one of its repeats is missing', () => {
    const { answers } = gradedRepeats(sampleOf(0), { base: outcomesOf('++!') });
    expect(answers[0]).toMatchObject({ answer: { outcome: 'failed' }, grade: undefined });
  });
});
