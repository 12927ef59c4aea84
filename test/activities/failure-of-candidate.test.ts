import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { failureOfCandidate } from '../../activities/failure-of-candidate.ts';
import type { Problem } from '../../domain/answering/problem.ts';
import { defaultSettings } from '../../domain/run/plan.ts';
import type { RunInput } from '../../domain/run/run.ts';

const run = { settings: { ...defaultSettings, newModelWait: 1000 } } as RunInput;
const missing = { action: 'missing', code: 'model_not_found', message: 'HTTP 404' } as const;

const failureOf = (scheduledAgo: number, model = 'tuned', problem: Problem = missing) =>
  new MockActivityEnvironment(
    { scheduledTimestampMs: 5000 - scheduledAgo, currentAttemptScheduledTimestampMs: 5000 },
    { logger: new DefaultLogger('ERROR') },
  ).run(async () => failureOfCandidate(problem, run, 'ft:1', { model }));

afterEach(() => void jest.restoreAllMocks());

describe('failureOfCandidate', () => {
  it.each([-3_600_000, 0, 3_600_000])(
    'waits for a model just tuned by the clock of the server, the own being %d ms off',
    async (skew) => {
      jest.spyOn(Date, 'now').mockReturnValue(5000 + skew);
      expect(await failureOf(999)).toMatchObject({ type: 'ModelMissing', nonRetryable: false });
      expect(await failureOf(1000)).toMatchObject({ type: 'ModelMissing', nonRetryable: true });
    },
  );

  it('waits for no other model', async () => {
    expect(await failureOf(0, 'base')).toMatchObject({ type: 'ModelMissing', nonRetryable: true });
  });

  it('leaves every other problem as it is', async () => {
    const blocked = { action: 'blocked', code: '401', message: 'HTTP 401' } as const;
    expect(await failureOf(0, 'tuned', blocked)).toMatchObject({ type: 'Blocked' });
  });
});
