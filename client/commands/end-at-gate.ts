import type { Report } from '../../domain/report.ts';
import { openRuns } from '../../runs/open-runs.ts';
import { requireReport } from '../../runs/reports.ts';
import { atGate, gateLine } from '../at-gate.ts';
import { loadConfig } from '../config.ts';
import { exitCodeOf, hasReported, type RunStatus } from '../run-status.ts';
import type { CommandContext } from './command.ts';

/** Ends a command as the gate decides on a report, and says why beside the command's own output. */
export function endAtGate({ terminal, end }: CommandContext, report: Report): void {
  const decision = atGate(report);
  terminal.note(gateLine(decision));
  end(decision.exitCode);
}

/** Ends a command that has watched a run as the gate decides; a run without a report ends as it does without a gate. */
export async function endWatchAtGate(context: CommandContext, status: RunStatus): Promise<void> {
  if (!hasReported(status)) return context.end(exitCodeOf(status));
  const { report } = await requireReport(openRuns(loadConfig(context.env).store), status.runId);
  endAtGate(context, report);
}
