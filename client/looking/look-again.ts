import { setTimeout as sleep } from 'node:timers/promises';
import { isGrpcServiceError } from '@temporalio/client';

/** How looks follow each other. */
export interface LookAgainOptions {
  /** Between two looks, in milliseconds. */
  every: number;
  signal?: AbortSignal | undefined;
}

// With a look a second and pauses that double up to half a minute: about ten minutes without an answer.
const mostFailures = 24;
const longestPause = 30;

/**
 * Looks again and again until somebody has seen enough. A server that restarts does not end it: looks that fail for want of
 * an answer are repeated after growing pauses.
 * @throws what a look has thrown: at once when it is an answer, else after 24 failures in a row
 */
export async function* lookAgain<Seen>(
  look: () => Promise<Seen>,
  { every, signal }: LookAgainOptions,
): AsyncGenerator<Seen> {
  for (let failures = 0; ; ) {
    try {
      const seen = await look();
      failures = 0;
      yield seen;
    } catch (error) {
      failures += 1;
      if (!isSilence(error) || failures === mostFailures) throw error;
    }
    await sleep(every * Math.min(longestPause, 2 ** Math.max(0, failures - 1)), undefined, signal && { signal });
  }
}

/** gRPC's codes of calls that another attempt may mend: unknown, deadline, exhausted, aborted, internal, unavailable. */
const passing = new Set([2, 4, 8, 10, 13, 14]);

/** Whether the server gave no answer, rather than one that we do not like. */
export function isSilence(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (isGrpcServiceError(cause)) return passing.has(cause.code);
  }
  return false;
}
