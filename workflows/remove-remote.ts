import { proxyActivities } from '@temporalio/workflow';
import type { Upkeep } from '../activities/upkeep.ts';
import type { RemoteRemoval, RemoteRemoved } from '../domain/cleaning/remote.ts';
import { taskQueue } from './contract.ts';

/** Has a worker, which has the keys, delete what a run has left at its provider: for `tempera clean`. */
export async function removeRemote(removal: RemoteRemoval): Promise<RemoteRemoved> {
  const activities = proxyActivities<Upkeep>({
    taskQueue,
    startToCloseTimeout: '10 minutes',
    heartbeatTimeout: '1 minute',
    retry: { maximumAttempts: 3 },
  });
  return await activities.removeRemote(removal);
}
