import { randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';
import type { RemoteRemoval, RemoteRemoved } from '../../domain/cleaning/remote.ts';
import { restingTime } from '../../runs/cleaning/objects.ts';
import { removeRun } from '../../runs/cleaning/remove-run.ts';
import type { StoredRun } from '../../runs/cleaning/stored-runs.ts';
import type { ArtifactStore } from '../../storage/artifact-store.ts';
import { taskQueue } from '../../workflows/contract.ts';
import { type Cleaning, stateOf } from './plan.ts';

/** What has come of a cleaning. */
export interface Cleaned {
  runs: string[];
  /** Runs that were begun again since one looked. */
  reopened: string[];
  /** Of all that was removed from the store. */
  bytes: number;
  remote: RemoteRemoved;
}

/** Carries a cleaning out, the providers' part first, since the store knows what is there; repeated, it goes on. */
export async function carryOut(
  store: ArtifactStore,
  temporal: Client,
  cleaning: Cleaning,
  removals: readonly RemoteRemoval[],
  now: number,
): Promise<Cleaned> {
  const cleaned: Cleaned = { runs: [], reopened: [], bytes: 0, remote: { gone: [], failed: [] } };
  for (const removal of removals) {
    const { gone, failed } = await removeAtProvider(temporal, removal);
    cleaned.remote.gone.push(...gone);
    cleaned.remote.failed.push(...failed);
  }
  for (const run of cleaning.runs) {
    if ((await stateOf(temporal, run)) === 'open') cleaned.reopened.push(run.runId);
    else {
      await removeRun(store, run.runId, {
        at: new Date(now).toISOString(),
        left: leftOf(cleaning, run, cleaned.remote),
      });
      cleaned.runs.push(run.runId);
      cleaned.bytes += bytesOf(run.files);
    }
  }
  // All stays of a run that was begun again.
  if (cleaned.reopened.length > 0) return cleaned;
  for (const offer of cleaning.offers) await store.remove(offer);
  for (const { key, bytes } of cleaning.objects.files)
    if (await store.remove(key, now - restingTime)) cleaned.bytes += bytes;
  return cleaned;
}

/** The sum of the sizes of files. */
export function bytesOf(files: readonly { bytes: number }[]): number {
  return files.reduce((sum, { bytes }) => sum + bytes, 0);
}

function leftOf({ remote }: Cleaning, { runId }: StoredRun, { gone }: RemoteRemoved) {
  const things = remote.find(({ run }) => run.runId === runId);
  const stays = (ids: readonly string[] = []) => ids.filter((id) => !gone.includes(id));
  const { provider } = things ?? {};
  return { ...(provider !== undefined && { provider }), files: stays(things?.files), models: stays(things?.models) };
}

async function removeAtProvider(temporal: Client, removal: RemoteRemoval): Promise<RemoteRemoved> {
  return await temporal.workflow.execute('removeRemote', {
    taskQueue,
    workflowId: `tempera-clean-${randomUUID()}`,
    args: [removal],
    workflowRunTimeout: '15 minutes',
    staticSummary: `tempera clean deletes at ${removal.provider} what run ${removal.run.runId} has left`,
  });
}
