import type { Client } from '@temporalio/client';

/** What a run works on, in its order: activities of the run itself, and its children. */
export const works = [
  'planRun',
  'prepareDataset',
  'preflight',
  'uploadFile',
  'startJob',
  'awaitJob',
  'answers',
  'planRatings',
  'ratings',
  'measure',
  'writeReport',
  'ended',
] as const;
export type Work = (typeof works)[number];

/** What the server has under way for a run; undefined between two works, and while there is no server. No worker is asked. */
export async function workUnderWay(client: Client, runId: string): Promise<Work | undefined> {
  try {
    const { raw, status } = await client.workflow.getHandle(runId).describe();
    if (status.name !== 'RUNNING') return 'ended';
    const activity = raw.pendingActivities?.[0]?.activityType?.name;
    const child = raw.pendingChildren?.[0]?.workflowId?.split('/')[1];
    return works.find((work) => work === activity || work === child);
  } catch {
    return undefined;
  }
}
