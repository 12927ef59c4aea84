import type { Schedule } from '../domain/schedule/schedule.ts';
import { slotOfRunId } from '../domain/schedule/slot.ts';
import type { ArtifactStore } from '../storage/artifact-store.ts';
import { publishJson, readIfThere, readJson } from './json.ts';
import { keys } from './keys.ts';
import { findRunRecord, type RunRecord, recordedRunIds } from './record.ts';
import { unlessBroken } from './unless-broken.ts';

/** A schedule as it stands now. */
export interface StoredSchedule extends Schedule {
  /** ISO 8601, UTC. */
  createdAt: string;
  /** When it was deleted, ISO 8601 in UTC; absent while it is there. */
  deletedAt?: string;
}

/** A run that was started for a slot. */
export interface ScheduledRun {
  runId: string;
  /** ISO 8601 in UTC, to the second. */
  slot: string;
  /** Of its latest execution. */
  record: RunRecord;
}

/** Stores a version of a schedule; when that version is there already, the earlier one comes back. */
export async function publishSchedule(store: ArtifactStore, schedule: Schedule): Promise<Schedule> {
  return readJson(store, await publishJson(store, keys.schedule(schedule.id, schedule.version), schedule));
}

/** All versions of a schedule, the oldest first; none where there is no such schedule. */
export async function scheduleVersions(store: ArtifactStore, id: string): Promise<Schedule[]> {
  const stored = await store.list(`${keys.schedules}${id}/`);
  const updates = stored.filter((key) => key.includes('/updates/') && key.endsWith('/schedule.json')).sort();
  const versions = [keys.schedule(id, 1), ...updates].map((key) => readIfThere<Schedule>(store, key));
  return (await Promise.all(versions)).filter((version) => version !== undefined);
}

/** A schedule as its newest update left it, deleted or not; undefined where there was never one of that id. */
export async function findSchedule(store: ArtifactStore, id: string): Promise<StoredSchedule | undefined> {
  const versions = await scheduleVersions(store, id);
  const [first, newest] = [versions[0], versions.at(-1)];
  if (!first || !newest) return undefined;
  const end = await readIfThere<{ at: string }>(store, keys.scheduleEnd(id));
  return { ...newest, createdAt: first.at, ...(end && { deletedAt: end.at }) };
}

/** All schedules of the store by their ids, deleted ones among them; one that cannot be read is left out. */
export async function listSchedules(store: ArtifactStore): Promise<StoredSchedule[]> {
  const created = (await store.list(keys.schedules)).map(
    (key) => /^schedules\/([^/]+)\/schedule\.json$/.exec(key)?.[1],
  );
  const schedules: StoredSchedule[] = [];
  for (const id of created.filter((id) => id !== undefined).sort()) {
    const schedule = await unlessBroken(() => findSchedule(store, id));
    if (schedule) schedules.push(schedule);
  }
  return schedules;
}

/** The runs of a schedule, the oldest slot first; one whose record cannot be read is left out. */
export async function scheduledRuns(store: ArtifactStore, id: string): Promise<ScheduledRun[]> {
  const runs: ScheduledRun[] = [];
  for (const runId of await recordedRunIds(store)) {
    if (slotOfRunId(id, runId) === undefined) continue;
    const record = await unlessBroken(() => findRunRecord(store, runId));
    const { schedule } = record?.input ?? {};
    if (record && schedule?.id === id) runs.push({ runId, slot: schedule.slot, record });
  }
  return runs.sort((a, b) => (a.slot < b.slot ? -1 : Number(a.slot > b.slot)));
}
