import { openRuns } from '../../runs/open-runs.ts';
import { requireReport, type StoredReport } from '../../runs/reports.ts';
import type { ArtifactStore } from '../../storage/artifact-store.ts';
import { exitCodeOf, hasReported, type RunStatus } from '../looking/run-status.ts';
import { loadConfig } from '../program/config.ts';
import { atGate, gateLine } from '../review/gate-exit-code.ts';
import { gatedReport } from '../review/gated-report.ts';
import type { CommandContext } from './command.ts';

/** Ends a command as the gate decides on a report, and says why beside the command's own output. */
export async function endAtGate(
  { terminal, env, end }: CommandContext,
  store: ArtifactStore,
  stored: StoredReport,
): Promise<void> {
  const decision = atGate(await gatedReport(store, stored, env));
  terminal.note(gateLine(decision));
  end(decision.exitCode);
}

/** Ends a command that has watched a run as the gate decides; a run without a report ends as it does without a gate. */
export async function endWatchAtGate(context: CommandContext, status: RunStatus): Promise<void> {
  if (!hasReported(status)) return context.end(exitCodeOf(status));
  const store = openRuns(loadConfig(context.env).store);
  await endAtGate(context, store, await requireReport(store, status.runId));
}
