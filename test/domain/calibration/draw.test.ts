import { describe, expect, it } from '@jest/globals';
import { drawAnswers, ratedAnswersOf } from '../../../domain/calibration/draw.ts';
import { ratingItemId } from '../../../domain/grading/judging.ts';
import type { Rating } from '../../../domain/grading/rating.ts';
import type { JudgeSpec } from '../../../domain/spec/run-spec.ts';
import { ratedAnswer } from '../../fakes/rated-answers.ts';
import { gradedSamples, judgeOfTwo, outcomesOf, sampleOf, specOf } from '../../fakes/samples.ts';

const labels = ['Close', 'Far'];

/** Two candidates on 200 samples, of whose answers every twentieth is far. */
const rated = Array.from({ length: 200 }, (_, row) => {
  const label = row % 20 === 0 ? 'Far' : 'Close';
  return ['base', 'tuned'].map((candidate) => ratedAnswer(candidate, row, label));
}).flat();

describe('drawAnswers', () => {
  const draw = drawAnswers(rated, labels, 60, 1);

  it('draws the total, of rare labels more than their share', () => {
    expect(draw.answers).toHaveLength(60);
    expect(draw.strata).toEqual([
      { candidate: 'base', label: 'Far', answers: 10, drawn: 6 },
      { candidate: 'tuned', label: 'Far', answers: 10, drawn: 6 },
      { candidate: 'base', label: 'Close', answers: 190, drawn: 24 },
      { candidate: 'tuned', label: 'Close', answers: 190, drawn: 24 },
    ]);
  });

  it('is the same for the same seed, and another for another', () => {
    expect(drawAnswers(rated, labels, 60, 1)).toEqual(draw);
    expect(drawAnswers(rated, labels, 60, 2).answers).not.toEqual(draw.answers);
  });

  it('draws every answer of a stratum as often as any other', () => {
    const times = new Map<string, number>();
    for (let seed = 0; seed < 400; seed++) {
      for (const { candidate, cluster } of drawAnswers(rated.slice(0, 80), labels, 20, seed).answers) {
        times.set(`${candidate} ${cluster}`, (times.get(`${candidate} ${cluster}`) ?? 0) + 1);
      }
    }
    // 38 close answers of each candidate, of which 8 are drawn: 84 ± 4 · 8.2 times.
    for (let row = 1; row < 20; row++) {
      expect(Math.abs((times.get(`base image-${row}`) ?? 0) - (400 * 8) / 38)).toBeLessThan(33);
    }
  });

  it('draws candidates on the same samples, and has who answered alike labelled once', () => {
    const alike = rated.map((one) => ({ ...one, itemId: one.sample.id, answer: 'same' }));
    const { items, answers } = drawAnswers(alike, labels, 60, 1);
    expect(items).toHaveLength(30);
    expect(new Set(answers.map(({ item }) => item)).size).toBe(30);
  });

  it('shuffles what is to be labelled', () => {
    const rows = draw.items.map(({ answer }) => Number(answer.split(' ')[1]));
    expect(rows).not.toEqual(rows.toSorted((a, b) => a - b));
    const firstHalf = draw.answers.filter(({ item }) => item < 30);
    expect(firstHalf.filter(({ candidate }) => candidate === 'base').length).toBeGreaterThan(5);
    expect(firstHalf.filter(({ candidate }) => candidate === 'tuned').length).toBeGreaterThan(5);
  });

  it('refuses too few, and says how many it takes', () => {
    expect(() => drawAnswers(rated, labels, 7, 1)).toThrow(
      '7 samples are too few: there are 4 pairs of candidate and label, and two of each make 8',
    );
    expect(() => drawAnswers([], labels, 7, 1)).toThrow('the judge has rated no answer');
  });
});

describe('ratedAnswersOf', () => {
  it('takes what the judge rated, not refusals, failures and what rules settled', () => {
    const judge = specOf({ judge: { ...judgeOfTwo, when: 'unsettled' } }).judge as JudgeSpec;
    const { question, targets } = sampleOf(0);
    const itemId = ratingItemId({ question, targets, answer: 'wrong' });
    const call = { attempts: 1, milliseconds: 1 };
    const rating: Rating = { itemId, outcome: 'rated', label: 'Far', reason: 'another', call };
    const answers = { a: outcomesOf('-'), b: outcomesOf('r'), c: outcomesOf('!'), d: outcomesOf('+') };
    const [graded] = gradedSamples([sampleOf(0)], answers, { judge, ratings: new Map([[itemId, rating]]) });
    expect(graded && ratedAnswersOf(graded)).toMatchObject([{ candidate: 'a', answer: 'wrong', label: 'Far', itemId }]);
  });
});
