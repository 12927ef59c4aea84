import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { exitCodes } from '../../client/program/exit-codes.ts';
import { runProgram } from '../../client/program/program.ts';
import { createTemperaClient, type TemperaClient } from '../../client/tempera-client.ts';
import type { RetryStage, Stage } from '../../domain/run/run.ts';
import { type RunSpec, RunSpecSchema } from '../../domain/spec/run-spec.ts';
import type { Fault, FaultMatch } from '../../packages/sandbox/faults/fault.ts';
import { readProbes } from '../../runs/probes.ts';
import type { ArtifactStore } from '../../storage/artifact-store.ts';
import { recordingTerminal } from '../client/terminals.ts';
import { faultySpec, patience, rows, sandboxJudge } from './faulty-runs.ts';
import { type FaultySandbox, startFaultySandbox } from './faulty-sandbox.ts';
import { type Harness, quickSettings, startHarness } from './harness.ts';
import { lastStatus } from './last-status.ts';

let harness: Harness;
let sandbox: FaultySandbox;
let tempera: TemperaClient;
beforeAll(async () => {
  [harness, sandbox] = await Promise.all([startHarness(), startFaultySandbox()]);
  const { client: temporal, store, dataDirectory } = harness;
  tempera = createTemperaClient({ temporal, store, dataDirectory });
});
afterAll(() => Promise.all([harness.close(), sandbox.close()]));
beforeEach(() => sandbox.reset());

const settings = { ...quickSettings, shardRows: 5, heartbeatTimeout: 2000 };
const specWith = (seed: number) =>
  RunSpecSchema.parse({
    ...faultySpec,
    data: { ...faultySpec.data, seed },
    fineTune: { model: 'gpt-4o-2024-08-06', reuse: 'never' },
    candidates: { echo: { model: 'echo-0' }, tuned: { model: 'tuned' } },
    judge: sandboxJudge,
    limits: { ...faultySpec.limits, concurrency: 2 },
  }) as RunSpec;

// No test is to find the files of another one at the provider.
let seeds = 0;
let runs = 0;
const newId = () => `cancel-${process.env['JEST_WORKER_ID']}-${Date.now()}-${++runs}`;

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 20));
}

const endOf = (runId: string) => lastStatus(tempera, runId);

async function command(...args: string[]): Promise<{ exitCode: number; text: string }> {
  const terminal = recordingTerminal();
  const exitCode = await runProgram(args, terminal, {
    TEMPORAL_ADDRESS: process.env['TEMPERA_TEST_SERVER'],
    TEMPORAL_NAMESPACE: harness.client.options.namespace,
    TEMPERA_STORE: harness.storeDirectory,
  });
  return { exitCode, text: terminal.results + terminal.notes };
}

const statesOfJobs = async (runId: string) =>
  (await sandbox.provider.trainer.findJobs({ run: runId })).map(({ state }) => state);

/** Holds back what is published under some keys until it is let go. */
function holding(store: ArtifactStore, isHeld: (key: string) => boolean) {
  const reached = Promise.withResolvers<void>();
  const letGo = Promise.withResolvers<void>();
  async function hold(key: string): Promise<void> {
    if (!isHeld(key)) return;
    reached.resolve();
    await letGo.promise;
  }
  const held: ArtifactStore = {
    ...store,
    publish: async (artifact) => {
      await hold(artifact.key);
      return store.publish(artifact);
    },
    putObject: async (content, mediaType) => {
      await hold('objects/');
      return store.putObject(content, mediaType);
    },
  };
  return { held, reached: reached.promise, letGo: letGo.resolve };
}

/** The partial state can be read by every command, and says how to go on. */
async function expectReadable(runId: string, stage: Stage, from: RetryStage): Promise<void> {
  expect(await tempera.describeRun(runId)).toMatchObject({ state: 'cancelled', stage });
  const status = await command('status', runId);
  expect(status.exitCode).toBe(exitCodes.cancelled);
  expect(status.text).toContain(`It had reached ${stage}`);
  expect(status.text).toContain(`tempera retry ${runId} --from ${from}`);
  const report = await command('report', runId);
  expect(report).toMatchObject({ exitCode: exitCodes.badInput, text: expect.stringContaining('There is no report') });
  expect((await command('list')).text).toMatch(new RegExp(`${runId} +cancelled`));
}

