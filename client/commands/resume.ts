import type { Command } from 'commander';
import { checkRunId } from '../program/run-id.ts';
import { type CommandContext, newCommand, printJson } from './command.ts';
import { withClient } from './open-client.ts';

/** `tempera resume RUN` */
export function resumeCommand(context: CommandContext): Command {
  return newCommand('resume', ['tempera resume covers-20261124-093000'])
    .argument('<run>', 'id of the run', checkRunId)
    .action(async (runId: string, { json }: { json?: true }) => {
      await withClient(context.env, ({ tempera }) => tempera.resumeRun(runId));
      if (json) printJson(context, { runId, resumed: true });
      else context.terminal.out(`Run ${runId} goes on. Watch it: tempera watch ${runId}`);
    });
}
