import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import { MockActivityEnvironment } from '@temporalio/testing';
import { planActivities } from '../../../activities/plan.ts';
import { retryOf, retryRun } from '../../../client/starting/retry-run.ts';
import { defaultSettings } from '../../../domain/run/plan.ts';
import type { RetryStage, RunInput } from '../../../domain/run/run.ts';
import { createPatientProvider } from '../../../providers/patience.ts';
import { createThrottle } from '../../../providers/throttle.ts';
import { writeIntent } from '../../../runs/intents.ts';
import { keys } from '../../../runs/keys.ts';
import { findRunRecord, publishRunRecord } from '../../../runs/record.ts';
import type { ArtifactStore } from '../../../storage/artifact-store.ts';
import { createFolderStore } from '../../../storage/folder-store.ts';
import { createFakeProvider } from '../../fakes/fake-provider.ts';
import { registryOf } from '../../fakes/registry.ts';
import { specOf } from '../../fakes/samples.ts';

const earlier: RunInput = {
  runId: 'covers',
  spec: { key: 'spec.json', sha256: '', bytes: 0, mediaType: 'application/json' },
  storeId: 'store',
  settings: defaultSettings,
  revision: 4,
  ratings: 3,
  generation: 1,
  searchAttributes: false,
};

describe('retryOf', () => {
  it.each<[RetryStage, boolean, Partial<RunInput>]>([
    ['report', true, { ratings: 3, generation: 1 }],
    ['judge', true, { ratings: 5, generation: 1 }],
    ['judge', false, { ratings: 3, generation: 1 }],
    ['answer', false, { ratings: 5, generation: 1 }],
    ['answer', true, { ratings: 5, generation: 1 }],
    ['fine-tune', false, { ratings: 5, generation: 2 }],
  ])('from %s, with ratings complete: %s', (from, rated, expected) => {
    expect(retryOf(earlier, from, rated)).toMatchObject({ from, revision: 5, ...expected });
  });
});

describe('retryRun', () => {
  let folder: string;
  let store: ArtifactStore;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'tempera-retry-'));
    store = createFolderStore(folder);
  });
  afterEach(() => rm(folder, { recursive: true }));

  const now = { seconds: Math.floor(Date.now() / 1000) };
  const temporalThat = (start: (input: RunInput) => Promise<void>) =>
    ({
      options: { namespace: 'n' },
      workflow: {
        getHandle: () => ({ describe: () => Promise.reject(new WorkflowNotFoundError('no', 'r', undefined)) }),
        start: (_: string, { args }: { args: [RunInput] }) => start(args[0]),
      },
      workflowService: { describeTaskQueue: async () => ({ pollers: [{ lastAccessTime: now }] }) },
      connection: { operatorService: { listSearchAttributes: async () => ({ customAttributes: {} }) } },
    }) as unknown as Client;

  const fake = createFakeProvider();
  const connected = { direct: fake, patient: createPatientProvider(fake, createThrottle(1)) };

  /** Carries out the first step of an execution, as a worker does. */
  async function firstStep(run: RunInput): Promise<void> {
    const env = new MockActivityEnvironment({ workflowType: 'fineTuneAndEvaluate' });
    await env.run(planActivities({ store, providers: registryOf(connected) }).planRun, {
      run,
      fineTunes: true,
    });
  }
  const lost = temporalThat(() => Promise.reject(new Error('killed')));
  const retry = (from: RetryStage, generation?: number, temporal = temporalThat(firstStep)) =>
    retryRun(temporal, store, 'covers', from, generation === undefined ? {} : { generation });

  async function storeRun(): Promise<void> {
    const content = JSON.stringify(specOf({ fineTune: { model: 'base-model' } }));
    const spec = await store.publish({ key: keys.spec('covers'), mediaType: 'application/json', content });
    const input = { ...earlier, spec, storeId: await store.id(), revision: 1, ratings: 1 };
    await publishRunRecord(store, { startedAt: '', workflow: 'fineTuneAndEvaluate', input });
  }
  async function jobEnds(generation: number, state: string): Promise<void> {
    const job = { id: 'ftjob-1', state, status: state, model: 'base-model', metadata: {} };
    const content = JSON.stringify({ job, events: [] });
    await store.publish({ key: keys.job('covers', generation), mediaType: 'application/json', content });
  }

  it('does not count one that never began', async () => {
    await storeRun();
    await jobEnds(1, 'succeeded');
    await expect(retry('fine-tune', undefined, lost)).rejects.toThrow('killed');
    expect((await findRunRecord(store, 'covers'))?.input).toMatchObject({ revision: 1, generation: 1 });
    expect((await retry('report')).input).toMatchObject({ revision: 2, generation: 1, ratings: 1 });
    expect((await findRunRecord(store, 'covers'))?.input).toMatchObject({ revision: 2, from: 'report' });
  });

  it('uses the newest generation whose job succeeded, with its ratings', async () => {
    await storeRun();
    await jobEnds(1, 'succeeded');
    expect((await retry('fine-tune')).input).toMatchObject({ revision: 2, generation: 2, ratings: 2 });
    await jobEnds(2, 'cancelled');
    for (const [revision, from, ratings] of [
      [3, 'report', 1],
      [4, 'answer', 4],
      [5, 'judge', 4],
    ] as const) {
      expect((await retry(from)).input).toMatchObject({ revision, generation: 1, ratings });
    }
    // A number is never given to two jobs.
    expect((await retry('fine-tune')).input).toMatchObject({ revision: 6, generation: 3, ratings: 6 });
  });

  it('waits for a job that may still succeed, when it answers; a cancelled one is none', async () => {
    await storeRun();
    await jobEnds(1, 'succeeded');
    await retry('fine-tune');
    await writeIntent(store, keys.jobIntents('covers', 2), { by: 'a' });
    await writeIntent(store, keys.jobIntents('covers', 2), { by: 'a', made: 'ftjob-2' });
    expect((await retry('answer')).input.generation).toBe(2);
    expect((await retry('report')).input.generation).toBe(1);
    await writeIntent(store, keys.jobIntents('covers', 2), { ended: true });
    expect((await retry('answer')).input.generation).toBe(1);
  });

  it('uses the generation that it is told to, if there is such a one', async () => {
    await storeRun();
    await jobEnds(1, 'succeeded');
    await retry('fine-tune');
    await jobEnds(2, 'succeeded');
    expect((await retry('report', 1)).input).toMatchObject({ generation: 1, ratings: 1 });
    expect((await retry('report')).input).toMatchObject({ generation: 2, ratings: 2 });
    await expect(retry('fine-tune', 1)).rejects.toThrow('--generation names a model that exists');
    await expect(retry('report', 7)).rejects.toThrow('run covers has no generation 7. There are: 1, 2.');
  });

  it.each(['judge', 'report'] as const)('makes no job from %s', async (from) => {
    await storeRun();
    await expect(retry(from)).rejects.toMatchObject({
      ending: 'badInput',
      message: expect.stringContaining('--from answer'),
    });
  });
});
