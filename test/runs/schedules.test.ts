import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { publishJson } from '../../runs/json.ts';
import { keys } from '../../runs/keys.ts';
import { openRuns } from '../../runs/open-runs.ts';
import { publishRunRecord } from '../../runs/record.ts';
import { findSchedule, listSchedules, scheduledRuns } from '../../runs/schedules.ts';
import type { ArtifactStore } from '../../storage/artifact-store.ts';
import { sampleOf, specOf } from '../fakes/samples.ts';
import { storeRun } from '../fakes/stored-run.ts';
import { storeSchedule, storeScheduledRun } from '../fakes/stored-schedule.ts';

let directory: string;
let store: ArtifactStore;
beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'tempera-schedules-'));
  store = openRuns(directory);
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const run = { spec: specOf({}), samples: [sampleOf(0)], answers: {} };

it('finds a schedule as its newest update left it, with the day of its creation', async () => {
  expect(await findSchedule(store, 'nightly')).toBeUndefined();
  await storeSchedule(store, 'nightly');
  await storeSchedule(store, 'nightly', { version: 2, interval: 7_200_000 });
  expect(await findSchedule(store, 'nightly')).toMatchObject({
    id: 'nightly',
    version: 2,
    interval: 7_200_000,
    createdAt: '2026-11-01T00:00:00.000Z',
  });
});

it('lists all schedules, those that were deleted as such, and hides none behind one that is broken', async () => {
  for (const id of ['weekly', 'broken', 'nightly']) await storeSchedule(store, id);
  await publishJson(store, keys.scheduleEnd('weekly'), { at: '2026-11-20T00:00:00.000Z' });
  await writeFile(path.join(directory, keys.schedule('broken', 1)), '{}');
  expect((await listSchedules(store)).map(({ id, deletedAt }) => [id, deletedAt])).toEqual([
    ['nightly', undefined],
    ['weekly', '2026-11-20T00:00:00.000Z'],
  ]);
});

it('finds the runs of a schedule by their slots, the oldest first, and no other run', async () => {
  await storeScheduledRun(store, 'nightly', '2026-11-28T00:39:20Z', run);
  await storeScheduledRun(store, 'nightly', '2026-11-27T00:39:20Z', run);
  await storeScheduledRun(store, 'nightly-2', '2026-11-27T00:39:20Z', run);
  // Of somebody who likes such names.
  const { run: input } = await storeRun(store, { ...run, runId: 'nightly-20261126T003920' });
  await publishRunRecord(store, { startedAt: '2026-11-26T00:39:20Z', workflow: 'evaluateCandidates', input });
  const runs = await scheduledRuns(store, 'nightly');
  expect(runs.map(({ runId, slot }) => [runId, slot])).toEqual([
    ['nightly-20261127T003920', '2026-11-27T00:39:20Z'],
    ['nightly-20261128T003920', '2026-11-28T00:39:20Z'],
  ]);
  expect(runs[0]?.record.input.schedule).toEqual({ id: 'nightly', slot: '2026-11-27T00:39:20Z' });
});
