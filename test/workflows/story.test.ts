import { describe, expect, it } from '@jest/globals';
import { ActivityFailure, CancelledFailure, RetryState, TimeoutFailure, TimeoutType } from '@temporalio/common';
import { spentText } from '../../domain/cost/budget/budget.ts';
import { asCancelled, blockedForLong } from '../../workflows/story.ts';

const by = (cause: Error) => new ActivityFailure('failed', 'answerShard', '1', RetryState.TIMEOUT, 'worker', cause);

describe('asCancelled', () => {
  it('takes the timeout of a worker that died meanwhile for a cancellation', () => {
    const error = asCancelled(by(new TimeoutFailure('heartbeat', undefined, TimeoutType.HEARTBEAT)));
    expect(error).toBeInstanceOf(CancelledFailure);
  });

  it('leaves a cancellation as it is', () => {
    const error = by(new CancelledFailure('cancelled'));
    expect(asCancelled(error)).toBe(error);
  });
});

describe('blockedForLong', () => {
  const messageOf = (reason: string) =>
    blockedForLong({ reason }, { schedule: { id: 'nightly', slot: '', blockedFor: 90_000 } }).message;

  it('says that a run that has ended is retried before it can be resumed', () => {
    expect(messageOf('HTTP 429, code insufficient_quota')).toBe(
      'blocked: HTTP 429, code insufficient_quota; nobody mended it within 90 s (limits.blockedFor), so the run has ended: retry it before it can be resumed',
    );
  });

  it('does not send anybody to resume a run that has ended at its cap', () => {
    const message = messageOf(spentText('nightly-1', { cap: 10, held: 9.5, need: 1, currency: 'USD' }));
    expect(message).toBe(
      'blocked: budget: 9.5 of 10 USD are spent, and what comes next may cost 1 USD; nobody mended it within 90 s (limits.blockedFor), so the run has ended: retry it before its cap can be raised',
    );
    expect(message).not.toContain('tempera resume');
  });
});
