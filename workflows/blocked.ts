import { ApplicationFailure } from '@temporalio/common';
import type { FailureType } from '../domain/run/run.ts';

/** What holds a run up without ending it. */
export interface Blocked {
  reason: string;
  /** Milliseconds until it goes on by itself; absent when a person is needed. */
  wait?: number;
}

/** Whether an error holds the run up. */
export function blockedBy(error: unknown): Blocked | undefined {
  const failure = failureIn(error, 'Blocked');
  const wait: unknown = failure?.details?.[0];
  return failure && { reason: failure.message, ...(typeof wait === 'number' && { wait: Math.max(1, wait) }) };
}

/** The failure of a type that an error comes from, if any, be it through a child. */
export function failureIn(error: unknown, type: FailureType): ApplicationFailure | undefined {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof ApplicationFailure && cause.type === type) return cause;
  }
  return undefined;
}
