import { describe, expect, it } from '@jest/globals';
import { settle } from '../../../domain/grading/settling.ts';
import type { RunSpec } from '../../../domain/spec/run-spec.ts';
import { gradedSamples, judgeOfTwo, outcomesOf, said, sampleOf, specOf } from '../../fakes/samples.ts';

const judgeOf = (when: 'always' | 'unsettled') => specOf({ judge: { ...judgeOfTwo, when } }).judge as Judge;
type Judge = NonNullable<RunSpec['judge']>;

describe('settle', () => {
  it.each([
    ['The Moon Pool', 'The Moon Pool', 'Close', 'exact match'],
    ['The Moon Pool', 'THE MOON-POOL.', 'Close', 'normalised match'],
    ['Yes', 'Yes, it does.', 'Close', 'yes or no'],
    ['Yes', '**Answer:** No.', 'Far', 'yes or no'],
  ])('settles %j answered by %j as %s by %s', (target, text, label, settledBy) => {
    expect(settle(judgeOf('unsettled'), [target], said(text))).toMatchObject({ outcome: 'rated', label, settledBy });
  });

  it.each([
    ['The Moon Pool', 'The Moon'],
    ['The Moon Pool', 'It is The Moon Pool by A. Merritt'],
    ['Yes', 'Yes and no.'],
  ])('leaves to the judge %j answered by %j', (target, text) => {
    expect(settle(judgeOf('unsettled'), [target], said(text))).toBeUndefined();
  });

  it('settles nothing where the judge is always asked, and no refusal or failure', () => {
    expect(settle(judgeOf('always'), ['right'], said('right'))).toBeUndefined();
    for (const outcome of outcomesOf('r!')) expect(settle(judgeOf('unsettled'), ['right'], outcome)).toBeUndefined();
  });

  it('gives the same answer the same rating, whoever gave it', () => {
    const samples = [sampleOf(0), sampleOf(1, { targets: ['No'] })];
    const outcomes = [said('Right'), said('Yes')];
    const judge = { ...judgeOf('unsettled'), samples: 'all' as const };
    const graded = gradedSamples(samples, { base: outcomes, tuned: outcomes }, { judge });
    const labels = graded.map(({ answers }) =>
      answers.map(({ rating }) => rating?.outcome === 'rated' && rating.label),
    );
    expect(labels).toEqual([
      ['Close', 'Close'],
      ['Far', 'Far'],
    ]);
  });
});
