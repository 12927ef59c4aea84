import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { followedRuns } from '../../runs/followed-runs.ts';
import { publishJson, readJson } from '../../runs/json.ts';
import { keys } from '../../runs/keys.ts';
import { openRuns } from '../../runs/open-runs.ts';
import { publishRunRecord, type RunRecord } from '../../runs/record.ts';
import type { ArtifactStore } from '../../storage/artifact-store.ts';
import { sampleOf, specOf } from '../fakes/samples.ts';
import { storeScheduledRun } from '../fakes/stored-schedule.ts';
import { slotOfDay, storeCompletedRun } from '../fakes/stored-trend.ts';

let directory: string;
let store: ArtifactStore;
beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'tempera-followed-'));
  store = openRuns(directory);
});
afterEach(() => rm(directory, { recursive: true, force: true }));

async function read() {
  const { runs, ...rest } = await followedRuns(store, 'nightly');
  return {
    ...rest,
    runs: runs.map(({ run, state, scores }) => [run, state, scores?.estimate.mean]),
    scores: runs.map(({ scores }) => scores),
  };
}

describe('followedRuns', () => {
  it('reads the scores of each run by what its verdict is about', async () => {
    await storeCompletedRun(store, 'nightly', slotOfDay(2), {
      right: `${'+'.repeat(30)}${'-'.repeat(9)}!`,
      fingerprints: ['fp_1'],
    });
    await storeCompletedRun(store, 'nightly', slotOfDay(1), { right: 20 });
    const { followed, runs, scores } = await read();
    expect(followed).toEqual({ candidate: 'gpt', metric: 'normalised', alpha: 0.05 });
    expect(runs).toEqual([
      ['nightly-20261101T003900', 'tested', 0.5],
      ['nightly-20261102T003900', 'tested', 30 / 39],
    ]);
    expect(scores[1]).toMatchObject({ missing: 1, models: ['alias-1'], fingerprints: ['fp_1'] });
    expect(scores[1]?.key).toEqual(scores[0]?.key);
    expect(scores[1]?.scores[39]).toBeNaN();
  });

  it('tells by its key what else than time has changed', async () => {
    await storeCompletedRun(store, 'nightly', slotOfDay(1), { right: 20 });
    await storeCompletedRun(store, 'nightly', slotOfDay(2), { right: 20, model: 'alias-2' });
    await storeCompletedRun(store, 'nightly', slotOfDay(3), { right: 20, spec: { prompt: { system: 'Say it.' } } });
    await storeCompletedRun(store, 'nightly', slotOfDay(4), { right: '++--'.repeat(3) });
    const exact = { verdict: { compare: 'gpt', against: 'base', metric: 'exact' } };
    await storeCompletedRun(store, 'nightly', slotOfDay(5), { right: 20, spec: exact });
    await storeCompletedRun(store, 'nightly', slotOfDay(6), { right: 20, spec: { limits: { concurrency: 3 } } });
    await storeCompletedRun(store, 'nightly', slotOfDay(7), {
      right: 20,
      spec: { candidates: { gpt: { model: 'other' }, base: { model: 'base-model' } } },
    });
    const keysOf = (await read()).scores.map((scores) => scores?.key ?? {});
    const apart = keysOf.map((key) => Object.entries(key).filter(([part, text]) => text !== Object(keysOf[0])[part]));
    expect(apart.map((parts) => parts.map(([part]) => part))).toEqual([
      [],
      ['models'],
      ['setup'],
      ['testSet'],
      ['graders'],
      [],
      ['requested'],
    ]);
  });

  it('shows runs that are not tested as what they are', async () => {
    await storeCompletedRun(store, 'nightly', slotOfDay(1), { right: 20, outcome: 'incomplete' });
    await storeScheduledRun(store, 'nightly', slotOfDay(2), { spec: specOf(), samples: [sampleOf(0)], answers: {} });
    await storeCompletedRun(store, 'nightly', slotOfDay(3), { right: 20, doneAt: '2026-11-09T00:00:00.000Z' });
    await storeCompletedRun(store, 'nightly', slotOfDay(4), { right: 20 });
    expect((await read()).runs.map(([, state]) => state)).toEqual(['incomplete', 'open', 'late', 'tested']);
  });

  it('keeps to the report that was done first, whatever retries make of it', async () => {
    const run = await storeCompletedRun(store, 'nightly', slotOfDay(1), { right: 20 });
    const ref = await store.find(keys.report(run, 1, 'report.json'));
    const report = ref && (await readJson<object>(store, ref));
    const execution = {
      run,
      revision: 2,
      finishedAt: '2026-11-09T00:00:00.000Z',
      calls: [],
      machine: '',
      looks: { images: 0, times: 0, runs: 0, candidates: 0, latest: [] },
    };
    await publishJson(store, keys.report(run, 2, 'report.json'), { ...report, execution });
    const input = (await readJson<RunRecord>(store, (await store.find(`runs/${run}/run.json`)) as never)).input;
    await publishRunRecord(store, {
      startedAt: '2026-11-09',
      workflow: 'evaluateCandidates',
      input: { ...input, revision: 2 },
    });
    await storeCompletedRun(store, 'nightly', slotOfDay(2), { right: 20 });
    expect((await read()).runs.map(([, state]) => state)).toEqual(['tested', 'tested']);
  });

  it('makes no number from a file that is not as it was written', async () => {
    const run = await storeCompletedRun(store, 'nightly', slotOfDay(1), { right: 20 });
    await writeFile(path.join(directory, keys.answerShard(run, 'gpt', 0)), '');
    await expect(followedRuns(store, 'nightly')).rejects.toMatchObject({ name: 'ArtifactError' });
  });
});
