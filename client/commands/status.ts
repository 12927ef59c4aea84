import type { Command } from 'commander';
import { exitCodeOf } from '../run-status.ts';
import { type CommandContext, newCommand, printJson } from './command.ts';
import { statusLines } from './messages.ts';
import { withClient } from './open-client.ts';

/** `tempera status RUN` */
export function statusCommand(context: CommandContext): Command {
  return newCommand('status', 'Shows where a run is, once.', [
    'tempera status covers-20261124-093000',
    'tempera status covers-20261124-093000 --json',
  ])
    .argument('<run>', 'id of the run')
    .action(async (runId: string, { json }: { json?: true }) => {
      const status = await withClient(context.env, ({ tempera }) => tempera.describeRun(runId));
      if (json) printJson(context, status);
      else for (const line of statusLines(status)) context.terminal.out(line);
      context.end(exitCodeOf(status));
    });
}
