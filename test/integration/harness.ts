import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';
import { createActivities } from '../../activities/index.ts';
import { createUpkeep } from '../../activities/upkeep.ts';
import { createWebhooks } from '../../activities/webhook.ts';
import { defaultSettings, type Settings } from '../../domain/run/plan.ts';
import type { RunInput } from '../../domain/run/run.ts';
import { type RunSpec, type RunSpecInput, RunSpecSchema } from '../../domain/spec/run-spec.ts';
import { createPatientProvider, defaultPatience, type Patience } from '../../providers/patience.ts';
import type { Provider } from '../../providers/port.ts';
import { createThrottle } from '../../providers/throttle.ts';
import { keys } from '../../runs/keys.ts';
import { openRuns } from '../../runs/open-runs.ts';
import type { ArtifactStore } from '../../storage/artifact-store.ts';
import { taskQueue } from '../../workflows/contract.ts';
import { quietRuntime } from '../fakes/quiet-runtime.ts';
import { registryOf } from '../fakes/registry.ts';
import { placeCovers } from './covers.ts';

/** What an integration test works with: a server of its own namespace, a store, rendered covers, a provider. */
export interface Harness {
  client: Client;
  store: ArtifactStore;
  storeDirectory: string;
  dataDirectory: string;
  /** Runs a worker while the work goes on. */
  withWorker<T>(provider: Provider, work: () => Promise<T>, options?: WorkerOptions): Promise<T>;
  inputFor(runId: string, spec: RunSpecInput, more?: Partial<RunInput>): Promise<RunInput>;
  close(): Promise<void>;
}

/** How a worker differs from the usual one. */
export interface WorkerOptions {
  patience?: Patience;
  /** In place of the harness's own. */
  store?: ArtifactStore;
  /** Of its webhooks. */
  environment?: NodeJS.ProcessEnv;
  /** Who the provider is. */
  identity?: string;
}

/** Small, so that a test sees many shards and short waits. */
export const quickSettings: Settings = {
  ...defaultSettings,
  pageRows: 20,
  shardRows: 8,
  shardsInFlight: 2,
  jobPollInterval: 50,
  adoptionWait: 500,
  newModelWait: 2000,
  heartbeatTimeout: 10_000,
  retryInterval: 50,
};

/** On the server of all suites, or on another one. */
export async function startHarness(address = process.env['TEMPERA_TEST_SERVER'] ?? ''): Promise<Harness> {
  const folder = await mkdtemp(path.join(tmpdir(), 'tempera-run-'));
  const [storeDirectory, dataDirectory] = [path.join(folder, 'store'), path.join(folder, 'data')];
  await placeCovers(dataDirectory);
  const store = openRuns(storeDirectory);
  // Suites that run at the same time must not take each other's tasks.
  const namespace = `suite-${process.env['JEST_WORKER_ID'] ?? '1'}`;
  quietRuntime();
  const connection = await Connection.connect({ address });
  const client = new Client({ connection, namespace });

  async function withWorker<T>(
    provider: Provider,
    work: () => Promise<T>,
    { patience = defaultPatience, store: itsStore = store, environment = {}, identity }: WorkerOptions = {},
  ): Promise<T> {
    const native = await NativeConnection.connect({ address });
    const patient = createPatientProvider(provider, createThrottle(16), patience);
    const providers = registryOf({ direct: provider, patient }, identity);
    const webhooks = createWebhooks(environment);
    try {
      const worker = await Worker.create({
        connection: native,
        namespace,
        taskQueue,
        workflowBundle: { codePath: process.env['TEMPERA_TEST_BUNDLE'] ?? '' },
        activities: {
          ...createActivities({ store: itsStore, dataDirectory, providers, webhooks }),
          ...createUpkeep({ store: itsStore, dataDirectory, providers, webhooks }),
        },
        maxHeartbeatThrottleInterval: '200 milliseconds',
      });
      return await worker.runUntil(work());
    } finally {
      await native.close();
    }
  }

  return {
    client,
    store,
    storeDirectory,
    dataDirectory,
    withWorker,
    async inputFor(runId, input, more = {}) {
      const spec = await store.publish({
        key: keys.spec(runId),
        mediaType: 'application/json',
        content: JSON.stringify(RunSpecSchema.parse(input) as RunSpec),
      });
      const run = {
        runId,
        spec,
        storeId: await store.id(),
        settings: quickSettings,
        revision: 1,
        ratings: 1,
        generation: 1,
      };
      return { ...run, searchAttributes: true, ...more };
    },
    async close() {
      await connection.close();
      await rm(folder, { recursive: true });
    },
  };
}

/** A run over a few rendered covers: 12 to train, 12 to test, five questions each. */
export const smallSpec: RunSpecInput = {
  name: 'small',
  data: {
    source: { train: 'train.parquet', test: 'test.parquet' },
    take: { train: 12, test: 12 },
    slices: { type: [{ name: 'Title', questions: ['What is the title of this book?'] }, { name: 'Other' }] },
  },
  prompt: { system: 'Answer with the conclusion only.', examples: [{ row: 0, reasoning: 'The name stands below.' }] },
  fineTune: { model: 'base-model' },
  candidates: { base: { model: 'base-model' }, tuned: { model: 'tuned' } },
  judge: {
    model: 'judge-model',
    rubric: {
      instructions: 'Rate how close the answer is.',
      labels: [
        { name: 'Right', meaning: 'the same' },
        { name: 'Wrong', meaning: 'anything else' },
      ],
    },
  },
  verdict: { compare: 'tuned', against: 'base' },
  // Runs of a suite share a store; each is to ask for itself.
  limits: { reuseAnswers: false },
};
