import { ApplicationFailure } from '@temporalio/common';
import type { FailureType } from '../domain/run/run.ts';

/** What holds a run up without ending it. */
export interface Blocked {
  reason: string;
  /** After which it goes on by itself, in milliseconds; absent when a person is needed. */
  wait?: number;
}

/** Whether an error holds the run up; the cause may come through a child. */
export function blockedBy(error: unknown): Blocked | undefined {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (!(cause instanceof ApplicationFailure) || cause.type !== ('Blocked' satisfies FailureType)) continue;
    const wait: unknown = cause.details?.[0];
    return { reason: cause.message, ...(typeof wait === 'number' && { wait: Math.max(1, wait) }) };
  }
  return undefined;
}
