import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import { defineQuery, defineUpdate } from '@temporalio/workflow';
import type { Progress } from '../domain/run/run.ts';

/** The queue that all work of a run waits in. */
export const taskQueue = 'tempera';

/** Where a run, or one of its children, is; answered only while a worker lives. */
export const progressQuery = defineQuery<Progress>('progress');

/** Tells a blocked run that what was wrong has been mended. */
export const resumeUpdate = defineUpdate<void>('resume');

/** Ids of the children of a run. */
export const childIdOf = {
  candidate: (runId: string, candidate: string) => `${runId}/answers/${candidate}`,
  judge: (runId: string) => `${runId}/ratings`,
};

/** What runs can be searched by in the Temporal UI; a server may lack them, and then a run does without. */
export const searchAttributes = {
  stage: defineSearchAttributeKey('TemperaStage', SearchAttributeType.KEYWORD),
  dataSet: defineSearchAttributeKey('TemperaDataSet', SearchAttributeType.KEYWORD),
  baseModel: defineSearchAttributeKey('TemperaBaseModel', SearchAttributeType.KEYWORD),
  verdict: defineSearchAttributeKey('TemperaVerdict', SearchAttributeType.KEYWORD),
};
