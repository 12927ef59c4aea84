import type { Command } from 'commander';
import { openRuns } from '../../runs/open-runs.ts';
import { requireReport } from '../../runs/reports.ts';
import { loadConfig } from '../program/config.ts';
import { checkRunId } from '../program/run-id.ts';
import { atGate, gateLine } from '../review/gate-exit-code.ts';
import { gatedReport } from '../review/gated-report.ts';
import { newerRetry } from '../review/newer-retry.ts';
import { type CommandContext, newCommand, printJson } from './command.ts';

/** `tempera gate RUN`: reads the store, and needs no server. */
export function gateCommand(context: CommandContext): Command {
  return newCommand('gate', [
    'tempera gate covers-20261124-093000 && ./deploy.sh',
    'tempera gate covers-20261124-093000 --json',
  ])
    .argument('<run>', 'id of the run', checkRunId)
    .action(async (runId: string, { json }: { json?: true }) => {
      const store = openRuns(loadConfig(context.env).store);
      const stored = await requireReport(store, runId);
      const decision = atGate(await gatedReport(store, stored, context.env));
      if (json) printJson(context, decision);
      else context.terminal.out(gateLine(decision));
      const retry = await newerRetry(store, stored);
      if (retry) context.terminal.note(retry);
      context.end(decision.exitCode);
    });
}
