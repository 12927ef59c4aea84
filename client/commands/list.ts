import type { Command } from 'commander';
import { openRuns } from '../../runs/open-runs.ts';
import { listRuns, type RunSummary } from '../looking/list-runs.ts';
import { ClientError } from '../program/client-error.ts';
import { loadConfig } from '../program/config.ts';
import { tableLines } from '../program/table.ts';
import { type CommandContext, newCommand, printJson } from './command.ts';
import { verdictText } from './messages.ts';
import { withClient } from './open-client.ts';

/** `tempera list` */
export function listCommand(context: CommandContext): Command {
  return newCommand('list', ['tempera list', 'tempera list --json']).action(async ({ json }: { json?: true }) => {
    const runs = await runsOf(context);
    if (json) printJson(context, runs);
    else for (const line of table(runs, loadConfig(context.env).store)) context.terminal.out(line);
    for (const { runId, problem } of runs)
      if (problem) context.terminal.note(`Run ${runId} cannot be read: ${problem}`);
  });
}

/** Without a server the reports still tell of the runs that have one. */
async function runsOf({ env, terminal }: CommandContext): Promise<RunSummary[]> {
  try {
    return await withClient(env, ({ tempera }) => tempera.listRuns());
  } catch (error) {
    if (!(error instanceof ClientError && error.ending === 'cannotStart')) throw error;
    terminal.note('No Temporal server answers, so that runs without a report are shown as unknown.');
    return await listRuns(openRuns(loadConfig(env).store));
  }
}

function table(runs: readonly RunSummary[], store: string): string[] {
  if (runs.length === 0) return [`No runs in ${store} yet. Start one: tempera start SPEC`];
  return tableLines([
    ['run', 'state', 'verdict', 'started (UTC)', runs.some(({ modelStops }) => modelStops) ? 'a model stops' : ''],
    ...runs.map((run) => [
      run.runId,
      run.state,
      run.isCapture ? '(capture)' : verdictText(run),
      run.startedAt?.slice(0, 16).replace('T', ' ') ?? '',
      run.modelStops ?? '',
    ]),
  ]);
}
