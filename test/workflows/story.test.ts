import { describe, expect, it } from '@jest/globals';
import { ActivityFailure, CancelledFailure, RetryState, TimeoutFailure, TimeoutType } from '@temporalio/common';
import { asCancelled } from '../../workflows/story.ts';

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
