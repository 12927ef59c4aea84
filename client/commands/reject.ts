import type { Command } from 'commander';
import { checkRunId } from '../program/run-id.ts';
import { whoIsLoggedIn } from './approve.ts';
import { type CommandContext, newCommand, printJson } from './command.ts';
import { withClient } from './open-client.ts';

interface Options {
  reason: string;
  by?: string;
  json?: true;
}

/** `tempera reject RUN` */
export function rejectCommand(context: CommandContext): Command {
  return newCommand('reject', ['tempera reject covers-20261124-093000 --reason "half the test set will do"'])
    .argument('<run>', 'id of the run', checkRunId)
    .requiredOption('--reason <text>', 'why; it is what the run ends with')
    .option('--by <name>', 'who rejects it; recorded, not proven (default: who is logged in)')
    .action(async (runId: string, { reason, by = whoIsLoggedIn(), json }: Options) => {
      await withClient(context.env, ({ tempera }) => tempera.rejectRun(runId, { reason, by }));
      if (json) printJson(context, { runId, rejected: true, by, reason });
      else context.terminal.out(`Run ${runId} ends: ${by} has rejected its estimate.`);
    });
}
