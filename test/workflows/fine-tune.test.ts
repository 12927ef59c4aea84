import { describe, expect, it } from '@jest/globals';
import { ActivityFailure, ApplicationFailure, RetryState, TimeoutFailure, TimeoutType } from '@temporalio/common';
import { defaultSettings } from '../../domain/run/plan.ts';
import type { RunInput } from '../../domain/run/run.ts';
import { overBudget } from '../../workflows/fine-tune.ts';

const run = { settings: { ...defaultSettings, jobTimeout: 120_000 } } as RunInput;
const by = (cause: Error) => new ActivityFailure('failed', 'awaitJob', '1', RetryState.TIMEOUT, 'worker', cause);

describe('overBudget', () => {
  it('says how the job was, when the last look said "not yet"', () => {
    const last = ApplicationFailure.create({ type: 'NotYet', message: 'job ftjob-1 is queued' });
    expect(overBudget(by(last), run)).toMatchObject({
      type: 'FineTuningFailed',
      nonRetryable: true,
      message: 'job ftjob-1 is queued after 2 minutes (setting jobTimeout); it goes on at the provider',
    });
  });

  it('is known also when the budget ends in the middle of a look', () => {
    const timeout = new TimeoutFailure('timeout', undefined, TimeoutType.SCHEDULE_TO_CLOSE);
    expect(overBudget(by(timeout), run)?.message).toMatch(/^the fine-tuning job has not ended after 2 minutes/);
  });

  it.each([
    ['a look that took too long', by(new TimeoutFailure('timeout', undefined, TimeoutType.START_TO_CLOSE))],
    ['a job that failed', by(ApplicationFailure.create({ type: 'FineTuningFailed', message: 'no' }))],
    ['a mistake', new TypeError('no')],
  ])('is not %s', (_, error) => {
    expect(overBudget(error, run)).toBeUndefined();
  });
});
