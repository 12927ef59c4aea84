import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ActivityCancellationDetails } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import sharp from 'sharp';
import { here } from '../../../activities/heavy/heavy.ts';
import { inThread } from '../../../activities/heavy/in-thread.ts';
import { measureActivities } from '../../../activities/measure.ts';
import { reportActivities } from '../../../activities/report.ts';
import type { ArtifactRef } from '../../../domain/run/artifact.ts';
import type { RunResult } from '../../../domain/run/run.ts';
import type { AnswersToGrade } from '../../../runs/graded-samples.ts';
import { openRuns } from '../../../runs/open-runs.ts';
import type { ArtifactStore } from '../../../storage/artifact-store.ts';
import { quietEnvironment } from '../../fakes/environment.ts';
import { outcomesOf, pictureOf, sampleOf, specOf } from '../../fakes/samples.ts';
import { storeRun } from '../../fakes/stored-run.ts';

let folder: string;
let store: ArtifactStore;
let input: AnswersToGrade;
const picture = await sharp({ create: { width: 4, height: 4, channels: 3, background: 'red' } })
  .jpeg()
  .toBuffer();
const sha256 = createHash('sha256').update(picture).digest('hex');
const samples = Array.from({ length: 12 }, (_, row) => {
  const sample = sampleOf(row);
  return { ...sample, images: [{ ...pictureOf(sample), sha256 }] };
});
const run = {
  spec: specOf(),
  samples,
  answers: { tuned: outcomesOf('+++++++++r!+'), base: outcomesOf('------------') },
};

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'tempera-heavy-'));
  store = openRuns(folder);
  input = await storeRun(store, run);
});
afterEach(() => rm(folder, { recursive: true }));

const signal = () => new AbortController().signal;

describe('heavy work in a thread', () => {
  it('writes the same files as in this thread', async () => {
    const other = await mkdtemp(path.join(tmpdir(), 'tempera-heavy-'));
    const stores = [store, openRuns(other)] as const;
    await storeRun(stores[1], run);
    const written: object[] = [];
    for (const [index, heavy] of [inThread(folder), here(stores[1])].entries()) {
      const at = stores[index] ?? store;
      await at.putObject(picture, 'image/jpeg');
      const env = quietEnvironment();
      const metrics: ArtifactRef = await env.run(measureActivities({ store, heavy }).measure, input);
      const done: RunResult = await env.run(reportActivities({ store, heavy }).writeReport, { ...input, metrics });
      const { predictions, parquet, json } = done.report;
      written.push([metrics, predictions, parquet, await withoutExecution(at, json)]);
    }
    expect(written[0]).toEqual(written[1]);
    await rm(other, { recursive: true });
  });

  it('says how far it is', async () => {
    const steps: number[] = [];
    await inThread(folder)('measure', input, (done) => steps.push(done), signal());
    expect(steps[0]).toBe(1);
  });

  it('fails as it does in this thread', async () => {
    const [first, ...others] = input.candidates;
    const manifest = { ...(first?.manifest as ArtifactRef), key: 'runs/run-1/answers/gone/manifest.json' };
    const broken = { ...input, candidates: [{ ...first, manifest }, ...others] } as AnswersToGrade;
    const [inside, outside] = await Promise.all(
      [inThread(folder), here(store)].map((heavy) =>
        quietEnvironment()
          .run(measureActivities({ store, heavy }).measure, broken)
          .catch((error: unknown) => error),
      ),
    );
    expect(inside).toMatchObject({ type: 'ArtifactCorrupted', message: (outside as Error).message });
  });

  it('ends when it has not moved for long, and lets the next one begin', async () => {
    const heavy = inThread(folder, 0);
    await expect(heavy('measure', input, () => undefined, signal())).rejects.toThrow('measure has not moved for');
    await expect(inThread(folder)('measure', input, () => undefined, signal())).resolves.toBeDefined();
  });

  it('is left to another worker when this one ends', async () => {
    const env = new MockActivityEnvironment({}, { logger: new DefaultLogger('ERROR') });
    const measuring = env.run(measureActivities({ store, heavy: inThread(folder) }).measure, input);
    env.cancel('WORKER_SHUTDOWN', new ActivityCancellationDetails({ workerShutdown: true }));
    await expect(measuring).rejects.toMatchObject({ type: 'Interrupted' });
  });

  it('is done to its end though the run was cancelled', async () => {
    const env = new MockActivityEnvironment({}, { logger: new DefaultLogger('ERROR') });
    const measuring = env.run(measureActivities({ store, heavy: inThread(folder) }).measure, input);
    env.cancel();
    await expect(measuring).resolves.toMatchObject({ key: 'runs/run-1/revisions/1/metrics.json' });
  });
});

async function withoutExecution(store: ArtifactStore, ref: ArtifactRef): Promise<object> {
  const { execution: _, ...report } = JSON.parse((await store.read(ref)).toString());
  return report;
}
