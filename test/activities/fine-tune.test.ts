import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { sentenceOf } from '../../activities/failures.ts';
import { fineTuneActivities } from '../../activities/fine-tune.ts';
import { uploadActivities } from '../../activities/upload.ts';
import { defaultSettings } from '../../domain/run/plan.ts';
import type { RunInput, RunPlan } from '../../domain/run/run.ts';
import { ProviderError } from '../../providers/port.ts';
import type { ProviderRegistry } from '../../providers/registry.ts';
import { looseJob } from '../../runs/generation.ts';
import { keys } from '../../runs/keys.ts';
import type { ArtifactStore } from '../../storage/artifact-store.ts';
import { createFolderStore } from '../../storage/folder-store.ts';
import { createFakeProvider, type FakeProvider } from '../fakes/fake-provider.ts';
import { specOf } from '../fakes/samples.ts';

let folder: string;
let store: ArtifactStore;
let provider: FakeProvider;
let run: RunInput;
let plan: RunPlan;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'tempera-fine-tune-'));
  store = createFolderStore(folder);
  provider = createFakeProvider();
  const spec = specOf({ fineTune: { model: 'base-model', reuse: 'never' } });
  run = {
    runId: 'r1',
    spec: await store.publish({ key: keys.spec('r1'), mediaType: 'application/json', content: JSON.stringify(spec) }),
    storeId: await store.id(),
    settings: { ...defaultSettings, adoptionWait: 50, newModelWait: 1000 },
    revision: 1,
    ratings: 1,
    generation: 1,
    searchAttributes: false,
  };
  plan = { name: 'x', candidates: [], repeats: 1, fineTune: { model: 'base-model', provider: spec.provider } };
});
afterEach(() => {
  jest.restoreAllMocks();
  return rm(folder, { recursive: true });
});

const environment = (info: object = {}) => new MockActivityEnvironment(info, { logger: new DefaultLogger('ERROR') });
const activities = () => {
  const providers = { connect: () => ({ direct: provider }) } as unknown as ProviderRegistry;
  return { ...fineTuneActivities({ store, providers }), ...uploadActivities({ store, providers }) };
};
const start = (info: object = {}) =>
  environment(info).run(activities().startJob, { run, plan, trainingFile: 'file-1', contents: ['abc'] });
const cancel = (info: object = {}) => environment(info).run(activities().cancelJob, { run, plan });

const lost = () => new ProviderError({ action: 'retry', code: 'connection', message: 'no connection' });

/** The provider creates, and its answer does not arrive. */
function loseAnswer<K extends 'createJob' | 'uploadFile'>(create: K): void {
  const works = provider[create].bind(provider) as (request: never) => Promise<never>;
  Object.assign(provider, {
    [create]: async (request: never) => {
      Object.assign(provider, { [create]: works });
      await works(request);
      throw lost();
    },
  });
}

/** A list shows nothing the first times that it is asked for. */
function lag<K extends 'findJobs' | 'findFile'>(list: K, times: number): void {
  const works = provider[list].bind(provider) as (what: never) => Promise<unknown>;
  const nothing = list === 'findJobs' ? [] : undefined;
  let looks = 0;
  Object.assign(provider, { [list]: async (what: never) => (++looks <= times ? nothing : works(what)) });
}

/** Lists know nothing of metadata. */
function dropMetadata(): void {
  const create = provider.createJob.bind(provider);
  provider.createJob = async (request) => Object.assign(await create(request), { metadata: {} });
}

