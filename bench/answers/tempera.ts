import type { Client } from '@temporalio/client';
import { withClient } from '../../client/commands/open-client.ts';
import type { RunResult } from '../../domain/run/run.ts';
import type { RunSpec } from '../../domain/spec/run-spec.ts';
import type { Programs } from '../../test/integration/programs.ts';
import { childIdOf } from '../../workflows/contract.ts';
import { forgetPeak, memoryOf, watchCpu } from './process-figures.ts';

/** What a run took of its worker, in milliseconds and MB. */
export interface Taken {
  /** Processor time while the candidate was asked. */
  askingCpu: number;
  /** Processor time of the whole run: preparing, measuring and reporting, too. */
  wholeCpu: number;
  peak: number;
}

/** Runs a spec of one candidate, `echo`, by a worker of its own, and says what that took. */
export async function runTempera({ env, pidOf }: Programs, spec: RunSpec, runId: string): Promise<Taken> {
  const worker = pidOf('worker');
  forgetPeak(worker);
  const cpu = watchCpu(worker);
  const begun = new Date();
  try {
    return await withClient(env, async ({ tempera, client }) => {
      await tempera.startRun(spec, { runId });
      const { outcome }: RunResult = await client.workflow.getHandle(runId).result();
      if (outcome !== 'done') throw new Error(`run ${runId} ended ${outcome}`);
      const { startTime, closeTime = startTime } = await askingOf(client, runId);
      cpu.stop();
      return {
        askingCpu: cpu.between(startTime, closeTime),
        wholeCpu: cpu.between(begun, new Date()),
        peak: memoryOf(worker).peak,
      };
    });
  } finally {
    cpu.stop();
  }
}

function askingOf(client: Client, runId: string) {
  return client.workflow.getHandle(childIdOf.candidate(runId, 'echo')).describe();
}
