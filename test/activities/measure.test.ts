import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { measureActivities } from '../../activities/measure.ts';
import type { Metrics } from '../../domain/measuring/metrics-schema.ts';
import type { ArtifactRef } from '../../domain/run/artifact.ts';
import type { AnswersToGrade } from '../../runs/graded-samples.ts';
import { readJson } from '../../runs/json.ts';
import { openRuns } from '../../runs/open-runs.ts';
import type { ArtifactStore } from '../../storage/artifact-store.ts';
import { quietEnvironment } from '../fakes/environment.ts';
import { outcomesOf, sampleOf, specOf } from '../fakes/samples.ts';
import { storeRun } from '../fakes/stored-run.ts';

const samples = Array.from({ length: 12 }, (_, row) => sampleOf(row));
let directory: string;
let store: ArtifactStore;

beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'tempera-measure-'));
  store = openRuns(directory);
});

afterEach(() => rm(directory, { recursive: true, force: true }));

function measure(input: AnswersToGrade): Promise<ArtifactRef> {
  return quietEnvironment().run(async () => measureActivities({ store }).measure(input));
}

describe('measure', () => {
  const answers = { tuned: outcomesOf('+++++++++r!+'), base: outcomesOf('------------') };

  it('measures every candidate on every sample, in the order of the spec', async () => {
    const ref = await measure(await storeRun(store, { spec: specOf(), samples, answers }));
    const metrics = await readJson<Metrics>(store, ref);
    expect(ref.key).toBe('runs/run-1/revisions/1/metrics.json');
    expect(metrics.candidates.map(({ name }) => name)).toEqual(['base', 'tuned']);
    expect(metrics.candidates[1]?.slices[0]).toMatchObject({ samples: 12, answered: 10, refused: 1, failed: 1 });
    expect(metrics.comparison).toMatchObject({ verdict: 'better', primary: { samples: 11, missing: 1 } });
  });

  it('finds what an earlier attempt has made', async () => {
    const input = await storeRun(store, { spec: specOf(), samples, answers });
    const first = await measure(input);
    expect(await measure({ ...input, candidates: [] })).toEqual(first);
  });

  it('decides nothing in a trial', async () => {
    const few = { base: outcomesOf('--'), tuned: outcomesOf('++') };
    const input = await storeRun(store, { spec: specOf(), samples, answers: few, limit: 2 });
    const metrics = await readJson<Metrics>(store, await measure(input));
    expect(metrics.samples).toBe(2);
    expect(metrics.comparison).toBeUndefined();
  });

  it('fails when a sample has no answer', async () => {
    const input = await storeRun(store, {
      spec: specOf(),
      samples,
      answers: { ...answers, base: outcomesOf('-----------') },
    });
    await expect(measure(input)).rejects.toThrow('candidate base has no answer to sample test-11');
  });

  it('fails when there is an answer to no sample', async () => {
    const input = await storeRun(store, {
      spec: specOf(),
      samples,
      answers: { ...answers, base: outcomesOf('-------------') },
    });
    await expect(measure(input)).rejects.toThrow('candidate base has an answer too many: sample extra-12');
  });
});
