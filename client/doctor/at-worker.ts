import { randomUUID } from 'node:crypto';
import type { Client, WorkflowHandle } from '@temporalio/client';
import { clockFinding, type Reading } from '../../domain/health/clock.ts';
import type { Examination, Examined } from '../../domain/health/examination.ts';
import { type Finding, mend } from '../../domain/health/finding.ts';
import { taskQueue } from '../../workflows/contract.ts';

/** In milliseconds: a worker that is free answers in less than one second, its providers in a few. */
const patience = 20_000;

/**
 * Starts a small workflow, by which the server's clock is read, and asks a worker, if one is there, what it finds at its
 * place. Nothing of it stays.
 */
export async function examineElsewhere(
  client: Client,
  examination: Examination,
  hasWorker: boolean,
): Promise<Finding[]> {
  const { handle, reading } = await begin(client, examination);
  try {
    const clock = clockFinding("the server's", reading);
    return hasWorker ? [clock, ...(await answerOf(client, handle))] : [clock];
  } finally {
    await forget(client, handle);
  }
}

async function begin(client: Client, examination: Examination): Promise<{ handle: WorkflowHandle; reading: Reading }> {
  const before = Date.now();
  const handle = await client.workflow.start('examine', {
    taskQueue,
    workflowId: `tempera-doctor-${randomUUID()}`,
    args: [examination],
    workflowRunTimeout: patience,
    staticSummary: 'tempera doctor looks around at a worker',
  });
  const after = Date.now();
  const { startTime } = await handle.describe();
  return { handle, reading: { before, there: startTime.getTime(), after } };
}

async function answerOf(client: Client, handle: WorkflowHandle): Promise<Finding[]> {
  const before = Date.now();
  try {
    const examined: Examined = await client.withDeadline(before + patience, () => handle.result());
    const clock = clockFinding("the worker's", { before, there: examined.now, after: Date.now() });
    return [...examined.findings, clock];
  } catch {
    const remedy = 'Look into its log, and whether all workers are of one version.';
    return [mend('worker', `none answered within ${patience / 1000} s. ${remedy}`)];
  }
}

/** A server that does not let us delete keeps a workflow that has ended. */
async function forget(client: Client, handle: WorkflowHandle): Promise<void> {
  const { workflowId } = handle;
  await handle.terminate('tempera doctor is done').catch(() => undefined);
  await client.workflowService
    .deleteWorkflowExecution({ namespace: client.options.namespace, workflowExecution: { workflowId } })
    .catch(() => undefined);
}
