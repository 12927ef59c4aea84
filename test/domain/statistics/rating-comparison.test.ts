import { describe, expect, it } from '@jest/globals';
import type { GradedAnswer } from '../../../domain/grading/graded-sample.ts';
import type { JudgeSpec } from '../../../domain/spec/run-spec.ts';
import { RatingMeter } from '../../../domain/statistics/rating-comparison.ts';
import { judgeOfTwo, said, sampleOf, specOf } from '../../fakes/samples.ts';

const judge = specOf({ judge: judgeOfTwo }).judge as JudgeSpec;
const call = { attempts: 1, milliseconds: 1 };

/** `c` for Close, `f` for Far, `x` for a label that is none, `r` for a refusal, `?` for no rating. */
function answer(mark: string | undefined): GradedAnswer {
  const label = { c: 'Close', f: 'Far', x: 'Other' }[mark ?? '?'];
  const outcome = mark === 'r' ? ({ outcome: 'refused', by: 'model', text: '' } as const) : said('an answer');
  const rating = label ? { itemId: '', outcome: 'rated' as const, label, reason: '', call } : undefined;
  const repeat = { answer: outcome, grade: undefined, rating };
  return { candidate: 'any', kind: 'candidate', ...repeat, repeats: [repeat] };
}

function compare(mine: string, theirs: string) {
  const meter = new RatingMeter(judge);
  [...mine].forEach((mark, row) => {
    meter.add(sampleOf(row), answer(mark), answer(theirs[row]));
  });
  return meter.result(0.05);
}

describe('RatingMeter', () => {
  it('is the share rated higher minus the share rated lower', () => {
    const result = compare('ccfcf'.repeat(4), 'ffcff'.repeat(4));
    expect(result).toMatchObject({ samples: 20, clusters: 20, changed: 16, higher: 12, lower: 4, equal: 4, mean: 0.4 });
    expect(result.test?.p).toBeCloseTo(0.0768, 4);
  });

  it('puts a refusal below every label, and two refusals level', () => {
    expect(compare('frr', 'rfr')).toMatchObject({ higher: 1, lower: 1, equal: 1 });
  });

  it('leaves out what has no rating, or one that the rubric does not know', () => {
    expect(compare('c?xc', 'fffx')).toMatchObject({ samples: 1, missing: 3, higher: 1 });
  });

  it('leaves out questions that the judge is not asked', () => {
    const meter = new RatingMeter(judge);
    meter.add(sampleOf(0, { targets: ['Yes'] }), answer('c'), answer('f'));
    expect(meter.result(0.05)).toMatchObject({ samples: 0, missing: 0 });
  });

  it('counts only below ten clusters', () => {
    const { interval, test } = compare('ccc', 'fff');
    expect([interval, test]).toEqual([undefined, undefined]);
  });
});