describe('creating a job', () => {
  it('finds the job of a create whose answer was lost', async () => {
    loseAnswer('createJob');
    await expect(start()).rejects.toThrow('no connection');
    expect(await start()).toBe('ftjob-1');
    expect(provider.jobs).toHaveLength(1);
  });

  it('is done once, though the answer is lost and the list lags', async () => {
    loseAnswer('createJob');
    // Looks before and after the intent, and one by the next attempt.
    lag('findJobs', 3);
    await expect(start()).rejects.toThrow('no connection');
    expect(await start()).toBe('ftjob-1');
    expect(provider.jobs).toHaveLength(1);
  });

  it.each([
    ['behind', -3_600_000],
    ['ahead', 3_600_000],
  ])('is done once, and soon, when the clock of the worker that lost the answer was an hour %s', async (_, skew) => {
    loseAnswer('createJob');
    lag('findJobs', 3);
    const now = Date.now;
    jest.spyOn(Date, 'now').mockImplementation(() => now() + skew);
    await expect(start()).rejects.toThrow('no connection');
    jest.restoreAllMocks();
    expect(await start()).toBe('ftjob-1');
    expect(provider.jobs).toHaveLength(1);
  });

  it('is done once at a provider that drops metadata, when only the activity was repeated', async () => {
    dropMetadata();
    await start();
    expect(await start()).toBe('ftjob-1');
    expect(provider.jobs).toHaveLength(1);
  });

  it('is not paid again and again at a provider that drops metadata, however often its answer is lost', async () => {
    dropMetadata();
    plan = { ...plan, beforeJob: 'corp is not known to give back the metadata of a job' };
    const create = provider.createJob.bind(provider);
    provider.createJob = async (request) => {
      await create(request);
      throw lost();
    };
    for (let attempt = 1; attempt <= 2; attempt++) await expect(start()).rejects.toThrow('no connection');
    for (let attempt = 3; attempt <= 4; attempt++) {
      await expect(start()).rejects.toMatchObject({
        type: 'FineTuningFailed',
        nonRetryable: true,
        message: expect.stringMatching(/was lost 2 times.*look there for what was made.*--from fine-tune/),
      });
    }
    expect(provider.jobs).toHaveLength(2);
  });

  it('is left to the attempt that went on while this one was frozen', async () => {
    const thawed = Promise.withResolvers<void>();
    const listed = Promise.withResolvers<void>();
    const list = provider.findJobs;
    provider.findJobs = async (metadata) => {
      const seen = await list(metadata);
      listed.resolve();
      provider.findJobs = list;
      await thawed.promise;
      return seen;
    };
    const frozen = start();
    await listed.promise;
    expect(await start()).toBe('ftjob-1');
    // Longer than an empty list is disbelieved.
    await sleep(2 * run.settings.adoptionWait);
    thawed.resolve();
    expect(await frozen).toBe('ftjob-1');
    expect(provider.jobs).toHaveLength(1);
  });

  it('is left to another attempt when this one was frozen right before', async () => {
    const list = provider.findJobs;
    provider.findJobs = async (metadata) => {
      const seen = await list(metadata);
      const frozenUntil = performance.now() + 300;
      while (performance.now() < frozenUntil);
      return seen;
    };
    await expect(start({ heartbeatTimeoutMs: 400 })).rejects.toMatchObject({ type: 'Interrupted' });
    expect(provider.jobs).toEqual([]);
    provider.findJobs = list;
    expect(await start()).toBe('ftjob-1');
  });

  it('is tried again at once when the provider has said that nothing was made', async () => {
    const create = provider.createJob;
    provider.createJob = async () => {
      provider.createJob = create;
      throw new ProviderError({ action: 'throttled', code: '429', message: 'HTTP 429' });
    };
    run = { ...run, settings: { ...run.settings, adoptionWait: 3_600_000 } };
    await expect(start()).rejects.toThrow('HTTP 429');
    expect(await start()).toBe('ftjob-1');
  });

  it('ends at a cancellation while the list is still being read', async () => {
    const asked = Promise.withResolvers<void>();
    provider.findJobs = () => {
      asked.resolve();
      return new Promise(() => undefined);
    };
    const env = environment();
    const starting = env.run(activities().startJob, { run, plan, trainingFile: 'file-1', contents: ['abc'] });
    await asked.promise;
    env.cancel();
    await expect(starting).rejects.toThrow('cancelled');
  });
});

describe('uploading', () => {
  const upload = async () => {
    const file = await store.publish({ key: 'runs/r1/dataset/train.jsonl', mediaType: 'text/plain', content: '{}\n' });
    return environment().run(activities().uploadFile, { run, plan, file });
  };

  it('is done once, though the answer is lost and the list lags', async () => {
    loseAnswer('uploadFile');
    lag('findFile', 3);
    await expect(upload()).rejects.toThrow('no connection');
    expect(await upload()).toBe('file-1');
    expect(provider.files).toHaveLength(1);
  });

  it('is done once when the list lags and only the activity was repeated', async () => {
    lag('findFile', 10);
    await upload();
    expect(await upload()).toBe('file-1');
    expect(provider.files).toHaveLength(1);
  });
});

