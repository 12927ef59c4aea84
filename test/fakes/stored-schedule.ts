import { defaultSettings } from '../../domain/run/plan.ts';
import type { Schedule } from '../../domain/schedule/schedule.ts';
import { runIdOfSlot } from '../../domain/schedule/slot.ts';
import { publishJson } from '../../runs/json.ts';
import { keys } from '../../runs/keys.ts';
import { publishRunRecord } from '../../runs/record.ts';
import { publishSchedule } from '../../runs/schedules.ts';
import type { ArtifactStore } from '../../storage/artifact-store.ts';
import { specOf } from './samples.ts';
import { type StoredRun, storeRun } from './stored-run.ts';

/** Writes a schedule of every hour into a store. */
export async function storeSchedule(
  store: ArtifactStore,
  id: string,
  own: Partial<Schedule> & { spec?: Schedule['spec'] } = {},
): Promise<Schedule> {
  const version = own.version ?? 1;
  return publishSchedule(store, {
    id,
    version,
    at: `2026-11-${String(version).padStart(2, '0')}T00:00:00.000Z`,
    spec: await publishJson(store, keys.scheduleSpec(id, version), specOf({})),
    workflow: 'evaluateCandidates',
    settings: defaultSettings,
    times: { every: 3_600_000, timezone: 'UTC' },
    interval: 3_600_000,
    blockedFor: 1_800_000,
    searchAttributes: false,
    ...own,
  });
}

/** Writes the run of a slot into a store, as {@link storeRun} does. */
export async function storeScheduledRun(
  store: ArtifactStore,
  id: string,
  slot: string,
  run: StoredRun,
): Promise<string> {
  const runId = runIdOfSlot(id, slot);
  const { run: input } = await storeRun(store, { ...run, runId });
  const record = { startedAt: slot, workflow: 'evaluateCandidates' as const };
  await publishRunRecord(store, { ...record, input: { ...input, schedule: { id, slot } } });
  return runId;
}
