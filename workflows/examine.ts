import { proxyActivities } from '@temporalio/workflow';
import type { examineActivities } from '../activities/examine.ts';
import type { Examination, Examined } from '../domain/health/examination.ts';
import { taskQueue } from './contract.ts';

/** Has a worker look around at its place, for `tempera doctor`. */
export async function examine(examination: Examination): Promise<Examined> {
  const { lookAround } = proxyActivities<ReturnType<typeof examineActivities>>({
    taskQueue,
    startToCloseTimeout: '30 seconds',
    retry: { maximumAttempts: 1 },
  });
  return await lookAround(examination);
}