describe('a job', () => {
  const look = (info: object = {}) => environment(info).run(activities().awaitJob, { run, plan, jobId: 'ftjob-1' });
  const recall = () => environment().run(activities().recallTuned, { run });
  const succeedNameless = () => {
    provider.advance = (job) => void Object.assign(job, { state: 'succeeded', status: 'succeeded' });
  };
  const name = () => void Object.assign(provider.jobs[0] ?? {}, { fineTunedModel: 'ft:1' });

  it('that succeeded is waited for until its model has a name', async () => {
    await start();
    succeedNameless();
    await expect(look()).rejects.toMatchObject({ type: 'NotYet' });
    name();
    expect(await look()).toMatchObject({ model: 'ft:1' });
    expect(await recall()).toMatchObject({ model: 'ft:1' });
  });

  it('that never names its model ends the run after a while, and can be looked at again', async () => {
    await start();
    succeedNameless();
    const late = { currentAttemptScheduledTimestampMs: 5000, heartbeatDetails: { namelessSince: 4000 } };
    await expect(look({ ...late, currentAttemptScheduledTimestampMs: 4999 })).rejects.toMatchObject({ type: 'NotYet' });
    await expect(look(late)).rejects.toMatchObject({ type: 'FineTuningFailed', nonRetryable: true });
    name();
    expect(await look()).toMatchObject({ model: 'ft:1' });
  });

  it('whose model had no name when an earlier version wrote it down is looked at again', async () => {
    await start();
    const job = { ...provider.jobs[0], state: 'succeeded', status: 'succeeded' };
    const content = JSON.stringify({ job, events: [] });
    await store.publish({ key: keys.job('r1', 1), mediaType: 'application/json', content });
    succeedNameless();
    expect(await recall()).toBeUndefined();
    name();
    expect(await recall()).toMatchObject({ model: 'ft:1' });
  });

  it('that failed says by what code, and keeps beside it what the provider said', async () => {
    await start();
    const error = { code: 'invalid_training_file', message: 'Line 1: it is not valid JSON.' };
    provider.advance = (job) => void Object.assign(job, { state: 'failed', status: 'failed', error });
    const failure: unknown = await look().catch((thrown: unknown) => thrown);
    expect(failure).toMatchObject({
      type: 'FineTuningFailed',
      message: 'job ftjob-1 failed (code invalid_training_file): see its events at the provider',
    });
    expect(sentenceOf(failure)).toBe('Line 1: it is not valid JSON.');
  });

  it('that succeeded counts without its events, where the provider tells none', async () => {
    await start();
    provider.jobEvents = () =>
      Promise.reject(new ProviderError({ action: 'missing', code: 'not_found', message: 'HTTP 404' }));
    await expect(look()).rejects.toMatchObject({ type: 'NotYet' });
    expect(await look()).toMatchObject({ jobId: 'ftjob-1' });
  });
});

describe('cancelling', () => {
  const statesOfJobs = () => provider.jobs.map(({ state }) => state);

  it('asks the provider nothing before a job was begun', async () => {
    provider.findJobs = () => Promise.reject(lost());
    await cancel();
  });

  it('cancels the job by its id, whatever the list says', async () => {
    dropMetadata();
    await start();
    await cancel();
    expect(statesOfJobs()).toEqual(['cancelled']);
  });

  it('finds the job whose answer was lost, though the list lags', async () => {
    loseAnswer('createJob');
    lag('findJobs', 3);
    await expect(start()).rejects.toThrow('no connection');
    await cancel();
    expect(statesOfJobs()).toEqual(['cancelled']);
  });

  it('leaves open what a list without metadata may hide, so that the end of the run names it', async () => {
    dropMetadata();
    loseAnswer('createJob');
    plan = { ...plan, beforeJob: 'corp is not known to give back the metadata of a job' };
    await expect(start()).rejects.toThrow('no connection');
    await cancel();
    expect(await looseJob(store, run)).toBe('a job with the metadata run=r1, generation=1');
  });

  it('is done once', async () => {
    await start();
    await cancel();
    provider.retrieveJob = () => Promise.reject(lost());
    await cancel();
  });

  it('finds the job of a run that an earlier version began', async () => {
    await start();
    await rm(path.join(folder, 'runs', 'r1'), { recursive: true });
    const spec = JSON.stringify(specOf({ fineTune: { model: 'base-model', reuse: 'never' } }));
    await store.publish({ key: keys.spec('r1'), mediaType: 'application/json', content: spec });
    const segment = await store.openSegment(keys.jobIntents('r1', 1));
    await segment.append({ at: 1 });
    await segment.close();
    await cancel();
    expect(statesOfJobs()).toEqual(['cancelled']);
  });
});
