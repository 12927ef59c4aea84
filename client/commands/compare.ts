import type { Command } from 'commander';
import { comparisonLines } from '../../domain/report/run-comparison.ts';
import { openRun } from '../../runs/open-run.ts';
import { openRuns } from '../../runs/open-runs.ts';
import { loadConfig } from '../program/config.ts';
import { checkRunId } from '../program/run-id.ts';
import { choose, compareAnswered } from '../review/compare-answered.ts';
import { type CommandContext, newCommand, printJson } from './command.ts';

interface CompareOptions {
  candidate?: string;
  against?: string;
  json?: true;
}

/** `tempera compare RUN RUN`: reads the store, and needs no server. */
export function compareCommand(context: CommandContext): Command {
  return newCommand('compare', [
    'tempera compare covers-20261201-090000 covers-20261124-093000   # the new tuned model against the old one',
    'tempera compare covers-20261201-090000 covers-20261124-093000 --candidate tuned --against base --json',
  ])
    .argument('<run>', 'id of the run whose candidate is judged', checkRunId)
    .argument('<other>', 'id of the run that it is compared with', checkRunId)
    .option('--candidate <name>', "of the first run; default: the one that its spec's verdict compares")
    .option('--against <name>', 'of the other run; default: the one that its verdict compares')
    .action((runId: string, otherId: string, options: CompareOptions) => compare(context, runId, otherId, options));
}

async function compare(
  context: CommandContext,
  runId: string,
  otherId: string,
  options: CompareOptions,
): Promise<void> {
  const store = openRuns(loadConfig(context.env).store);
  const first = choose(await openRun(store, runId).answered(), options.candidate);
  const second = choose(await openRun(store, otherId).answered(), options.against);
  const compared = await compareAnswered(first, second);
  if (options.json) printJson(context, { exploratory: true, ...compared });
  else for (const line of comparisonLines(compared)) context.terminal.out(line);
}
