import { type Client, WorkflowUpdateFailedError } from '@temporalio/client';
import { resumeUpdate } from '../../workflows/contract.ts';
import { ClientError } from '../program/client-error.ts';
import { requireOpen, requireWorker } from '../temporal/temporal-runs.ts';

/**
 * Tells a blocked run that what was wrong has been mended.
 * @throws {ClientError} bad input: there is no such run, or it is not blocked · cannot start: no worker could hear it
 */
export async function resumeRun(temporal: Client, runId: string): Promise<void> {
  await requireOpen(temporal, runId);
  await requireWorker(temporal);
  try {
    await temporal.workflow.getHandle(runId).executeUpdate(resumeUpdate);
  } catch (error) {
    if (!(error instanceof WorkflowUpdateFailedError)) throw error;
    throw new ClientError('badInput', `run ${runId}: ${error.cause?.message ?? error.message}`, { cause: error });
  }
}
