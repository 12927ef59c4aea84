import { terminalSummary } from '../../domain/report/summary.ts';
import { openRuns } from '../../runs/open-runs.ts';
import { findReport } from '../../runs/reports.ts';
import { loadConfig } from '../config.ts';
import { reportPaths } from '../report-files.ts';
import { hasReported, type RunStatus } from '../run-status.ts';
import type { CommandContext } from './command.ts';
import { nextSteps } from './messages.ts';

/** Prints how a run ended: its verdict and where its report lies, or why there is none. */
export async function printEnd({ env, terminal }: CommandContext, status: RunStatus): Promise<void> {
  const store = openRuns(loadConfig(env).store);
  const stored = await findReport(store, status.runId);
  const lines =
    stored && hasReported(status)
      ? [
          terminalSummary(stored.report),
          '',
          'Report:',
          ...(await reportPaths(store, stored)).map((file) => `  ${file}`),
        ]
      : [`Run ${status.runId}: ${status.state}`, ...nextSteps(status)];
  for (const line of lines) terminal.out(line);
}
