import { isResting, type RunStatus } from '../looking/run-status.ts';
import { ClientError } from '../program/client-error.ts';
import { Interrupted } from '../program/interrupt.ts';
import type { Terminal } from '../program/terminal.ts';
import { createProgressReporter } from '../progress/reporter.ts';
import type { TemperaClient } from '../tempera-client.ts';

/** How a run is watched. */
export interface WatchOptions {
  terminal: Terminal;
  interrupts: AbortSignal;
  /** What becomes of the run when one stops watching; by default it goes on, and one can come back. */
  afterInterrupt?: string;
  /** Sees every look at the run. */
  onStatus?(status: RunStatus): void;
}

/**
 * Shows a run until nothing more happens by itself, and tells how it stands then.
 * @throws {Interrupted} which leaves the run alone
 */
export async function watchToTheEnd(client: TemperaClient, runId: string, options: WatchOptions): Promise<RunStatus> {
  const reporter = createProgressReporter(options.terminal);
  let last: RunStatus | undefined;
  try {
    for await (const status of client.watchRun(runId, { signal: options.interrupts })) {
      // A run that has long ended has no progress to show.
      if (last || !isResting(status)) reporter.show(status);
      last = status;
      options.onStatus?.(status);
    }
  } catch (error) {
    if (options.interrupts.aborted) throw new Interrupted(options.afterInterrupt ?? goesOn(runId));
    throw error;
  } finally {
    reporter.end();
  }
  if (!last) throw new ClientError('ourFault', `run ${runId} could not be looked at`);
  return last;
}

function goesOn(runId: string): string {
  return `The run goes on. Come back to it: tempera watch ${runId}\nEnd it: tempera cancel ${runId}`;
}
