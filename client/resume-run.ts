import { type Client, WorkflowUpdateFailedError } from '@temporalio/client';
import { resumeUpdate } from '../workflows/contract.ts';
import { ClientError } from './client-error.ts';
import { inTemporalsWords, requireWorker } from './temporal-runs.ts';

/**
 * Tells a blocked run that what was wrong has been mended.
 * @throws {ClientError} bad input: it is not blocked · cannot start: no worker could hear it
 */
export async function resumeRun(temporal: Client, runId: string): Promise<void> {
  await requireWorker(temporal);
  try {
    await inTemporalsWords(runId, () => temporal.workflow.getHandle(runId).executeUpdate(resumeUpdate));
  } catch (error) {
    if (!(error instanceof WorkflowUpdateFailedError)) throw error;
    throw new ClientError('badInput', `run ${runId}: ${error.cause?.message ?? error.message}`, { cause: error });
  }
}
