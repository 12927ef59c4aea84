import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import { taskQueue } from '../../workflows/contract.ts';
import { ClientError } from '../program/client-error.ts';

// A poll lasts up to a minute; a worker that has not asked for longer is gone.
const silence = 90_000;

/** What the server knows of a run, or undefined when it never had it or has forgotten it. */
export async function describeWorkflow(temporal: Client, workflowId: string) {
  try {
    return await temporal.workflow.getHandle(workflowId).describe();
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return undefined;
    throw error;
  }
}

/** Whether the server knows the run, open or closed. */
export async function existingRun(temporal: Client, runId: string): Promise<boolean> {
  return (await describeWorkflow(temporal, runId)) !== undefined;
}

/** Whether a worker has asked for work lately. */
export async function hasWorker(temporal: Client): Promise<boolean> {
  return (await workersOf(temporal)).length > 0;
}

/** The identities of the workers that have asked for work lately. */
export async function workersOf(temporal: Client): Promise<string[]> {
  const { pollers } = await temporal.workflowService.describeTaskQueue({
    namespace: temporal.options.namespace,
    taskQueue: { name: taskQueue },
    taskQueueType: 1,
  });
  const alive = pollers.filter(
    ({ lastAccessTime }) => Date.now() - 1000 * Number(lastAccessTime?.seconds ?? 0) < silence,
  );
  return [...new Set(alive.map(({ identity }) => identity ?? ''))].sort();
}

/** @throws {ClientError} bad input: there is no such run, or it has ended */
export async function requireOpen(temporal: Client, runId: string): Promise<void> {
  const run = await describeWorkflow(temporal, runId);
  if (run?.status.name === 'RUNNING') return;
  throw new ClientError(
    'badInput',
    run
      ? `Run ${JSON.stringify(runId)} has ended. "tempera status ${runId}" says how.`
      : `There is no open run ${JSON.stringify(runId)}. "tempera list" shows those there are.`,
  );
}

/** @throws {ClientError} cannot start: nobody would carry out what is about to be asked */
export async function requireWorker(temporal: Client): Promise<void> {
  if (await hasWorker(temporal)) return;
  throw new ClientError(
    'cannotStart',
    `No worker asks for work on the task queue "${taskQueue}". Start one in another terminal with ` +
      '"tempera worker", or everything a run needs on this machine with "tempera up".',
  );
}
