import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { CandidateProgress, Progress } from '../domain/run.ts';

/** The queue that a stage's activities wait in; a provider with a hard limit over all workers may get one of its own. */
export function taskQueueFor(_stage: 'workflow' | 'work', _provider?: string): string {
  return 'tempera';
}

/** Where a run is; answered only while a worker lives. */
export const progressQuery = defineQuery<Progress>('progress');

/** Tells a blocked run that what was wrong has been mended. */
export const resumeUpdate = defineUpdate<void>('resume');

/** A candidate tells its run how far it is. */
export const candidateProgressSignal =
  defineSignal<[{ candidate: string; progress: CandidateProgress }]>('candidateProgress');

/** Workflow types that a client may start. */
export type RunWorkflow = 'fineTuneAndEvaluate' | 'evaluateCandidates';
