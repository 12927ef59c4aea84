import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import type { Report } from '../../domain/report/report-schema.ts';
import { publishJson } from '../../runs/json.ts';
import { keys } from '../../runs/keys.ts';
import { openRuns } from '../../runs/open-runs.ts';
import { publishRunRecord } from '../../runs/record.ts';
import { withTunedModels } from '../../runs/tuned-models.ts';
import type { ArtifactStore } from '../../storage/artifact-store.ts';
import { reportOf } from '../fakes/reports.ts';
import { sampleOf, specOf } from '../fakes/samples.ts';
import { storeRun } from '../fakes/stored-run.ts';

let directory: string;
let store: ArtifactStore;
beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'tempera-tuned-'));
  store = openRuns(directory);
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const asking = specOf({
  fineTune: undefined,
  candidates: { base: { model: 'base-model' }, tuned: { tunedBy: { spec: 'covers' } } },
});

async function trained(runId: string, day: number, { name = 'covers', outcome = 'done' }: Trained = {}): Promise<void> {
  const spec = specOf({ name });
  const { run: input } = await storeRun(store, { runId, spec, samples: [sampleOf(0)], answers: {} });
  await publishRunRecord(store, { startedAt: `2026-11-0${day}T00:00:00Z`, workflow: 'fineTuneAndEvaluate', input });
  const report = reportOf({ spec });
  const tuned = { jobId: 'job', model: `ft:${runId}` };
  const execution = { ...report.execution, run: runId, tuned };
  await publishJson(store, keys.report(runId, 1, 'report.json'), { ...report, outcome, execution });
}

interface Trained {
  name?: string;
  outcome?: Report['outcome'];
}

const modelOf = async (runId?: string) => (await withTunedModels(store, asking, runId)).candidates['tuned']?.model;

it('finds the tuned model of the newest done run of a spec, and of no other', async () => {
  await trained('old', 1);
  await trained('new', 2);
  await trained('incomplete', 3, { outcome: 'incomplete' });
  await trained('other', 4, { name: 'spines' });
  expect(await modelOf()).toBe('ft:new');
});

it('keeps to what a run has found when it was begun', async () => {
  await trained('old', 1);
  const spec = await withTunedModels(store, asking);
  const { run: input } = await storeRun(store, { runId: 'begun', spec, samples: [sampleOf(0)], answers: {} });
  await publishRunRecord(store, { startedAt: '2026-11-02T00:00:00Z', workflow: 'evaluateCandidates', input });
  await trained('new', 3);
  expect([await modelOf('begun'), await modelOf('another')]).toEqual(['ft:old', 'ft:new']);
});

it('says whose model is missing', async () => {
  await expect(modelOf()).rejects.toThrow('candidates.tuned.tunedBy: no run of spec "covers" in this store');
});

it('leaves a spec alone that names its models', async () => {
  const spec = specOf();
  expect(await withTunedModels(store, spec)).toBe(spec);
});
