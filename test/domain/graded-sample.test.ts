import { describe, expect, it } from '@jest/globals';
import { ruleGradersOf } from '../../domain/graders/rule-graders.ts';
import { gradedSamples, said, sampleOf, specOf } from '../fakes/samples.ts';

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
    const graders = ruleGradersOf(specOf({ graders: { year: { type: 'number', tolerance: 1 } } }));
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
});
