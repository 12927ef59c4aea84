import { describe, expect, it } from '@jest/globals';
import { WorkflowFailedError } from '@temporalio/client';
import {
  ActivityFailure,
  ApplicationFailure,
  CancelledFailure,
  ChildWorkflowFailure,
  RetryState,
  TerminatedFailure,
} from '@temporalio/common';
import { explainFailure } from '../../../client/temporal/failure.ts';

const ofActivity = (cause: Error) =>
  new ActivityFailure('Activity task failed', 'preflight', '1', RetryState.NON_RETRYABLE_FAILURE, 'worker', cause);
const ofChild = (cause: Error) =>
  new ChildWorkflowFailure(
    'default',
    { workflowId: 'c', runId: 'r' },
    'evaluateCandidate',
    RetryState.NON_RETRYABLE_FAILURE,
    cause,
  );
const ofRun = (cause: Error) => new WorkflowFailedError('Workflow execution failed', cause, RetryState.TIMEOUT);

describe('explainFailure', () => {
  it('finds the innermost failure through activity and child', () => {
    const failure = ApplicationFailure.nonRetryable('no key in OPENAI_API_KEY', 'CannotStart');
    const error = ofRun(ofChild(ofActivity(failure)));
    expect(explainFailure(error)).toEqual({
      type: 'CannotStart',
      message: 'no key in OPENAI_API_KEY',
      stage: 'preflight',
    });
  });

  it('prefers a type of ours to what lies below it', () => {
    const below = ApplicationFailure.nonRetryable('ENOENT', 'Error');
    const failure = ApplicationFailure.create({
      message: 'column "image" is missing',
      type: 'BadInput',
      cause: below,
    });
    expect(explainFailure(ofRun(ofActivity(failure)))).toEqual({
      type: 'BadInput',
      message: 'column "image" is missing',
      stage: 'preflight',
    });
  });

  it('makes one paragraph of a message with many lines, and keeps those of bad input', () => {
    const told = (type: string) =>
      explainFailure(ofRun(ApplicationFailure.nonRetryable('one\n  two\n\nthree', type))).message;
    expect(told('CannotStart')).toBe('one two three');
    expect(told('BadInput')).toBe('one\ntwo\nthree');
  });

  it('knows a cancelled run', () => {
    expect(explainFailure(ofRun(new CancelledFailure('cancelled'))).type).toBe('Cancelled');
  });

  it('knows a terminated run', () => {
    expect(explainFailure(ofRun(new TerminatedFailure('by an operator')))).toEqual({
      type: 'Terminated',
      message: 'by an operator',
    });
  });

  it('keeps the message of an error that is none of Temporal', () => {
    expect(explainFailure(new Error('strange'))).toEqual({ type: 'Unknown', message: 'strange' });
  });
});
