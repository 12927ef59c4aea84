import { randomInt, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client, ScheduleDescription, ScheduleHandle } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';
import { runIdOfSlot, slotAt } from '../../domain/schedule/slot.ts';
import { publishJson } from '../../runs/json.ts';
import { keys } from '../../runs/keys.ts';
import { findSchedule } from '../../runs/schedules.ts';
import type { ArtifactStore } from '../../storage/artifact-store.ts';
import { ClientError } from '../program/client-error.ts';
import { requireWorker } from '../temporal/temporal-runs.ts';
import { describeOnServer, onServer } from './server-schedule.ts';

/** In milliseconds: within which a server has taken a trigger. */
const patience = 10_000;

/** The server's number for it: no run beside an open one. */
const skip = 1;

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
    if (info.runningActions.length > 0) throw stillOpen(id);
    await requireWorker(temporal);
    const moment = ownMoment();
    await triggerAt(temporal, id, moment);
    return await triggered(handle, moment, info);
  });
}

function stillOpen(id: string): ClientError {
  const message = `a run of schedule ${id} is still open, and no two run at once. Look at it: tempera schedule describe ${id}`;
  return new ClientError('badInput', message);
}

/** Now, to a fraction of the second that nobody else has: by it a trigger is told from another one. */
function ownMoment(): Moment {
  return { seconds: Math.floor(Date.now() / 1000), nanos: randomInt(1e9) };
}

interface Moment {
  seconds: number;
  nanos: number;
}

/** As the client's own trigger, which names no moment, and would let the run start beside another one. */
async function triggerAt(temporal: Client, scheduleId: string, { seconds, nanos }: Moment): Promise<void> {
  const { namespace, identity } = temporal.options;
  const scheduledTime = { ...msToTs(seconds * 1000), nanos };
  await temporal.workflowService.patchSchedule({
    namespace,
    scheduleId,
    identity,
    requestId: randomUUID(),
    patch: { triggerImmediately: { overlapPolicy: skip, scheduledTime } },
  });
}

/** The run of a trigger, unless another one has come first: what the server drops it does not always count as skipped. */
async function triggered(handle: ScheduleHandle, { seconds, nanos }: Moment, before: ScheduleDescription['info']) {
  let isAnother = false;
  for (let waited = 0; waited < patience; waited += 100) {
    const { info, raw } = await handle.describe();
    const actions = raw.info?.recentActions ?? [];
    const isOwn = actions.some(({ scheduleTime: at }) => Number(at?.seconds) === seconds && at?.nanos === nanos);
    if (isOwn) return runIdOfSlot(handle.scheduleId, slotAt(new Date(seconds * 1000)));
    isAnother = info.numActionsTaken > before.numActionsTaken;
    if (isAnother && info.numActionsSkippedOverlap > before.numActionsSkippedOverlap) break;
    await sleep(100);
  }
  if (isAnother) throw stillOpen(handle.scheduleId);
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
