import { existsSync } from 'node:fs';
import { readFile, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { RunStatus } from '../../client/looking/run-status.ts';
import { createTemperaClient, type TemperaClient } from '../../client/tempera-client.ts';
import { explainFailure } from '../../client/temporal/failure.ts';
import { hasWorker } from '../../client/temporal/temporal-runs.ts';
import type { RetryStage } from '../../domain/run/run.ts';
import { type RunSpec, RunSpecSchema } from '../../domain/spec/run-spec.ts';
import { readJson } from '../../runs/json.ts';
import { keys } from '../../runs/keys.ts';
import { createFakeProvider, type FakeProvider } from '../fakes/fake-provider.ts';
import { type Harness, quickSettings as settings, smallSpec, startHarness } from './harness.ts';
import { lastStatus } from './last-status.ts';

let harness: Harness;
let tempera: TemperaClient;
let test: { file: string; content: Buffer };
beforeAll(async () => {
  harness = await startHarness();
  const { client: temporal, store, dataDirectory } = harness;
  tempera = createTemperaClient({ temporal, store, dataDirectory });
  const file = path.join(dataDirectory, 'test.parquet');
  test = { file, content: await readFile(file) };
});
afterAll(() => harness.close());
afterEach(putBack);

const { judge: _, ...unjudged } = smallSpec;
const spec = RunSpecSchema.parse({ ...unjudged, data: { ...smallSpec.data, take: { train: 3, test: 2 } } }) as RunSpec;

let runs = 0;
const newId = () => `pinning-${process.env['JEST_WORKER_ID']}-${Date.now()}-${++runs}`;

async function putBack(): Promise<void> {
  await writeFile(test.file, test.content);
}

/** Another file that is as good as the one that was there. */
async function edit(): Promise<void> {
  await writeFile(test.file, await readFile(path.join(harness.dataDirectory, 'train.parquet')));
}

const endOf = (runId: string) => lastStatus(tempera, runId);

async function retried<T = RunStatus>(
  fake: FakeProvider,
  runId: string,
  from: RetryStage,
  end: (runId: string) => Promise<T | RunStatus> = endOf,
): Promise<T | RunStatus> {
  return harness.withWorker(fake, async () => {
    // A worker is asked for by the retry, and is only just starting.
    await untilPolled();
    await tempera.retryRun(runId, from);
    return end(runId);
  });
}

async function untilPolled(): Promise<void> {
  while (!(await hasWorker(harness.client))) await sleep(50);
}

async function failureOf(runId: string) {
  const handle = harness.client.workflow.getHandle(runId);
  return handle.result().then(() => undefined, explainFailure);
}

const otherData = {
  state: 'failed',
  failure: {
    type: 'BadInput',
    message: expect.stringMatching(/fingerprint [0-9a-f]{64} then, [0-9a-f]{64} now, different in test\.parquet/),
  },
};

describe('the estimate of a run', () => {
  it('is said before the run is begun, stored with it, and stands in its report beside what it was', async () => {
    const runId = newId();
    const begun = path.join(harness.storeDirectory, keys.run(runId));
    const said: unknown[] = [];
    const onEstimate = (estimate: unknown) => void said.push(estimate, existsSync(begun));
    const { estimate } = await tempera.startRun(spec, { runId, settings, onEstimate });
    expect([...said, existsSync(begun)]).toEqual([estimate, false, true]);
    expect(estimate?.asked.map(({ who }) => who)).toEqual(Object.keys(spec.candidates));
    const stored = await harness.store.find(keys.estimate(runId));
    expect(stored && (await readJson(harness.store, stored))).toEqual(estimate);
    await harness.withWorker(createFakeProvider(), () => endOf(runId));
    const { execution } = (await tempera.readReport(runId))?.report ?? {};
    expect(execution?.estimate).toEqual({ ...estimate, missed: expect.any(Array) });
    const asked = execution?.calls.map(({ calls, probes = 0 }) => calls - probes);
    expect(execution?.estimate?.asked.map(({ calls }) => calls)).toEqual(asked);
  });
});

describe('the data of a run', () => {
  it('is pinned when the run is started: an edit before it is prepared is refused, a retry keeps the pin', async () => {
    const { runId, dataPinned, images } = await tempera.startRun(spec, { runId: newId(), settings });
    expect({ dataPinned, images }).toEqual({ dataPinned: true, images: 2 });
    await edit();
    const fake = createFakeProvider();
    expect(await harness.withWorker(fake, () => endOf(runId))).toMatchObject(otherData);
    expect([fake.asked, fake.files, fake.jobs]).toEqual([[], [], []]);
    expect(await retried(fake, runId, 'answer')).toMatchObject(otherData);

    await putBack();
    expect(await retried(fake, runId, 'answer')).toMatchObject({ state: 'done' });
  });

  it('is pinned by the first worker that reads it when the client cannot', async () => {
    const elsewhere = createTemperaClient({ temporal: harness.client, store: harness.store });
    const { runId, dataPinned } = await elsewhere.startRun(spec, { runId: newId(), settings });
    expect(dataPinned).toBe(false);
    expect(await harness.store.find(keys.estimate(runId))).toBeUndefined();
    await harness.withWorker(createFakeProvider(), () => endOf(runId));
    expect(await harness.store.find(keys.dataPin(runId))).toBeDefined();
  });

  it('may not be edited before a retry from fine-tune, which makes no second job of it', async () => {
    const { runId } = await tempera.startRun(spec, { runId: newId(), settings });
    const fake = createFakeProvider();
    expect(await harness.withWorker(fake, () => endOf(runId))).toMatchObject({ state: 'done' });
    await edit();
    expect(await retried(fake, runId, 'fine-tune')).toMatchObject(otherData);
    expect(fake.jobs).toHaveLength(1);
  });
});

describe('a file of a run that was changed in the store', () => {
  const inStore = (key: string) => path.join(harness.storeDirectory, key);

  it.each<[string, (runId: string) => string, RetryStage]>([
    ['spec', keys.spec, 'report'],
    ['plan', keys.plan, 'report'],
    ['page of samples', (runId) => keys.samplePage(runId, 0), 'judge'],
    ['training file', (runId) => keys.trainingFile(runId, 'train'), 'fine-tune'],
    ['shard of answers', (runId) => keys.answerShard(runId, 'base', 0), 'judge'],
    ['manifest of answers', (runId) => keys.answerManifest(runId, 'base'), 'judge'],
  ])(
    'is found out and named when it is read: half a %s',
    async (_, keyOf, from) => {
      const { runId } = await tempera.startRun(spec, { runId: newId(), settings });
      const fake = createFakeProvider();
      await harness.withWorker(fake, () => endOf(runId));
      const key = keyOf(runId);
      await truncate(inStore(key), Math.floor((await readFile(inStore(key))).length / 2));
      expect(await retried(fake, runId, from, failureOf)).toMatchObject({
        type: 'ArtifactCorrupted',
        message: expect.stringContaining(`${key} is corrupted: `),
      });
    },
    60_000,
  );
});
