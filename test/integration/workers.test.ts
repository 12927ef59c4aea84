import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type OpenClient, withClient } from '../../client/commands/open-client.ts';
import type { RunningChild } from '../../client/local/processes.ts';
import { startWorker } from '../../client/local/programs.ts';
import type { Answer } from '../../domain/answering/answer.ts';
import type { RunResult } from '../../domain/run/run.ts';
import { type RunSpec, RunSpecSchema } from '../../domain/spec/run-spec.ts';
import { keys } from '../../runs/keys.ts';
import { openRuns } from '../../runs/open-runs.ts';
import { readProbes } from '../../runs/probes.ts';
import type { ArtifactStore } from '../../storage/artifact-store.ts';
import { placeCovers } from './covers.ts';
import { quickSettings } from './harness.ts';
import { type Programs, startPrograms } from './programs.ts';
import { type ComparableReport, comparableReport } from './reports.ts';
import { callsOf, resetCalls } from './sandbox-calls.ts';

// Two candidates are asked 40 questions each, in shards of five; eight calls of 100 ms at a time take about a second.
const inFlight = 8;
const [shards, rows] = [8, 40];
const settings = { ...quickSettings, shardRows: 5, heartbeatTimeout: 4000 };
const spec = RunSpecSchema.parse({
  name: 'workers',
  data: { source: { train: 'train.parquet', test: 'test.parquet' }, take: { train: 3, test: 8 } },
  prompt: { system: 'Answer with the conclusion only.' },
  candidates: { one: { model: 'echo-100' }, two: { model: 'echo-101' } },
  verdict: { compare: 'two', against: 'one' },
  limits: { reuseAnswers: false, concurrency: inFlight },
}) as RunSpec;

let directory: string;
let programs: Programs;
let store: ArtifactStore;
beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'tempera-workers-'));
  await placeCovers(path.join(directory, 'data'));
  programs = await startPrograms(directory);
  await programs.kill('worker');
  store = openRuns(path.join(directory, 'store'));
});
afterAll(async () => {
  await programs.stop();
  await rm(directory, { recursive: true });
});
beforeEach(() => resetCalls(programs.sandboxUrl));
afterEach(async () => {
  await Promise.all(workers.splice(0).map(({ stop }) => stop()));
});

const workers: RunningChild<string>[] = [];

async function newWorker(): Promise<RunningChild<string>> {
  const log = path.join(directory, 'logs', `own-worker-${Date.now()}.log`);
  const worker = await startWorker({ env: programs.env, log, abort: new AbortController().signal });
  workers.push(worker);
  return worker;
}

/** Starts a run, does something to it, and waits for its end. */
async function runWith(runId: string, disturb: () => Promise<void> = async () => undefined): Promise<RunResult> {
  return withClient(programs.env, async ({ tempera, client }: OpenClient) => {
    await tempera.startRun(spec, { runId, settings });
    await disturb();
    return client.workflow.getHandle(runId).result();
  });
}

async function served(): Promise<number> {
  const calls = await callsOf(programs.sandboxUrl, 'POST /chat/completions');
  return calls.reduce((sum, { served }) => sum + served, 0);
}

async function untilServed(count: number): Promise<void> {
  while ((await served()) < count) await sleep(20);
}

/** Samples whose answers are on disk, be their shard complete or not. */
async function answersOnDisk(runId: string): Promise<number> {
  const known = new Set<string>();
  for (const candidate of ['one', 'two']) {
    for (let shard = 0; shard < shards; shard++) {
      const answers = store.readSegments<Answer>(keys.answerShard(runId, candidate, shard));
      for await (const { sampleId } of answers) known.add(`${candidate} ${sampleId}`);
    }
  }
  return known.size;
}

let undisturbed: ComparableReport;

describe('a run', () => {
  it('is worked on by one worker', async () => {
    await newWorker();
    undisturbed = await comparableReport(store, await runWith('alone'));
    expect(await served()).toBe(2 * rows + (await readProbes(store, 'alone')).length);
  });

  it('gets the same report from two workers, which ask every sample once', async () => {
    const both = await Promise.all([newWorker(), newWorker()]);
    expect(await comparableReport(store, await runWith('shared'))).toEqual(undisturbed);
    expect(await served()).toBe(2 * rows);
    const asked = await workersOf('shared');
    for (const { pid } of both) expect(asked).toContainEqual(expect.stringMatching(new RegExp(`^${pid}@`)));
  });

  it('loses no answer when its worker is told to end, and pays for none again', async () => {
    const worker = await newWorker();
    const result = await runWith('drained', async () => {
      await untilServed(20);
      await worker.stop();
      const paid = await served();
      expect(paid).toBeLessThan(2 * rows);
      expect(await answersOnDisk('drained')).toBe(paid);
      await newWorker();
    });
    expect(await comparableReport(store, result)).toEqual(undisturbed);
    expect(await served()).toBe(2 * rows);
  });

  it('changes by no byte when its worker freezes, is taken for dead, and wakes up beside its own retry', async () => {
    const frozen = await newWorker();
    const result = await runWith('frozen', async () => {
      await untilServed(20);
      process.kill(frozen.pid, 'SIGSTOP');
      await sleep(500);
      const paid = await served();
      await newWorker();
      await untilServed(paid + 5);
      await untilRetried('frozen');
      process.kill(frozen.pid, 'SIGCONT');
    });
    expect(await comparableReport(store, result)).toEqual(undisturbed);
    expect(Math.max(...(await attemptsOf('frozen')))).toBeGreaterThan(1);
    expect(await served()).toBeLessThanOrEqual(2 * rows + inFlight);
  });
});

/** Waits until the server has taken a worker for dead and given its work to another; a retry may also be over already. */
async function untilRetried(runId: string): Promise<void> {
  await withClient(programs.env, async ({ client }) => {
    for (;;) {
      const handles = ['one', 'two'].map((name) => client.workflow.getHandle(`${runId}/answers/${name}`));
      const children = await Promise.all(handles.map((handle) => handle.describe()));
      const pending = children.flatMap(({ raw }) => raw.pendingActivities ?? []);
      const isOver = children.every(({ status }) => status.name !== 'RUNNING');
      if (isOver || pending.some(({ attempt }) => (attempt ?? 0) > 1)) return;
      await sleep(20);
    }
  });
}

/** Identities of the workers that had a part in asking. */
async function workersOf(runId: string): Promise<string[]> {
  return (await startsOf(runId)).map(({ identity }) => identity ?? '');
}

/** Which attempt each activity of asking ended in. */
async function attemptsOf(runId: string): Promise<number[]> {
  return (await startsOf(runId)).map(({ attempt }) => attempt ?? 0);
}

async function startsOf(runId: string) {
  return withClient(programs.env, async ({ client }) => {
    const histories = ['one', 'two'].map((name) =>
      client.workflow.getHandle(`${runId}/answers/${name}`).fetchHistory(),
    );
    const events = (await Promise.all(histories)).flatMap(({ events }) => events ?? []);
    return events.flatMap(({ activityTaskStartedEventAttributes: started }) => (started ? [started] : []));
  });
}
