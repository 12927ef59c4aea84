import { setTimeout as sleep } from 'node:timers/promises';
import type { Client, ScheduleHandle } from '@temporalio/client';
import { runIdOfSlot, slotAt } from '../../domain/schedule/slot.ts';
import { publishJson } from '../../runs/json.ts';
import { keys } from '../../runs/keys.ts';
import { findSchedule } from '../../runs/schedules.ts';
import type { ArtifactStore } from '../../storage/artifact-store.ts';
import { ClientError } from '../program/client-error.ts';
import { requireWorker } from '../temporal/temporal-runs.ts';
import { describeOnServer, onServer } from './server-schedule.ts';

/** In milliseconds: within which a server has taken a trigger. */
const patience = 5_000;

/** Keeps a schedule from starting runs until it is resumed. */
export async function pauseSchedule(temporal: Client, id: string, note: string): Promise<void> {
  await onServer(temporal, id, (handle) => handle.pause(note));
}

/** Lets a paused schedule start runs again; slots that fell into the pause stay without one. */
export async function resumeSchedule(temporal: Client, id: string, note: string): Promise<void> {
  await onServer(temporal, id, (handle) => handle.unpause(note));
}

/**
 * Starts a run of a schedule now, and gives its id where the server tells it in time.
 * @throws {ClientError} bad input: there is none of that id, or a run of it is still open · cannot start: no worker
 */
export async function triggerSchedule(temporal: Client, id: string): Promise<string | undefined> {
  return await onServer(temporal, id, async (handle) => {
    const { info } = await handle.describe();
    if (info.runningActions.length > 0) {
      const message = `a run of schedule ${id} is still open, and no two run at once. Look at it: tempera schedule describe ${id}`;
      throw new ClientError('badInput', message);
    }
    await requireWorker(temporal);
    // The default of the client would let it run beside another one.
    await handle.trigger('SKIP');
    return await triggered(handle, info.numActionsTaken);
  });
}

async function triggered(handle: ScheduleHandle, before: number): Promise<string | undefined> {
  for (let waited = 0; waited < patience; waited += 100) {
    const { info } = await handle.describe();
    const newest = info.recentActions.at(-1);
    if (info.numActionsTaken > before && newest) return runIdOfSlot(handle.scheduleId, slotAt(newest.scheduledAt));
    await sleep(100);
  }
  return undefined;
}

/**
 * Deletes a schedule from the server; its runs and its files stay, and a run that is open goes on.
 * @throws {ClientError} bad input: neither server nor store has one of that id
 */
export async function deleteSchedule(temporal: Client, store: ArtifactStore, id: string): Promise<void> {
  const stored = await findSchedule(store, id);
  const isThere = (await describeOnServer(temporal, id)) !== undefined;
  if (isThere || !stored) await onServer(temporal, id, (handle) => handle.delete());
  if (stored) await publishJson(store, keys.scheduleEnd(id), { at: new Date().toISOString() });
}
