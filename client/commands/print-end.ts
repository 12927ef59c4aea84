import { captureLines } from '../../domain/capture/words.ts';
import { terminalSummary } from '../../domain/report/files/summary.ts';
import { findCapture } from '../../runs/captures.ts';
import { openRuns } from '../../runs/open-runs.ts';
import { findReport } from '../../runs/reports.ts';
import { hasReported, type RunStatus } from '../looking/run-status.ts';
import { loadConfig } from '../program/config.ts';
import { areHere, reportPaths, toHaveItHere } from '../review/report-files.ts';
import type { CommandContext } from './command.ts';
import { nextSteps } from './messages.ts';

/** Prints how a run ended: its verdict and where its report lies, or why there is none. */
export async function printEnd({ env, terminal }: CommandContext, status: RunStatus): Promise<void> {
  const store = openRuns(loadConfig(env).store);
  const captured = hasReported(status) ? await findCapture(store, status.runId) : undefined;
  if (captured) return captureLines(captured.capture, Date.now()).concat(nextSteps(status)).forEach(terminal.out);
  const stored = await findReport(store, status.runId);
  const places = stored && hasReported(status) ? await reportPaths(store, stored) : [];
  const lines =
    stored && hasReported(status)
      ? [
          terminalSummary(stored.report),
          '',
          'Report:',
          ...places.map((place) => `  ${place}`),
          ...(areHere(places) ? [] : [toHaveItHere(status.runId)]),
        ]
      : [`Run ${status.runId}: ${status.state}`, ...nextSteps(status)];
  for (const line of lines) terminal.out(line);
}
