import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Client } from '@temporalio/client';
import { withClient } from '../../client/commands/open-client.ts';
import type { RunningChild } from '../../client/local/processes.ts';
import { startWorker } from '../../client/local/programs.ts';
import { type RunSpec, RunSpecSchema } from '../../domain/spec/run-spec.ts';
import { renderDemoCovers } from '../../packages/demo/render.ts';
import { type Programs, startPrograms } from '../integration/programs.ts';

const deployment = 'tempera-test';
const spec = RunSpecSchema.parse({
  name: 'versioned',
  data: { source: { test: 'test.parquet' }, take: { test: 3 } },
  prompt: { system: 'Answer with the conclusion only.' },
  candidates: { echo: { model: 'echo-0' } },
  approval: 'required',
}) as RunSpec;

let directory: string;
let programs: Programs;
let newer: RunningChild<string> | undefined;
beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'tempera-versions-'));
  await renderDemoCovers({ directory: path.join(directory, 'data') });
  programs = await startPrograms(directory, { TEMPORAL_DEPLOYMENT_NAME: deployment, TEMPORAL_WORKER_BUILD_ID: 'old' });
}, 120_000);
afterAll(async () => {
  await newer?.stop();
  await programs.stop();
  await rm(directory, { recursive: true });
});

it('ends a run on the version that it began on, while new runs go to the new one', async () => {
  await withClient(programs.env, async ({ client, tempera }) => {
    await setCurrent(client, 'old');
    await tempera.startRun(spec, { runId: 'earlier' });
    while ((await tempera.describeRun('earlier')).state !== 'waiting') await sleep(100);

    const env = { ...programs.env, TEMPORAL_WORKER_BUILD_ID: 'new' };
    const log = path.join(directory, 'logs', 'newer.log');
    newer = await startWorker({ env, log, abort: new AbortController().signal });
    await setCurrent(client, 'new');
    await tempera.startRun(spec, { runId: 'later' });
    while ((await tempera.describeRun('later')).state !== 'waiting') await sleep(100);

    for (const runId of ['earlier', 'later']) {
      await tempera.approveRun(runId, { by: 'test' });
      await client.workflow.getHandle(runId).result();
    }
    expect(await buildsOf(client, 'earlier')).toEqual(['old']);
    expect(await buildsOf(client, 'earlier/answers/echo')).toEqual(['old']);
    expect(await buildsOf(client, 'later')).toEqual(['new']);
  });
}, 240_000);

/** A version may be current once its worker has asked for work on all task queues. */
async function setCurrent(client: Client, buildId: string): Promise<void> {
  for (;;) {
    try {
      await client.workflowService.setWorkerDeploymentCurrentVersion({
        namespace: client.options.namespace,
        deploymentName: deployment,
        buildId,
        identity: 'test',
      });
      return;
    } catch (error) {
      if (!/FAILED_PRECONDITION|NOT_FOUND/.test(String(error))) throw error;
      await sleep(200);
    }
  }
}

/** By which versions a workflow's tasks were done. */
async function buildsOf(client: Client, workflowId: string): Promise<string[]> {
  const { events } = await client.workflow.getHandle(workflowId).fetchHistory();
  const done = (events ?? []).flatMap(({ workflowTaskCompletedEventAttributes: task }) =>
    task?.deploymentVersion?.buildId ? [task.deploymentVersion.buildId] : [],
  );
  return [...new Set(done)];
}
