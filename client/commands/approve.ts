import { userInfo } from 'node:os';
import type { Command } from 'commander';
import { estimateLines } from '../../domain/cost/estimate-words.ts';
import { checkRunId } from '../program/run-id.ts';
import { type CommandContext, newCommand, printJson } from './command.ts';
import { withClient } from './open-client.ts';

interface Options {
  by?: string;
  estimate?: string;
  json?: true;
}

/** `tempera approve RUN` */
export function approveCommand(context: CommandContext): Command {
  return newCommand('approve', [
    'tempera approve covers-20261124-093000',
    'tempera approve covers-20261124-093000 --by "Ada Lovelace"',
    'tempera status covers-20261124-093000        # shows the estimate, and decides nothing',
  ])
    .argument('<run>', 'id of the run', checkRunId)
    .option('--by <name>', 'who approves it; recorded, not proven (default: who is logged in)')
    .option('--estimate <sha256>', 'the estimate that was looked at: no other one is approved')
    .action(async (runId: string, { by = whoIsLoggedIn(), estimate: seen, json }: Options) => {
      const approved = { by, hash: seen };
      const { hash, estimate } = await withClient(context.env, ({ tempera }) => tempera.approveRun(runId, approved));
      if (json) return printJson(context, { runId, approved: true, by, estimate: hash });
      for (const line of estimateLines(estimate)) context.terminal.out(line);
      context.terminal.out(`Run ${runId} goes on: ${by} has approved this estimate. Watch it: tempera watch ${runId}`);
    });
}

/** A user without an entry, as in some containers, has no name. */
export function whoIsLoggedIn(): string {
  try {
    return userInfo().username;
  } catch {
    return 'unknown';
  }
}
