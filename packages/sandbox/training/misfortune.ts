import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from '../faults/fault.ts';
import type { JobStatus } from '../wire.ts';
import { JobFailure } from './job-failure.ts';

const FOREVER = 2 ** 31 - 1;

/** Lets a job get stuck or fail in the state that its fault names. */
export async function suffer(fault: Fault | undefined, status: JobStatus, signal: AbortSignal): Promise<void> {
  if (fault?.kind === 'job-stuck' && fault.in === status) await sleep(fault.ms ?? FOREVER, undefined, { signal });
  if (fault?.kind === 'job-fails' && fault.in === status) throw new JobFailure(fault.message, fault.code);
}

/** The failure of a model that was trained and then held back by a safety check, when the fault wants that. */
export function checkSafety(fault: Fault | undefined): void {
  if (fault?.kind !== 'job-blocked') return;
  throw new JobFailure('The fine-tuned model was blocked: it did not pass the safety evaluations.', 'model_blocked');
}

/** Why the fault wants a training line to be left out; undefined when it does not. */
export const skipReason = (fault: Fault | undefined, line: number): string | undefined =>
  fault?.kind === 'job-skips' && line % fault.every === 0 ? fault.reason : undefined;
