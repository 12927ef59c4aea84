import type { Command } from 'commander';
import { checkRunId } from '../program/run-id.ts';
import { type CommandContext, newCommand, printJson } from './command.ts';
import { withClient } from './open-client.ts';

/** `tempera cancel RUN` */
export function cancelCommand(context: CommandContext): Command {
  return newCommand('cancel', ['tempera cancel covers-20261124-093000'])
    .argument('<run>', 'id of the run', checkRunId)
    .action(async (runId: string, { json }: { json?: true }) => {
      await withClient(context.env, ({ tempera }) => tempera.cancelRun(runId));
      if (json) printJson(context, { runId, cancelRequested: true });
      else context.terminal.out(`Run ${runId} was asked to stop. See it end: tempera watch ${runId}`);
    });
}
