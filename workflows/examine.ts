import { proxyActivities } from '@temporalio/workflow';
import type { Upkeep } from '../activities/upkeep.ts';
import type { Examination, Examined } from '../domain/health/examination.ts';
import { taskQueue } from './contract.ts';

/** Has a worker look around at its place, for `tempera doctor`. */
export async function examine(examination: Examination): Promise<Examined> {
  const { lookAround } = proxyActivities<Upkeep>({
    taskQueue,
    startToCloseTimeout: '30 seconds',
    retry: { maximumAttempts: 1 },
  });
  return await lookAround(examination);
}
