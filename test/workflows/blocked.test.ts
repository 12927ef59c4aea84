import { describe, expect, it } from '@jest/globals';
import { ActivityFailure, ApplicationFailure, ChildWorkflowFailure, RetryState } from '@temporalio/common';
import { blockedBy } from '../../workflows/blocked.ts';

const ofActivity = (cause: Error) =>
  new ActivityFailure('failed', 'answerShard', '1', RetryState.NON_RETRYABLE_FAILURE, 'worker', cause);
const ofChild = (cause: Error) =>
  new ChildWorkflowFailure(
    'default',
    { workflowId: 'r', runId: 'x' },
    'evaluateCandidate',
    RetryState.IN_PROGRESS,
    cause,
  );
const blocked = (...details: unknown[]) =>
  ApplicationFailure.create({ type: 'Blocked', message: 'HTTP 402', nonRetryable: true, details });

describe('blockedBy', () => {
  it.each([
    ['an activity', ofActivity(blocked())],
    ['a child', ofChild(ofActivity(blocked()))],
  ])('finds the reason that comes through %s, and waits for a person', (_, error) => {
    expect(blockedBy(error)).toEqual({ reason: 'HTTP 402' });
  });

  it('finds after which time a pause ends, also one that is over', () => {
    expect(blockedBy(ofActivity(blocked(700_000)))).toEqual({ reason: 'HTTP 402', wait: 700_000 });
    expect(blockedBy(ofActivity(blocked(0)))).toEqual({ reason: 'HTTP 402', wait: 1 });
  });

  it.each([
    ['another failure', ofActivity(ApplicationFailure.create({ type: 'Rejected', message: 'no' }))],
    ['none', undefined],
    ['a text', 'Blocked'],
  ])('finds nothing in %s', (_, error) => {
    expect(blockedBy(error)).toBeUndefined();
  });
});
