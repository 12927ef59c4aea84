import { defineQuery, defineUpdate } from '@temporalio/workflow';
import type { Approved, Rejected } from '../domain/run/approval.ts';
import type { Progress } from '../domain/run/run.ts';

/** The queue that all work of a run waits in. */
export const taskQueue = 'tempera';

/** Where a run, or one of its children, is; answered only while a worker lives. */
export const progressQuery = defineQuery<Progress>('progress');

/** Tells a blocked run that what was wrong has been mended. */
export const resumeUpdate = defineUpdate<void>('resume');

/** Says yes to the estimate that a run waits with: `{ "estimate": HASH, "by": NAME }`. */
export const approveUpdate = defineUpdate<void, [Approved]>('approve');

/** Says no to it, which ends the run: `{ "reason": TEXT, "by": NAME }`. */
export const rejectUpdate = defineUpdate<void, [Rejected]>('reject');

/** Ids of the children of a run. */
export const childIdOf = {
  candidate: (runId: string, candidate: string) => `${runId}/answers/${candidate}`,
  judge: (runId: string) => `${runId}/ratings`,
  telling: (runId: string, revision: number, which: string) => `${runId}/told/${revision}/${which}`,
};

/** The workflow of a slot of a schedule. */
export const slotWorkflow = 'slot';
