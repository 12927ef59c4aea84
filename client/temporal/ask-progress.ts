import type { Client } from '@temporalio/client';
import type { Progress } from '../../domain/run/run.ts';
import { progressQuery } from '../../workflows/contract.ts';

const deadline = 3_000;

/** What the run itself says; undefined when no worker answers within 3 s. */
export async function askProgress(temporal: Client, runId: string): Promise<Progress | undefined> {
  try {
    const handle = temporal.workflow.getHandle(runId);
    return await temporal.withDeadline(Date.now() + deadline, () => handle.query(progressQuery));
  } catch {
    // A query is an extra: it needs a live worker, and the server and the store tell nearly as much.
    return undefined;
  }
}
