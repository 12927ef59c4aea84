import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { type BegunSlot, type SlotActivityInput, slotActivities } from '../../activities/slot.ts';
import type { RunSpec, RunSpecInput } from '../../domain/spec/run-spec.ts';
import { markCleaned } from '../../runs/cleaning/cleaned.ts';
import { publishJson, readJson } from '../../runs/json.ts';
import { keys } from '../../runs/keys.ts';
import { openRuns } from '../../runs/open-runs.ts';
import { publishRunRecord } from '../../runs/record.ts';
import type { ArtifactStore } from '../../storage/artifact-store.ts';
import { quietEnvironment } from '../fakes/environment.ts';
import { reportOf } from '../fakes/reports.ts';
import { sampleOf, specOf } from '../fakes/samples.ts';
import { storeSchedule, storeScheduledRun } from '../fakes/stored-schedule.ts';

let directory: string;
let store: ArtifactStore;
beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'tempera-slot-'));
  store = openRuns(directory);
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const slotOf = (hour: number) => `2026-11-28T0${hour}:00:00Z`;
const inputOf = async (hour: number): Promise<SlotActivityInput> => ({
  run: { runId: `nightly-20261128T0${hour}0000`, storeId: await store.id() },
  schedule: 'nightly',
  slot: slotOf(hour),
});

async function begin(hour: number): Promise<BegunSlot | undefined> {
  const input = await inputOf(hour);
  return quietEnvironment().run(async () => slotActivities({ store }).beginSlot(input));
}

async function begun(hour: number): Promise<BegunSlot> {
  const slot = await begin(hour);
  if (!slot) throw new Error('the slot has had its run');
  return slot;
}

async function incompleteBefore(hour: number): Promise<string | undefined> {
  const input = await inputOf(hour);
  return quietEnvironment().run(async () => slotActivities({ store }).incompleteBefore(input));
}

async function schedule(own: Partial<RunSpecInput> = {}): Promise<void> {
  const spec = specOf({
    fineTune: undefined,
    candidates: { base: { model: 'base-model' } },
    verdict: undefined,
    ...own,
  });
  await storeSchedule(store, 'nightly', { spec: await publishJson(store, keys.scheduleSpec('nightly', 1), spec) });
}

async function reported(hour: number, outcome?: 'done' | 'incomplete'): Promise<void> {
  const spec = specOf();
  const runId = await storeScheduledRun(store, 'nightly', slotOf(hour), { spec, samples: [sampleOf(0)], answers: {} });
  if (outcome) await publishJson(store, keys.report(runId, 1, 'report.json'), { ...reportOf({ spec }), outcome });
}

it('stores what the run of a slot starts from, once, as the schedule stands then', async () => {
  await schedule();
  expect((await begin(3))?.input).toMatchObject({
    runId: 'nightly-20261128T030000',
    schedule: { id: 'nightly', slot: slotOf(3), blockedFor: 1_800_000 },
  });
  const changed = specOf({ fineTune: undefined, candidates: { base: { model: 'other-model' } }, verdict: undefined });
  const ref = await publishJson(store, keys.scheduleSpec('nightly', 2), changed);
  await storeSchedule(store, 'nightly', { version: 2, spec: ref });
  const modelAt = async (hour: number) => {
    const spec = await readJson<RunSpec>(store, (await begun(hour)).input.spec);
    return spec.candidates['base']?.model;
  };
  expect([await modelAt(3), await modelAt(4)]).toEqual(['base-model', 'other-model']);
});

it('says of a slot whose run is reported that it is over, since the server may have forgotten it', async () => {
  await schedule();
  await reported(3, 'done');
  expect(await begin(3)).toBeUndefined();
});

it('says so, too, of a slot whose run was cleaned away', async () => {
  await schedule();
  await markCleaned(store, 'nightly-20261128T030000', { at: slotOf(3), left: { files: [], models: [] } });
  expect(await begin(3)).toBeUndefined();
});

it('ends where nothing was tuned by the spec that a candidate names', async () => {
  await schedule({ candidates: { base: { tunedBy: { spec: 'covers' } } } });
  await expect(begin(3)).rejects.toMatchObject({ type: 'BadInput', nonRetryable: true });
});

it('begins nothing for a slot that waited for a worker while its schedule was deleted', async () => {
  await schedule();
  await begin(3);
  await publishJson(store, keys.scheduleEnd('nightly'), { at: '2026-11-28T03:30:00.000Z' });
  await expect(begin(4)).rejects.toMatchObject({ type: 'BadInput', nonRetryable: true });
  expect((await begun(3)).input.runId).toBe('nightly-20261128T030000');
});

it('takes no run for its own that a person has started under its id', async () => {
  await schedule();
  const { input } = await begun(3);
  const { schedule: _, ...own } = input;
  const startedAt = '2026-11-28T03:00:00.000Z';
  await publishRunRecord(store, {
    startedAt,
    workflow: 'evaluateCandidates',
    input: { ...own, runId: 'nightly-20261128T040000' },
  });
  await expect(begin(4)).rejects.toMatchObject({ type: 'BadInput', message: expect.stringContaining('by a person') });
  const report = { ...reportOf({ spec: specOf() }), outcome: 'done' };
  await publishJson(store, keys.report('nightly-20261128T040000', 1, 'report.json'), report);
  await expect(begin(4)).rejects.toMatchObject({ type: 'BadInput' });
});

it('looks for an incomplete run no further than the one before', async () => {
  await schedule();
  expect(await incompleteBefore(3)).toBeUndefined();
  await reported(1, 'incomplete');
  expect(await incompleteBefore(3)).toBe('nightly-20261128T010000');
  await reported(2);
  expect(await incompleteBefore(3)).toBe('nightly-20261128T010000');
  await reported(4, 'done');
  expect(await incompleteBefore(5)).toBeUndefined();
});
