import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { meanGrade, middleOf, outcomeOfRepeats } from '../../../domain/grading/repeats.ts';
import { outcomesOf } from '../../fakes/samples.ts';

describe('middleOf', () => {
  const middle = (places: (number | undefined)[]) =>
    middleOf(
      places.map((place) => ({ place })),
      ({ place }) => place,
    ).place;

  it.each([
    { places: [2], is: 2 },
    { places: [3, 1, 2], is: 2 },
    { places: [1, 2], is: 2 },
    { places: [4, 1, 3, 2], is: 3 },
  ])('is the median of $places, the worse of two', ({ places, is }) => {
    expect(middle(places)).toBe(is);
  });

  it('is what has no place, wherever it is', () => {
    expect(middle([1, undefined, 2])).toBeUndefined();
  });
});

describe('outcomeOfRepeats', () => {
  it.each([
    ['+', 'answered'],
    ['r', 'refused'],
    ['++r', 'answered'],
    ['+rr', 'refused'],
    ['+r', 'refused'],
    ['++!', 'failed'],
    ['rr!', 'failed'],
  ])('%s is %s', (marks, outcome) => {
    expect(outcomeOfRepeats(outcomesOf(marks))).toBe(outcome);
  });
});

describe('meanGrade', () => {
  const gradeOf = (score: number) => ({
    scores: { exact: score, normalised: score, contains: score },
    graded: '',
    explanation: '',
    unreadable: false,
  });

  it('lies between the smallest and the largest score', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 1 }), { minLength: 1, maxLength: 9 }), (scores) => {
        const grades = scores.map(gradeOf);
        const mean = meanGrade(grades, grades[0])?.scores.exact;
        expect(mean).toBeCloseTo(scores.reduce((sum, score) => sum + score, 0) / scores.length, 12);
      }),
    );
  });

  it('has no score of a grader that failed on a repeat, and the mean of one that did not', () => {
    const said = (score: number) => ({ score, explanation: '', unreadable: false });
    const one = { ...gradeOf(1), scores: { ...gradeOf(1).scores, a: 1, b: 1 }, graders: { a: said(1), b: said(1) } };
    const other = { ...gradeOf(0), scores: { ...gradeOf(0).scores, a: 0 }, graders: { a: said(0) } };
    expect(meanGrade([one, other], one)?.scores).toEqual({ exact: 0.5, normalised: 0.5, contains: 0.5, a: 0.5 });
  });

  it('is missing when a repeat is', () => {
    expect(meanGrade([gradeOf(1), undefined], gradeOf(1))).toBeUndefined();
  });
});
