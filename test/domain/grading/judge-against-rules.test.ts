import { describe, expect, it } from '@jest/globals';
import { createDoubts } from '../../../domain/grading/judge-against-rules.ts';
import { ratingItemId } from '../../../domain/grading/judging.ts';
import type { Rating } from '../../../domain/grading/rating.ts';
import type { JudgeSpec } from '../../../domain/spec/run-spec.ts';
import { gradedSamples, judgeOfTwo, said, sampleOf, specOf } from '../../fakes/samples.ts';

const judge = specOf({ judge: judgeOfTwo }).judge as JudgeSpec;

/** What is doubted when each candidate gives the same answer to some samples, and the judge rates answers so. */
function doubtsOf(answers: Readonly<Record<string, string[]>>, labels: Readonly<Record<string, string>>) {
  const { question, targets } = sampleOf(0);
  const ratings = Object.entries(labels).map(([answer, label]): Rating => {
    const call = { attempts: 1, milliseconds: 1 };
    return { itemId: ratingItemId({ question, targets, answer }), outcome: 'rated', label, reason: `${label}!`, call };
  });
  const outcomes = Object.fromEntries(Object.entries(answers).map(([name, texts]) => [name, texts.map(said)]));
  const samples = Array.from({ length: Math.max(...Object.values(answers).map((texts) => texts.length)) }, (_, row) =>
    sampleOf(row),
  );
  const doubts = createDoubts(judge);
  const graders = { judge, ratings: new Map(ratings.map((rating) => [rating.itemId, rating])) };
  for (const graded of gradedSamples(samples, outcomes, graders)) doubts.add(graded);
  return doubts.result();
}

describe('createDoubts', () => {
  it('lists a best label for an answer whose words are no target’s, with all that one needs to look', () => {
    const { top, lowest } = doubtsOf({ base: ['rate this Close'] }, { 'rate this Close': 'Close' });
    expect(lowest).toEqual({ count: 0, shown: [] });
    expect(top).toEqual({
      count: 1,
      shown: [
        {
          sample: 'test-0',
          image: 'image-0',
          question: sampleOf(0).question,
          targets: ['right'],
          answer: 'rate this Close',
          label: 'Close',
          reason: 'Close!',
          candidates: ['base'],
        },
      ],
    });
  });

  it('lists a worst label for an exact match', () => {
    const { top, lowest } = doubtsOf({ base: ['right'] }, { right: 'Far' });
    expect(top.count).toBe(0);
    expect(lowest).toMatchObject({ count: 1, shown: [{ answer: 'right', label: 'Far' }] });
  });

  it('lists nothing that the rules agree with, or only nearly disagree', () => {
    const texts = ['right', 'wrong', 'right you are', 'Right'];
    const { top, lowest } = doubtsOf(
      { base: texts },
      { right: 'Close', wrong: 'Far', 'right you are': 'Close', Right: 'Far' },
    );
    expect([top.count, lowest.count]).toEqual([0, 0]);
  });

  it('counts a rating once, whoever gave the answer and however often, and names who did', () => {
    const { top } = doubtsOf({ base: ['x', 'x'], tuned: ['y', 'x'] }, { x: 'Close', y: 'Close' });
    expect(top.count).toBe(2);
    expect(top.shown.map(({ answer, candidates }) => [answer, candidates])).toEqual([
      ['x', ['base', 'tuned']],
      ['y', ['tuned']],
    ]);
  });

  it('shows the first twenty, and counts all', () => {
    const texts = Array.from({ length: 30 }, (_, index) => `x${index}`);
    const { top } = doubtsOf({ base: texts }, Object.fromEntries(texts.map((text) => [text, 'Close'])));
    expect(top.count).toBe(30);
    expect(top.shown.map(({ answer }) => answer)).toEqual(texts.slice(0, 20));
  });
});
