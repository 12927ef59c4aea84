import type { RunStatus } from '../../client/looking/run-status.ts';
import type { TemperaClient } from '../../client/tempera-client.ts';

/** Watches a run until it ends. */
export async function lastStatus(tempera: TemperaClient, runId: string): Promise<RunStatus> {
  let last: RunStatus | undefined;
  for await (const status of tempera.watchRun(runId, { everyMilliseconds: 50 })) last = status;
  if (!last) throw new Error('nothing was seen');
  return last;
}