/** Goes on to the end once nothing is amiss. */
async function expectToGoOn(runId: string, from: RetryStage): Promise<void> {
  await sandbox.heal();
  await harness.withWorker(
    sandbox.provider,
    async () => {
      // A worker is asked for by the retry, and is only just starting.
      await new Promise((resolve) => setTimeout(resolve, 500));
      await tempera.retryRun(runId, from);
      expect(await endOf(runId)).toMatchObject({ state: 'done' });
    },
    { patience },
  );
  expect((await statesOfJobs(runId)).filter((state) => state === 'succeeded')).toHaveLength(1);
  expect(await sandbox.served('POST /chat/completions', 'echo-0')).toBe(rows + (await probesOf(runId, 'echo-0')));
}

/** Small questions of preflight that the first run of a day pays for. */
async function probesOf(runId: string, asked: string): Promise<number> {
  return (await readProbes(harness.store, runId)).filter(({ model }) => model === asked).length;
}

describe('a run that is cancelled', () => {
  const slow: Fault = { kind: 'slow', ms: 1000 };
  const chats = (model: string) => sandbox.served('POST /chat/completions', model);

  it.each<[string, [Fault, FaultMatch][], () => Promise<boolean>, Stage, RetryStage, string[]]>([
    [
      'while a file is uploaded',
      [[slow, { method: 'POST', path: '/files' }]],
      async () => (await sandbox.served('POST /files')) > 0,
      'fine-tuning',
      'fine-tune',
      [],
    ],
    [
      'while its job is being created',
      [
        [slow, { method: 'POST', path: '/fine_tuning/jobs' }],
        [
          { kind: 'file-processing', ms: 4000 },
          { method: 'POST', path: '/files' },
        ],
      ],
      async () => (await sandbox.served('POST /fine_tuning/jobs')) > 0,
      'fine-tuning',
      'fine-tune',
      ['cancelled'],
    ],
    [
      'while its job goes on and is looked at',
      [
        [
          { kind: 'job-stuck', in: 'queued' },
          { method: 'POST', path: '/fine_tuning/jobs' },
        ],
      ],
      async () => (await sandbox.served('GET /fine_tuning/jobs/{fine_tuning_job_id}')) > 0,
      'fine-tuning',
      'fine-tune',
      ['cancelled'],
    ],
    [
      'while samples are asked',
      [
        [
          { kind: 'slow', ms: 200 },
          { path: '/chat/completions', model: 'echo-0' },
        ],
      ],
      async () => (await chats('echo-0')) > 3,
      'answering',
      'answer',
      ['succeeded'],
    ],
    [
      'while answers are judged',
      [
        [
          { kind: 'slow', ms: 200 },
          { path: '/chat/completions', model: 'sandbox-judge' },
        ],
      ],
      async () => (await chats('sandbox-judge')) > 3,
      'judging',
      'judge',
      ['succeeded'],
    ],
  ])(
    '%s leaves no job going, a state that can be read, and goes on by a retry that pays for nothing twice',
    async (_, faults, isReached, stage, from, jobs) => {
      for (const [fault, match] of faults) await sandbox.inflict(fault, match);
      const { runId } = await tempera.startRun(specWith(++seeds), { runId: newId(), settings });
      await harness.withWorker(
        sandbox.provider,
        async () => {
          await until(isReached);
          await tempera.cancelRun(runId);
          expect(await endOf(runId)).toMatchObject({ state: 'cancelled' });
        },
        { patience },
      );
      expect(await statesOfJobs(runId)).toEqual(jobs);
      await expectReadable(runId, stage, from);
      const rated = await chats('sandbox-judge');
      await expectToGoOn(runId, from);
      if (stage === 'judging') expect(rated).toBeGreaterThan(0);
      expect(await sandbox.served('POST /files')).toBe(1);
      const distinct = new Set(await ratedItems(runId)).size;
      expect(await chats('sandbox-judge')).toBe(distinct + (await probesOf(runId, 'sandbox-judge')));
    },
    90_000,
  );

  it('ends in time though its provider is gone, and names the job to look for', async () => {
    await sandbox.inflict({ kind: 'job-stuck', in: 'queued' }, { method: 'POST', path: '/fine_tuning/jobs' });
    const own = { ...settings, cleanUpTimeout: 1500 };
    const { runId } = await tempera.startRun(specWith(++seeds), { runId: newId(), settings: own });
    await harness.withWorker(
      sandbox.provider,
      async () => {
        await until(async () => (await sandbox.served('GET /fine_tuning/jobs/{fine_tuning_job_id}')) > 0);
        await sandbox.inflict({ kind: 'status', status: 500, code: 'gone' }, { path: '/fine_tuning/*' });
        await sandbox.inflict({ kind: 'status', status: 500, code: 'gone' }, { path: '/fine_tuning/jobs/*' });
        await sandbox.inflict({ kind: 'status', status: 500, code: 'gone' }, { path: '/fine_tuning/jobs/*/cancel' });
        await tempera.cancelRun(runId);
        expect(await endOf(runId)).toMatchObject({ state: 'cancelled' });
      },
      { patience },
    );
    await sandbox.heal();
    const [job] = await sandbox.provider.trainer.findJobs({ run: runId });
    expect(await command('status', runId)).toMatchObject({
      exitCode: exitCodes.cancelled,
      text: expect.stringContaining(`look there for job ${job?.id}, and cancel it`),
    });
  });

  it.each<[string, (key: string) => boolean, Stage, RetryStage]>([
    ['while it is being prepared', (key) => key === 'objects/', 'preparing', 'fine-tune'],
    ['while it is measured', (key) => key.endsWith('/metrics.json'), 'reporting', 'report'],
  ])(
    '%s ends with what is there, and goes on by a retry',
    async (_, isHeld, stage, from) => {
      const { held, reached, letGo } = holding(harness.store, isHeld);
      const { runId } = await tempera.startRun(specWith(++seeds), { runId: newId(), settings });
      await harness.withWorker(
        sandbox.provider,
        async () => {
          await reached;
          await tempera.cancelRun(runId);
          // Until the server has told the worker.
          await new Promise((resolve) => setTimeout(resolve, 1500));
          letGo();
          expect(await endOf(runId)).toMatchObject({ state: 'cancelled' });
        },
        { patience, store: held },
      );
      await expectReadable(runId, stage, from);
      await expectToGoOn(runId, from);
    },
    90_000,
  );

  it('while its report is being written has its report', async () => {
    const { held, reached, letGo } = holding(harness.store, (key) => key.endsWith('/report/report.json'));
    const { runId } = await tempera.startRun(specWith(++seeds), { runId: newId(), settings });
    await harness.withWorker(
      sandbox.provider,
      async () => {
        await reached;
        await tempera.cancelRun(runId);
        letGo();
        expect(await endOf(runId)).toMatchObject({ state: 'done' });
      },
      { patience, store: held },
    );
    expect((await command('report', runId)).exitCode).toBe(exitCodes.done);
  });
});

/** Ids of items in complete shards of ratings, over all revisions. */
async function ratedItems(runId: string): Promise<string[]> {
  const keysOfRatings = (await harness.store.list(`runs/${runId}/revisions`)).filter((key) =>
    /\/ratings\/\d+\.jsonl$/.test(key),
  );
  const lines: string[] = [];
  for (const key of keysOfRatings) {
    const ref = await harness.store.find(key);
    if (ref) for await (const { itemId } of harness.store.readLines<{ itemId: string }>(ref)) lines.push(itemId);
  }
  return lines;
}
