import type { Client } from '@temporalio/client';
import { resumeUpdate } from '../../workflows/contract.ts';
import { sendUpdate } from '../temporal/send-update.ts';

/**
 * Tells a blocked run that what was wrong has been mended.
 * @throws {ClientError} bad input: there is no such run, or it is not blocked · cannot start: no worker could hear it
 */
export async function resumeRun(temporal: Client, runId: string): Promise<void> {
  await sendUpdate(temporal, runId, (run) => run.executeUpdate(resumeUpdate));
}
