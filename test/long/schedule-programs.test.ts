import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Client, Connection } from '@temporalio/client';
import { stringify } from 'yaml';
import { runProgram } from '../../client/program/program.ts';
import { renderDemoCovers } from '../../packages/demo/render.ts';
import { openRun } from '../../runs/open-run.ts';
import { openRuns } from '../../runs/open-runs.ts';
import { type ScheduledRun, scheduledRuns } from '../../runs/schedules.ts';
import type { ArtifactStore } from '../../storage/artifact-store.ts';
import { recordingTerminal } from '../client/terminals.ts';
import { type Programs, startPrograms } from '../integration/programs.ts';
import { callsOf } from '../integration/sandbox-calls.ts';

const spec = {
  name: 'often',
  data: { source: { test: 'test.parquet' }, take: { test: 4 } },
  prompt: { system: 'Answer with the conclusion only.' },
  candidates: { echo: { model: 'echo-100' } },
  limits: { concurrency: 4 },
};
const inFlight = 4;
const wanted = 6;

let directory: string;
let programs: Programs;
let store: ArtifactStore;
beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'tempera-schedule-'));
  await renderDemoCovers({ directory: path.join(directory, 'data') });
  programs = await startPrograms(directory);
  store = openRuns(path.join(directory, 'store'));
}, 120_000);
afterAll(async () => {
  await programs.stop();
  await rm(directory, { recursive: true });
});

async function tempera(...args: string[]): Promise<string> {
  const terminal = recordingTerminal();
  const code = await runProgram(args, terminal, programs.env);
  if (code !== 0) throw new Error(`tempera ${args.join(' ')} ended with ${code}: ${terminal.notes}`);
  return terminal.results;
}

async function reported(): Promise<ScheduledRun[]> {
  const runs = await scheduledRuns(store, 'often');
  const reports = await Promise.all(runs.map(({ runId }) => openRun(store, runId).report()));
  return runs.filter((_, index) => reports[index] !== undefined);
}

async function untilReported(count: number): Promise<void> {
  while ((await reported()).length < count) await sleep(100);
}

async function served(): Promise<number> {
  const calls = await callsOf(programs.sandboxUrl, 'POST /chat/completions');
  return calls.reduce((sum, call) => sum + call.served, 0);
}

it('gives each slot one run, over the death of the worker and of the server', async () => {
  const file = path.join(directory, 'often.yaml');
  await writeFile(file, stringify(spec));
  const quick = ['--set', 'heartbeatTimeout=2000', '--set', 'retryInterval=50', '--set', 'shardRows=5'];
  await tempera('schedule', 'create', file, '--every', '4s', ...quick);

  await untilReported(1);
  const before = await served();
  while ((await served()) === before) await sleep(20);
  await programs.kill('worker');
  await programs.start('worker');
  await untilReported(3);
  await programs.kill('server');
  await sleep(1000);
  await programs.start('server');
  await untilReported(wanted);
  await tempera('schedule', 'pause', 'often');

  const runs = await scheduledRuns(store, 'often');
  await untilReported(runs.length);
  expect(new Set(runs.map(({ slot }) => slot)).size).toBe(runs.length);
  const reports = await Promise.all(runs.map(({ runId }) => openRun(store, runId).report()));
  expect(reports.map((stored) => [stored?.report.outcome, stored?.revision])).toEqual(runs.map(() => ['done', 1]));

  const [asked = 0] = reports.map((stored) => stored?.report.samples);
  const probes = 1;
  expect(await served()).toBeGreaterThanOrEqual(runs.length * asked);
  expect(await served()).toBeLessThanOrEqual(runs.length * (asked + probes) + 2 * inFlight);

  const connection = await Connection.connect({ address: programs.env['TEMPORAL_ADDRESS'] ?? '' });
  const { workflow } = new Client({ connection });
  for (const { runId } of runs) {
    expect(await Array.fromAsync(workflow.list({ query: `WorkflowId = '${runId}'` }))).toHaveLength(1);
  }
  await connection.close();
  expect(await tempera('schedule', 'describe', 'often')).toContain(`Last success: ${runs.at(-1)?.runId}`);
}, 600_000);
