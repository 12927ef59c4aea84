import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { withClient } from '../../client/commands/open-client.ts';
import { type RunSpec, RunSpecSchema } from '../../domain/spec/run-spec.ts';
import { startPrograms } from '../../test/integration/programs.ts';
import { specOfBody, writeBodies } from '../answers/bodies.ts';

/** Milliseconds from starting a worker, whose bundle was made before, until it takes the task of a run that waits for it. */
export async function workerToFirstTask(rounds: number): Promise<number[]> {
  const directory = await mkdtemp(path.join(tmpdir(), 'tempera-start-up-'));
  await writeBodies(path.join(directory, 'data'), 5, ['text']);
  const programs = await startPrograms(directory, { TEMPERA_LOG_LEVEL: 'warn' });
  const candidates = { echo: { model: 'echo-0' } };
  const spec = RunSpecSchema.parse({ name: 'start-up', ...specOfBody.text, candidates }) as RunSpec;
  try {
    return await withClient(programs.env, async ({ tempera, client }) => {
      const taken: number[] = [];
      for (let round = 0; round < rounds; round++) {
        await programs.kill('worker');
        await tempera.startRun(spec, { runId: `run-${round}` });
        const begun = Date.now();
        await programs.start('worker');
        taken.push((await firstTaskAt(client, `run-${round}`)) - begun);
        await client.workflow.getHandle(`run-${round}`).result();
      }
      return taken;
    });
  } finally {
    await programs.stop();
    await rm(directory, { recursive: true });
  }
}

/** When a workflow's first task was taken, by the server's clock, which is this machine's. */
async function firstTaskAt(client: Client, runId: string): Promise<number> {
  for (;;) {
    const { events } = await client.workflow.getHandle(runId).fetchHistory();
    const time = events?.find(({ workflowTaskStartedEventAttributes: started }) => started)?.eventTime;
    if (time) return Number(time.seconds) * 1000 + (time.nanos ?? 0) / 1e6;
    await sleep(20);
  }
}
