import {
  type Client,
  type WorkflowHandle,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';
import { ClientError } from '../program/client-error.ts';
import { requireOpen, requireWorker } from './temporal-runs.ts';

/** In milliseconds: a worker that lives answers within one. */
const patience = 10_000;

/**
 * Tells an open run something, and waits until it has taken it in.
 * @throws {ClientError} bad input: there is no such run, it has ended, or it says no · cannot start: no worker could hear it
 */
export async function sendUpdate(
  temporal: Client,
  runId: string,
  send: (run: WorkflowHandle) => Promise<void>,
): Promise<void> {
  await requireOpen(temporal, runId);
  await requireWorker(temporal);
  try {
    await temporal.withDeadline(Date.now() + patience, () => send(temporal.workflow.getHandle(runId)));
  } catch (error) {
    throw await inWords(temporal, runId, error);
  }
}

async function inWords(temporal: Client, runId: string, error: unknown): Promise<unknown> {
  if (error instanceof WorkflowUpdateFailedError) {
    return new ClientError('badInput', `run ${runId}: ${error.cause?.message ?? error.message}`, { cause: error });
  }
  // It has ended since we looked.
  if (error instanceof WorkflowNotFoundError)
    return requireOpen(temporal, runId).then(
      () => error,
      (said) => said,
    );
  if (!(error instanceof WorkflowUpdateRPCTimeoutOrCancelledError)) return error;
  return new ClientError(
    'cannotStart',
    `No worker has heard it within ${patience / 1000} s: start one ("tempera worker"). ` +
      `It may be heard then, so look before you say it again: tempera status ${runId}`,
    { cause: error },
  );
}
