import type { Activities } from '../activities/index.ts';
import type { stageOrder } from '../domain/plan.ts';

/** The activities of a run with the stage they belong to, in the order of the run. */
export const stageOfActivity = {
  planRun: 'planning',
  prepareDataset: 'preparing',
  preflight: 'preflight',
  uploadFile: 'uploading',
  recallTuned: 'fine-tuning',
  startJob: 'fine-tuning',
  awaitJob: 'fine-tuning',
  cancelJob: 'fine-tuning',
  planReuse: 'answering',
  answerShard: 'answering',
  collectAnswers: 'answering',
  planRatings: 'judging',
  judgeShard: 'judging',
  collectRatings: 'judging',
  measure: 'measuring',
  writeReport: 'reporting',
} as const satisfies Record<keyof Activities, (typeof stageOrder)[number]>;
