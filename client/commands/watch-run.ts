import { ClientError } from '../client-error.ts';
import { Interrupted } from '../interrupt.ts';
import { createProgressReporter } from '../progress/reporter.ts';
import type { RunStatus } from '../run-status.ts';
import type { TemperaClient } from '../tempera-client.ts';
import type { Terminal } from '../terminal.ts';

/** How a run is watched. */
export interface WatchOptions {
  terminal: Terminal;
  interrupts: AbortSignal;
  /** Sees every look at the run. */
  onStatus?(status: RunStatus): void;
}

/**
 * Shows a run until nothing more happens by itself, and tells how it stands then.
 * @throws {Interrupted} which leaves the run going
 */
export async function watchToTheEnd(client: TemperaClient, runId: string, options: WatchOptions): Promise<RunStatus> {
  const reporter = createProgressReporter(options.terminal);
  let last: RunStatus | undefined;
  try {
    for await (const status of client.watchRun(runId, { signal: options.interrupts })) {
      last = status;
      reporter.show(status);
      options.onStatus?.(status);
    }
  } catch (error) {
    if (options.interrupts.aborted) throw leftGoing(runId, options.interrupts);
    throw error;
  } finally {
    reporter.end();
  }
  if (!last) throw new ClientError('ourFault', `run ${runId} could not be looked at`);
  return last;
}

function leftGoing(runId: string, interrupts: AbortSignal): Interrupted {
  const message = `The run goes on. Come back to it: tempera watch ${runId}\nEnd it: tempera cancel ${runId}`;
  return new Interrupted(message, { cause: interrupts.reason });
}
